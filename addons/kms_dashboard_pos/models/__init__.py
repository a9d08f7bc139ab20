from . import account_bank_statement_line
from . import kms_fact_engine
from . import kms_metric
from . import kms_sales_target
from . import pos_payment
from . import pos_session
