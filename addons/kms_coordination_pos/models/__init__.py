from . import kms_delivery_payment_report
from . import kms_dispute
from . import kms_dispute_line
from . import kms_fact_engine
from . import kms_rupture
from . import pos_order
from . import pos_order_line
from . import pos_session
