from . import kms_sheet_preview
