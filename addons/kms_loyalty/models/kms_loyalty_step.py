from odoo import api, fields, models
from odoo.exceptions import ValidationError

# The grid that a company starts with: criterion, limit, points (domain.md, "Loyalty score").
STEPS = [
    ("regularity", 100, 30),
    ("regularity", 75, 20),
    ("regularity", 50, 10),
    ("regularity", 25, 5),
    ("recency", 7, 20),
    ("recency", 30, 15),
    ("recency", 60, 10),
    ("recency", 90, 5),
    ("amount", 300_000, 10),
    ("amount", 150_000, 7),
    ("amount", 75_000, 5),
    ("amount", 30_000, 3),
]


class KmsLoyaltyStep(models.Model):
    """One line of the grid that turns what a customer did into points."""

    _name = "kms.loyalty.step"
    _description = "Loyalty grid"
    _order = "company_id, criterion desc, points desc, id"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    criterion = fields.Selection(
        [
            ("regularity", "Regularity: share of periods with a purchase, at least (%)"),
            ("recency", "Recency: days since the last purchase, at most"),
            ("amount", "Amount: spent in the window, more than"),
        ],
        required=True,
    )
    limit = fields.Float(required=True, digits=(16, 2), aggregator=None)
    points = fields.Float(required=True, digits=(5, 2), aggregator=None)

    _limit_unique = models.UniqueIndex(
        '(company_id, criterion, "limit")', "The grid has this limit already."
    )
    _points_check = models.Constraint(
        'CHECK (points >= 0 AND points <= 100 AND "limit" >= 0)',
        "Limits are not negative, points lie between 0 and 100.",
    )

    @api.constrains("criterion", "limit", "points", "company_id")
    def _check_order(self):
        for company in self.company_id:
            for criterion in set(self.mapped("criterion")):
                steps = self.search(
                    [("company_id", "=", company.id), ("criterion", "=", criterion)]
                ).sorted("limit", reverse=criterion != "recency")
                points = steps.mapped("points")
                if points != sorted(points, reverse=True):
                    raise ValidationError(
                        self.env._("A better limit cannot give fewer points than a weaker one.")
                    )

    @api.constrains("criterion", "limit")
    def _check_limit(self):
        for step in self:
            if step.criterion == "recency" and step.limit != int(step.limit):
                raise ValidationError(self.env._("Recency counts whole days."))
            if step.criterion == "regularity" and step.limit > 100:
                raise ValidationError(self.env._("A share of periods is at most 100 %."))

    @api.model
    def _kms_set_up(self, company):
        """Give a company the grid it starts with."""
        self.create(
            [
                {"company_id": company.id, "criterion": criterion, "limit": limit, "points": points}
                for criterion, limit, points in STEPS
            ]
        )
