from . import kms_customer_history
from . import kms_hotel_report
