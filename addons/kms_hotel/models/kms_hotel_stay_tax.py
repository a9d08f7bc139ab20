from odoo import api, fields, models


class KmsHotelStayTax(models.Model):
    """The stay tax of a night: a table by class of hotel and date, filled in by the house."""

    _name = "kms.hotel.stay.tax"
    _description = "Stay tax"
    _order = "date_from desc, hotel_class, id"
    _rec_name = "date_from"

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    hotel_class = fields.Selection(
        selection=lambda self: self.env["res.company"]._fields["kms_hotel_class"].selection,
        string="Hotel class",
        help="Empty for an unclassified house.",
    )
    date_from = fields.Date(string="In force since", required=True)
    amount = fields.Monetary(string="Amount per night", required=True)

    _amount_positive = models.Constraint("CHECK (amount >= 0)", "A tax is not negative.")
    _date_uniq = models.UniqueIndex(
        "(company_id, COALESCE(hotel_class, ''), date_from)",
        "There is an amount for this class and date already.",
    )

    @api.model
    def _amounts(self, company):
        """Return ``(date_from, amount)`` of a company's class, newest first."""
        # sudo: whoever books a night pays its tax, whether they may read the table or not.
        lines = self.sudo().search(
            [
                ("company_id", "=", company.id),
                ("hotel_class", "=", company.kms_hotel_class or False),
            ]
        )
        return [(line.date_from, line.amount) for line in lines]
