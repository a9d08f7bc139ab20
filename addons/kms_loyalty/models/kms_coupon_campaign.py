from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

# What says to whom and what; a started campaign keeps it.
FROZEN = (
    "kind quantity program_id discount_mode discount minimum_amount date_to combine_tier "
    "holdout_share company_id tier_ids score_from score_to last_from last_to spent_from spent_to "
    "channel city category_ids industry_ids consent"
).split()


class KmsCouponCampaign(models.Model):
    """Coupons for many: who gets them, how many, and what they brought."""

    _name = "kms.coupon.campaign"
    _inherit = ["kms.coupon.segment", "kms.sealed.mixin", "mail.thread"]
    _description = "Coupon campaign"
    _order = "id desc"

    _kms_sealed = frozenset(
        "state total holdout started_on result measured_on mailing made".split()
    )

    name = fields.Char(required=True, tracking=True)
    kind = fields.Selection(
        [("special", "Special: one customer each"), ("generic", "Generic: whoever has the code")],
        string="Coupons",
        required=True,
        default="special",
    )
    quantity = fields.Integer(string="Number of codes", default=1)
    program_id = fields.Many2one(
        "loyalty.program",
        index="btree_not_null",
        copy=False,
        ondelete="restrict",
        domain="[('program_type', '=', 'coupons'), ('company_id', 'in', [False, company_id])]",
        help="Left empty, it is made from the discount below when the campaign starts.",
    )
    discount_mode = fields.Selection(
        [("percent", "% of the basket"), ("per_order", "Fixed amount")],
        required=True,
        default="percent",
    )
    discount = fields.Float(default=10, digits=(16, 2), aggregator=None)
    minimum_amount = fields.Monetary(string="Minimum basket", help="Tax included.")
    combine_tier = fields.Boolean(
        string="Adds to the tier discount",
        default=True,
        help="Without it, nobody who gets a tier discount can use the coupon.",
    )
    date_to = fields.Date(string="Valid until", copy=False)
    holdout_share = fields.Float(
        string="Held out (%)",
        default=lambda self: self.env.company.kms_coupon_holdout,
        digits=(5, 2),
        aggregator=None,
        help="This share, drawn at random once, gets no coupon: what they buy shows what the "
        "others would have bought anyway.",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("running", "Being generated"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    audience = fields.Integer(string="Customers found", compute="_compute_audience")
    total = fields.Integer(string="Coupons to generate", readonly=True, copy=False)
    made = fields.Integer(string="Coupons generated", readonly=True, copy=False)
    holdout = fields.Integer(string="Held out", readonly=True, copy=False)
    started_on = fields.Date(readonly=True, copy=False)
    member_ids = fields.One2many("kms.coupon.member", "campaign_id", string="Coupons and customers")
    progress = fields.Json(compute="_compute_progress")

    _numbers_check = models.Constraint(
        "CHECK (quantity >= 0 AND discount >= 0 AND minimum_amount >= 0"
        " AND (discount_mode <> 'percent' OR discount <= 100))",
        "Numbers are not negative, and a percentage is at most 100.",
    )
    _holdout_check = models.Constraint(
        "CHECK (holdout_share >= 0 AND holdout_share <= 50)",
        "Between 0 and 50 % of the customers are held out.",
    )

    @api.constrains("program_id", "tier_ids", "company_id")
    def _check_companies(self):
        for campaign in self:
            program, company = campaign.program_id, campaign.company_id
            if program and (
                program.program_type != "coupons"
                or (program.company_id and program.company_id != company)
            ):
                raise ValidationError(
                    self.env._("Choose a program of the company with a code per coupon.")
                )
            if campaign.tier_ids.company_id - company:
                raise ValidationError(self.env._("These tiers are of another company."))

    @api.depends(lambda self: [name for name in FROZEN if name in self._fields])
    def _compute_audience(self):
        for campaign in self:
            campaign.audience = (
                campaign.quantity if campaign.kind == "generic" else campaign._kms_count()
            )

    @api.depends("state", "made", "total", "mailing")
    def _compute_progress(self):
        for campaign in self:
            campaign.progress = campaign._kms_progress()

    def write(self, vals):
        frozen = [name for name in FROZEN if name in vals]
        if frozen and not self.env.su and any(self.mapped(lambda one: one.state != "draft")):
            raise UserError(
                self.env._("The campaign has started: its customers and coupons stay as they are.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_started(self):
        if any(campaign.state != "draft" for campaign in self):
            raise UserError(self.env._("A campaign that has started is cancelled, not deleted."))

    # ------------------------------------------------------------
    # BUTTONS
    # ------------------------------------------------------------

    def action_see_audience(self):
        """Open the customers who would be addressed.

        :rtype: dict
        """
        self.ensure_one()
        self.check_access("read")
        addressed = [("kms_segment_campaign_id", "=", self.id)]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Customers found"),
            "res_model": "res.partner",
            "view_mode": "list,form",
            "domain": addressed,
        }

    def action_start(self):
        """Draw who gets a coupon, once, and begin to generate.

        :raise UserError: nobody is addressed, too many are, or it has started already
        """
        self.ensure_one()
        self.check_access("write")
        self._kms_check_start()
        # sudo: the state is sealed; the right to the campaign was checked above.
        campaign = self.sudo()
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE kms_coupon_campaign SET state = 'running'"
                " WHERE id = %s AND state = 'draft'",
                self.id,
            )
        )
        if not self.env.cr.rowcount:
            raise UserError(self.env._("The campaign has already started."))
        self.invalidate_recordset()
        if not campaign.program_id:
            campaign.program_id = (
                campaign.env["loyalty.program"]
                .with_company(self.company_id)
                .create(campaign._prepare_program())
            )
        campaign._kms_draw()
        self.env.ref("kms_loyalty.ir_cron_coupons")._trigger()

    def action_cancel(self):
        """Stop generating. Coupons that are there stay valid until they are deactivated."""
        self.check_access("write")
        # sudo: the state is sealed; the right to the campaign was checked above.
        self.filtered(lambda campaign: campaign.state == "running").sudo().write(
            {"state": "cancelled", "mailing": False}
        )

    def action_deactivate(self):
        """Stop every coupon of the campaign; those used keep their history."""
        self.ensure_one()
        self.check_access("write")
        self.action_cancel()
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE loyalty_card c SET active = FALSE, write_uid = %s, write_date = %s"
                " FROM kms_coupon_member m WHERE m.campaign_id = %s AND c.id = m.card_id"
                " AND c.active",
                self.env.uid,
                self.env.cr.now(),
                self.id,
            )
        )
        count = self.env.cr.rowcount
        self.env["loyalty.card"].invalidate_model(["active"])
        self.message_post(body=self.env._("%(count)s coupons deactivated.", count=count))

    def action_members(self):
        """Open the customers with their codes.

        :rtype: dict
        """
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kms_loyalty.kms_coupon_member_action"
        )
        return {**action, "domain": [("campaign_id", "=", self.id)]}

    # ------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------

    def _kms_check_start(self):
        most, count = self.company_id.kms_coupon_most, self.audience
        if not count:
            raise UserError(self.env._("Nobody matches: widen the choice of customers."))
        if count > most:
            raise UserError(
                self.env._(
                    "%(count)s coupons are more than the %(most)s of one campaign (settings).",
                    count=count,
                    most=most,
                )
            )
        if not self.program_id and not self.discount:
            raise ValidationError(self.env._("Say what the coupon is worth."))
        if self.date_to and self.date_to < self.company_id._kms_today():
            raise ValidationError(self.env._("The last day of validity is over."))

    def _kms_draw(self):
        """Write down each customer with their arm; the share is exact, who is in it is chance."""
        if self.kind == "generic":
            people = SQL("SELECT NULL::int AS id FROM generate_series(1, %s)", self.quantity)
            share = 0
        else:
            people, share = self._kms_segment(), self.holdout_share
        self.env.cr.execute(
            SQL(
                "INSERT INTO kms_coupon_member (campaign_id, company_id, partner_id, arm)"
                " SELECT %(campaign)s, %(company)s, id, CASE WHEN"
                " row_number() OVER (ORDER BY random())"
                " <= ROUND(COUNT(*) OVER () * %(share)s / 100)"
                " THEN 'holdout' ELSE 'treated' END FROM (%(people)s) AS person",
                campaign=self.id,
                company=self.company_id.id,
                share=share,
                people=people,
            )
        )
        drawn = self.env.cr.rowcount
        self.env["kms.coupon.member"].invalidate_model()
        held = self.env["kms.coupon.member"].search_count(
            [("campaign_id", "=", self.id), ("arm", "=", "holdout")]
        )
        self.write(
            {
                "total": drawn - held,
                "holdout": held,
                "started_on": self.company_id._kms_today(),
            }
        )
        self.invalidate_recordset()

    def _prepare_program(self):
        """Return the values of a core program that gives the campaign's discount."""
        rule = {
            "reward_point_amount": 1,
            "reward_point_mode": "order",
            "minimum_qty": 0,
            "minimum_amount": self.minimum_amount,
            "minimum_amount_tax_mode": "incl",
            "mode": "auto",
        }
        reward = {
            "reward_type": "discount",
            "discount_mode": self.discount_mode,
            "discount_applicability": "order",
            "discount": self.discount,
            "required_points": 1,
        }
        return {
            "name": self.name,
            "program_type": "coupons",
            "company_id": self.company_id.id,
            "currency_id": self.currency_id.id,
            "applies_on": "current",
            "trigger": "with_code",
            "kms_combine_tier": self.combine_tier,
            "rule_ids": [(5, 0, 0), (0, 0, rule)],
            "reward_ids": [(5, 0, 0), (0, 0, reward)],
            "communication_plan_ids": [(5, 0, 0)],
        }
