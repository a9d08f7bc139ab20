from odoo import api, fields, models


class KmsRoomType(models.Model):
    """What a guest asks for: a kind of room or residence with its rates."""

    _name = "kms.room.type"
    _description = "Room type"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    is_residence = fields.Boolean(string="Residence")
    capacity = fields.Integer(string="Guests at most", default=2, required=True)
    rate_night = fields.Monetary(string="Rate per night")
    rate_hour = fields.Monetary(
        string="Rate per hour", help="Day use; 0 when not sold by the hour."
    )
    rate_month = fields.Monetary(string="Rate per month", help="0 when not let by the month.")
    equipment = fields.Text(translate=True)
    image_1920 = fields.Image(string="Photo", max_width=1920, max_height=1920)
    attachment_ids = fields.Many2many("ir.attachment", string="More photos")
    room_ids = fields.One2many("kms.room", "room_type_id", string="Rooms")
    room_count = fields.Integer(compute="_compute_room_count")
    product_id = fields.Many2one(
        "product.product",
        string="Product on the folio",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="Carries the taxes and the account of this type's nights.",
    )

    _capacity_positive = models.Constraint(
        "CHECK (capacity BETWEEN 1 AND 100)", "A room takes 1 to 100 guests."
    )
    _rates_positive = models.Constraint(
        "CHECK (rate_night >= 0 AND rate_hour >= 0 AND rate_month >= 0)",
        "Rates cannot be negative.",
    )

    @api.depends("room_ids")
    def _compute_room_count(self):
        counts = dict(
            self.env["kms.room"]._read_group(
                [("room_type_id", "in", self.ids)], ["room_type_id"], ["__count"]
            )
        )
        for room_type in self:
            room_type.room_count = counts.get(room_type, 0)

    @api.model_create_multi
    def create(self, vals_list):
        room_types = super().create(vals_list)
        for room_type in room_types.filtered(lambda room_type: not room_type.product_id):
            # sudo: whoever sets up rooms need not be allowed to edit the catalogue.
            product = self.env["product.product"].sudo()
            room_type.product_id = product.create(room_type._prepare_product_values())
        return room_types

    def _prepare_product_values(self):
        self.ensure_one()
        return {
            "name": self.name,
            "type": "service",
            "list_price": self.rate_night,
            "invoice_policy": "order",
            "company_id": self.company_id.id,
            "purchase_ok": False,
        }
