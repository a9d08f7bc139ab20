from odoo import api, fields, models
from odoo.exceptions import ValidationError


class PosPaymentMethod(models.Model):
    _inherit = "pos.payment.method"

    kms_mobile_operator = fields.Selection(related="journal_id.kms_mobile_operator")

    @api.model
    def _load_pos_data_fields(self, config):
        return [*super()._load_pos_data_fields(config), "kms_mobile_operator"]

    def kms_check_transaction(self, ref):
        """Tell the till whether a transaction id may pay with this method.

        :param str ref: as the cashier typed it
        :return: why not, or an empty text
        :rtype: str
        """
        self.ensure_one()
        self.check_access("read")
        ref = ref if isinstance(ref, str) else ""
        # A cashier may not read the house's payments, only learn that this id is taken.
        payments = self.env["account.payment"].sudo()
        try:
            ref = payments._kms_normalise_ref(ref)
        except ValidationError as error:
            return str(error)
        journal = self.sudo().journal_id  # as above
        return payments._kms_used_ref_message(journal, ref) if ref else ""
