from . import kms_delivery_payment_report
