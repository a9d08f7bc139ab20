from . import kms_call_add
