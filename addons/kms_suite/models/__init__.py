from . import kms_demo_story
from . import res_company
