from odoo import api, fields, models

from ..coupons.trust import AT_TILL

SERVER_FIELDS = ("kms_optin_date", "kms_optin_source")


class ResPartner(models.Model):
    """Whether a customer wants messages about offers, since when, and where they said so."""

    _inherit = "res.partner"

    kms_optin = fields.Boolean(
        string="Wants offers",
        tracking=True,
        copy=False,
        help="The customer has agreed to messages about offers.",
    )
    kms_optin_date = fields.Datetime(string="Said on", readonly=True, copy=False)
    kms_optin_source = fields.Selection(
        [("till", "At the till"), ("office", "In the office")],
        string="Said where",
        readonly=True,
        copy=False,
    )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._kms_with_proof(vals) for vals in vals_list])

    def write(self, vals):
        if "kms_optin" in vals:
            # what is said again keeps the day on which it was said first
            same = self.filtered(lambda card: card.kms_optin == bool(vals["kms_optin"]))
            rest = {name: value for name, value in vals.items() if name != "kms_optin"}
            if same and rest:
                super(ResPartner, same).write(self._kms_with_proof(rest))
            return super(ResPartner, self - same).write(self._kms_with_proof(vals))
        return super().write(self._kms_with_proof(vals))

    @api.model
    def _kms_with_proof(self, vals):
        """Date what is said, and let nobody date it otherwise."""
        vals = {name: value for name, value in vals.items() if name not in SERVER_FIELDS}
        if "kms_optin" not in vals:
            return vals
        source = "till" if self.env.context.get("kms_optin_at") is AT_TILL else "office"
        return vals | {
            "kms_optin_date": self.env.cr.now() if vals["kms_optin"] else False,
            "kms_optin_source": source if vals["kms_optin"] else False,
        }

    def _kms_opt_in_at_till(self):
        """Record that customers agreed to messages, in front of a cashier."""
        self.with_context(kms_optin_at=AT_TILL).kms_optin = True
