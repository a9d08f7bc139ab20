from odoo import api, fields, models
from odoo.fields import Domain

OPERATORS = {"<", "<=", ">", ">="}


class ResPartner(models.Model):
    """Score and tier of a customer in the company that one works in. Never stored here.

    Contacts of a company have the company's.
    """

    _inherit = "res.partner"

    kms_loyalty_tier_id = fields.Many2one(
        "kms.loyalty.tier",
        string="Loyalty tier",
        compute="_compute_kms_loyalty",
        compute_sudo=True,
        search="_search_kms_loyalty_tier_id",
    )
    kms_loyalty_color = fields.Char(compute="_compute_kms_loyalty", compute_sudo=True)
    kms_loyalty_score = fields.Float(
        string="Loyalty score",
        compute="_compute_kms_loyalty",
        compute_sudo=True,
        search="_search_kms_loyalty_score",
        digits=(5, 2),
    )

    @api.depends("commercial_partner_id")
    @api.depends_context("company")
    def _compute_kms_loyalty(self):
        # sudo by the field: a cashier sees the tier of a customer in front of them, and no list of
        # what everybody has bought.
        known = {
            score.partner_id.id: score
            for score in self.env["kms.loyalty.score"].search(
                [
                    ("partner_id", "in", self.commercial_partner_id.ids),
                    ("company_id", "=", self.env.company.id),
                ]
            )
        }
        for partner in self:
            score = known.get(partner.commercial_partner_id.id)
            partner.kms_loyalty_tier_id = score and score.tier_id
            partner.kms_loyalty_color = score and score.tier_id.color
            partner.kms_loyalty_score = score.score if score else 0

    @api.model
    def _kms_search_scores(self, domain):
        # sudo: only which customers match leaves this method, as on their own form.
        found = (
            self.env["kms.loyalty.score"]
            .sudo()
            ._search(Domain(domain) & Domain("company_id", "=", self.env.company.id))
        )
        return Domain("commercial_partner_id", "in", found.subselect("partner_id"))

    def _search_kms_loyalty_tier_id(self, operator, value):
        if operator in ("any", "any!"):
            return self._kms_search_scores([("tier_id", operator, value)])
        if operator != "in":
            return NotImplemented
        ids = [key for key in value if key]
        domain = self._kms_search_scores([("tier_id", "in", ids)])
        return domain | ~self._kms_search_scores([]) if False in value else domain

    def _search_kms_loyalty_score(self, operator, value):
        if operator not in OPERATORS | {"in"}:
            return NotImplemented
        return self._kms_search_scores([("score", operator, value)])
