from odoo import fields, models


class SaleOrderLine(models.Model):
    _name = "sale.order.line"
    _inherit = ["sale.order.line", "kms.register.line"]

    kms_reservation_id = fields.Many2one(
        "kms.reservation", string="Reservation", index="btree_not_null", copy=False
    )
    kms_room_id = fields.Many2one("kms.room", string="Room", copy=False)
    kms_line_kind = fields.Selection(
        [
            ("night", "Nights"),
            ("hour", "Day use"),
            ("month", "Month"),
            ("tax", "Stay tax"),
            ("fee", "Cancellation"),
        ],
        string="Hotel line",
        readonly=True,
        copy=False,
        help="Lines that follow from the stay; what is empty was added to it.",
    )
    kms_month = fields.Date(
        string="Month", readonly=True, copy=False, help="First day of the month of a residence."
    )

    # what was added to a stay, by its day: a fraction of all lines
    _kms_extra_idx = models.Index(
        "(create_date) WHERE kms_reservation_id IS NOT NULL AND kms_line_kind IS NULL"
    )

    def _kms_thread(self):
        return self.order_id

    def _of_the_catalogue(self):
        return self.filtered(lambda line: not line.kms_line_kind)

    def _compute_price_unit(self):
        # The price of a stay's line is that of its nights, whatever their number becomes.
        super(SaleOrderLine, self._of_the_catalogue())._compute_price_unit()

    def _compute_discount(self):
        # The same for pricelists: the hotel's rates have their own rules.
        super(SaleOrderLine, self._of_the_catalogue())._compute_discount()
