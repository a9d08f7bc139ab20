from . import test_delivery
from . import test_dispute
from . import test_hoot
from . import test_paid
from . import test_preparation
from . import test_rupture
from . import test_sealed
from . import test_warehouse
