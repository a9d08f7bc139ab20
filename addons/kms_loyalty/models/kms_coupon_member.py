from odoo import fields, models
from odoo.tools import hmac


class KmsCouponMember(models.Model):
    """A customer of a campaign: gets a coupon, or is held out to see what coupons bring.

    Drawn once when the campaign starts; a code for nobody in particular is a line without customer.
    """

    _name = "kms.coupon.member"
    _description = "Customer of a coupon campaign"
    _order = "arm desc, id"
    _rec_name = "card_id"
    _log_access = False

    campaign_id = fields.Many2one(
        "kms.coupon.campaign", required=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="cascade", readonly=True
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        index="btree_not_null",
        ondelete="cascade",
        readonly=True,
    )
    arm = fields.Selection(
        [("treated", "Gets a coupon"), ("holdout", "Held out")], required=True, readonly=True
    )
    card_id = fields.Many2one(
        "loyalty.card",
        string="Coupon",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
    )
    code = fields.Char(related="card_id.code")
    expiration_date = fields.Date(related="card_id.expiration_date")
    points = fields.Float(related="card_id.points")
    active_card = fields.Boolean(string="Active", related="card_id.active")
    mail_state = fields.Selection(
        [
            ("queued", "In the mail queue"),
            ("no_consent", "Has not agreed"),
            ("no_email", "No e-mail address"),
        ],
        string="E-mail",
        readonly=True,
    )
    printed = fields.Datetime(string="Printed on", readonly=True)
    stop_url = fields.Char(compute="_compute_stop_url")

    _person_unique = models.UniqueIndex(
        "(campaign_id, partner_id)", "This customer is in the campaign already."
    )
    _arm_idx = models.Index("(campaign_id, arm, id)")
    _waiting_idx = models.Index("(campaign_id, id) WHERE card_id IS NULL AND arm = 'treated'")

    def _compute_stop_url(self):
        for member in self:
            member.stop_url = (
                f"{member.get_base_url()}/kms_loyalty/stop/{member.id}/{member._kms_stop_token()}"
            )

    def _kms_stop_token(self):
        """Return what proves that an address to refuse further offers was written by the house."""
        self.ensure_one()
        # sudo: signs with the secret of the database; the token alone leaves this method.
        return hmac(self.env(su=True), "kms_loyalty.stop", (self.id, self.partner_id.id))

    def action_deactivate(self):
        """Stop the coupons of these lines.

        :raise AccessError: the user may not change coupons
        """
        self.campaign_id.check_access("write")
        self.card_id.filtered("active").active = False

    def action_reactivate(self):
        """Let the coupons of these lines be used again.

        :raise AccessError: the user may not change coupons
        """
        self.campaign_id.check_access("write")
        self.with_context(active_test=False).card_id.filtered(
            lambda card: not card.active
        ).active = True
