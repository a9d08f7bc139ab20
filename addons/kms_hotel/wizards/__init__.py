from . import kms_reservation_checkout
from . import kms_folio_split
from . import kms_reservation_service
from . import kms_group_rooms
