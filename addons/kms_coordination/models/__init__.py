# what the models of this addon are made of comes first

from . import account_move
from . import account_payment
from . import kms_delivery_attempt
from . import kms_delivery_release
from . import kms_dispute
from . import kms_dispute_document
from . import kms_dispute_line
from . import kms_dispute_solution
from . import kms_preparation_order
from . import kms_preparation_order_flow
from . import kms_rupture
from . import kms_rupture_demand
from . import kms_rupture_impact
from . import kms_rupture_life
from . import kms_sealed_mixin
from . import kms_warehouse
from . import product_product
from . import res_company
from . import res_config_settings
from . import sale_order
from . import sale_order_line
from . import sale_order_payment
from . import stock_move
from . import stock_picking
