"""Rows of boards without a hole; see the data of this addon."""

from odoo.addons.kms_dashboard.resize import resize_widgets

# before, now
WIDTHS = {
    "board_training_10": (2, 4),
    "board_training_11": (2, 4),
    "board_training_12": (2, 4),
    "board_training_13": (6, 12),
}


def migrate(cr, version):
    if version:
        resize_widgets(cr, "kms_formation", WIDTHS)
