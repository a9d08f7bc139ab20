from . import kms_fact_engine
from . import kms_metric
