from . import kms_loyalty_start
