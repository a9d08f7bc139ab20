from . import kms_certificate_revoke
