from . import kms_hotel_report
