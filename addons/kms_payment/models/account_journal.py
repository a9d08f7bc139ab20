from odoo import api, fields, models
from odoo.exceptions import ValidationError

OPERATORS = [("mtn", "MTN MoMo"), ("orange", "Orange Money")]


class AccountJournal(models.Model):
    _inherit = "account.journal"

    kms_mobile_operator = fields.Selection(
        OPERATORS,
        string="Mobile money operator",
        help="The money of this journal sits with a mobile operator: each of its payments carries "
        "the operator's transaction id, once.",
    )

    @api.constrains("kms_mobile_operator", "type")
    def _check_kms_mobile_operator(self):
        for journal in self:
            if journal.kms_mobile_operator and journal.type not in ("bank", "cash"):
                raise ValidationError(
                    self.env._(
                        "Mobile money goes through a bank or cash journal; change the type of "
                        '"%(journal)s" or leave its operator empty.',
                        journal=journal.display_name,
                    )
                )

    def _kms_operator_label(self):
        """Return how the operator is called in the user's language, or an empty text.

        :rtype: str
        """
        self.ensure_one()
        labels = dict(self._fields["kms_mobile_operator"]._description_selection(self.env))
        return labels.get(self.kms_mobile_operator, "")
