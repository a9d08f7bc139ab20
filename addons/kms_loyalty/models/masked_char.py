from odoo import fields

from ..privacy.mask import mask


class MaskedChar(fields.Char):
    """A number that leaves the server masked for who does not need it.

    What code of the server reads stays whole: documents are found, and messages sent, by it. Reading,
    screens and exports pass here, from any model and by any path.
    """

    def convert_to_read(self, value, record, use_display_name=True):
        return _shown(super().convert_to_read(value, record, use_display_name), record)

    def convert_to_export(self, value, record):
        return _shown(super().convert_to_export(value, record), record)

    def convert_to_display_name(self, value, record):
        return _shown(super().convert_to_display_name(value, record), record)


def _shown(value, record):
    """Mask a customer's number; colleagues may call each other."""
    if value and not record.env["res.partner"]._kms_sees_phones() and record.partner_share:
        return mask(value)
    return value
