"""Rows of boards without a hole; see the data of this addon."""

from odoo.addons.kms_dashboard.resize import resize_widgets

# before, now
WIDTHS = {
    "board_direction_hotel_1": (3, 4),
    "board_direction_hotel_2": (3, 4),
    "board_direction_hotel_3": (3, 4),
    "board_direction_hotel_4": (3, 4),
}


def migrate(cr, version):
    if version:
        resize_widgets(cr, "kms_hotel", WIDTHS)
