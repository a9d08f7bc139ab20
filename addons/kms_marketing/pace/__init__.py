from odoo.addons.kms_dashboard.pace import standing

from . import periods
