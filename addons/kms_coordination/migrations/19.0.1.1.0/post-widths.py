"""Rows of boards without a hole; see the data of this addon."""

from odoo.addons.kms_dashboard.resize import resize_widgets

# before, now
WIDTHS = {
    "board_warehouse_12": (2, 4),
    "board_warehouse_11": (8, 12),
}


def migrate(cr, version):
    if version:
        resize_widgets(cr, "kms_coordination", WIDTHS)
