from odoo import api, fields, models

from .crm_lead_score_criteria import CONTACT_EDGES, SILENCE_EDGES

CRITERIA = [
    ("phone_state", "Phone"),
    ("email_state", "E-mail"),
    ("organisation", "Company"),
    ("product", "Product of interest"),
    ("silence", "Days since the last exchange"),
    ("contacts", "Exchanges"),
    ("kms_channel", "Channel"),
]
# The default grid: criterion -> key -> points. Contact fields up to 30, freshness up to 25 (and
# less than nothing once a lead has gone cold), exchanges up to 25, channel up to 20: 100 in all.
GRID = {
    "phone_state": {"correct": 10},
    "email_state": {"correct": 6},
    "organisation": {"1": 4},
    "product": {"1": 10},
    "silence": {"0": 25, "1": 18, "2": 8, "3": 0, "4": -12, "5": -20},
    "contacts": {"0": 0, "1": 8, "2": 14, "3": 20, "4": 25},
    "kms_channel": {"showroom": 20, "hotel": 16, "field": 14, "training": 12, "digital": 8},
}
EDGES = {"silence": SILENCE_EDGES, "contacts": CONTACT_EDGES}


class KmsLeadScoreRule(models.Model):
    """Points of the default grid, in use until there is enough history to learn from."""

    _name = "kms.lead.score.rule"
    _description = "Default grid of the lead score"
    _order = "criterion, key, id"
    _rec_name = "label"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company
    )
    criterion = fields.Selection(CRITERIA, required=True, readonly=True)
    key = fields.Char(required=True, readonly=True)
    label = fields.Char(string="When", compute="_compute_label")
    points = fields.Integer(help="Score points, from -100 to 100.")

    _key_uniq = models.UniqueIndex(
        "(company_id, criterion, key)", "This line of the grid exists already."
    )
    _points_check = models.Constraint(
        "CHECK (points BETWEEN -100 AND 100)", "Points lie between -100 and 100."
    )

    @api.depends("criterion", "key")
    def _compute_label(self):
        channels = dict(
            self.env["crm.lead"]._fields["kms_channel"]._description_selection(self.env)
        )
        words = {
            "phone_state": self.env._("verified phone number"),
            "email_state": self.env._("valid e-mail address"),
            "organisation": self.env._("company"),
            "product": self.env._("product of interest known"),
        }
        for rule in self:
            edges = EDGES.get(rule.criterion)
            if edges:
                rule.label = self._kms_range(edges, int(rule.key))
            else:
                rule.label = words.get(rule.criterion) or channels.get(rule.key, rule.key)

    @api.model
    def _kms_range(self, edges, place):
        low = edges[place - 1] if place else 0
        if place == len(edges):
            return self.env._("%(low)s or more", low=low)
        high = edges[place] - 1
        if low == high:
            return str(low)
        return self.env._("%(low)s to %(high)s", low=low, high=high)

    @api.model
    def _kms_grid(self, company_id):
        """Return the grid of a company: the default one, with the points it changed.

        :rtype: dict[str, dict[str, int]]
        """
        grid = {criterion: dict(points) for criterion, points in GRID.items()}
        # sudo: every lead is scored by the grid, the manager alone reads it.
        for rule in self.sudo().search([("company_id", "=", company_id)]):
            grid.setdefault(rule.criterion, {})[rule.key] = rule.points
        return grid

    @api.model
    def action_open_grid(self):
        """Open the company's grid; the first time its lines are written down.

        :rtype: dict
        """
        self.check_access("write")
        known = {(rule.criterion, rule.key) for rule in self.search(self._kms_mine())}
        # sudo: lines come from the code alone, the manager changes their points.
        self.sudo().create(
            [
                {"criterion": criterion, "key": key, "points": points}
                for criterion, keys in GRID.items()
                for key, points in keys.items()
                if (criterion, key) not in known
            ]
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kms_marketing.kms_lead_score_rule_action"
        )
        return {**action, "domain": self._kms_mine()}

    @api.model
    def _kms_mine(self):
        return [("company_id", "=", self.env.company.id)]

    def write(self, vals):
        """Put changed points to use at once; leads already scored follow tonight."""
        self.env.registry.clear_cache()
        return super().write(vals)
