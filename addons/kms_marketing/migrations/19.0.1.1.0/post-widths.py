"""Rows of boards without a hole; see the data of this addon."""

from odoo.addons.kms_dashboard.resize import resize_widgets

# before, now
WIDTHS = {
    "board_direction_09": (5, 6),
    "board_field_07": (3, 6),
    "board_field_08": (3, 6),
}


def migrate(cr, version):
    if version:
        resize_widgets(cr, "kms_marketing", WIDTHS)
