from odoo import api, fields, models


class KmsHotelRate(models.Model):
    """A rule that changes the rate of a night: season, weekend, length of stay, minimum stay."""

    _name = "kms.hotel.rate"
    _description = "Rate rule"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10, help="The first fixed price that applies wins.")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    room_type_id = fields.Many2one(
        "kms.room.type", string="Room type", index=True, help="All types when empty."
    )
    date_from = fields.Date(string="From")
    date_to = fields.Date(string="Until")
    days = fields.Selection(
        [
            ("all", "Every night"),
            ("weekend", "Friday and Saturday"),
            ("week", "Sunday to Thursday"),
        ],
        required=True,
        default="all",
    )
    min_nights = fields.Integer(
        string="From nights", default=1, help="Applies to stays of so many nights or more."
    )
    min_stay = fields.Integer(
        string="Minimum stay", default=1, help="Nights that a stay arriving then has at least."
    )
    kind = fields.Selection(
        [("percent", "Percent on the rate"), ("price", "Price per night")],
        required=True,
        default="percent",
    )
    percent = fields.Float(help="10 makes the night dearer by 10 %, -10 cheaper.")
    price = fields.Monetary()

    _values_sane = models.Constraint(
        "CHECK (price >= 0 AND percent BETWEEN -100 AND 1000 AND min_stay BETWEEN 1 AND 365"
        " AND min_nights BETWEEN 1 AND 365 AND (date_to IS NULL OR date_to >= date_from))",
        "Check the rule: the end follows the start, the price is not negative, stays are 1 to 365 "
        "nights.",
    )

    @api.model
    def _rules(self, room_type):
        """Return the rules of a room type in plain values, see ``pricing``.

        :rtype: list[dict]
        """
        rules = self.search(
            [
                ("company_id", "=", room_type.company_id.id),
                ("room_type_id", "in", [False, room_type.id]),
            ]
        )
        return [
            {
                "date_from": rule.date_from,
                "date_to": rule.date_to,
                "days": rule.days,
                "min_nights": rule.min_nights,
                "min_stay": rule.min_stay,
                "kind": rule.kind,
                "value": rule.price if rule.kind == "price" else rule.percent,
            }
            for rule in rules
        ]
