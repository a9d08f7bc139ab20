from . import test_pos
from . import test_rupture_tour
