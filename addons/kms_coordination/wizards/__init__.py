from . import kms_preparation_reason
