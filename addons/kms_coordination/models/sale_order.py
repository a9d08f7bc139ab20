from odoo import api, fields, models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    _inherit = "sale.order"

    kms_preparation_ids = fields.One2many(
        "kms.preparation.order", "sale_id", string="Preparation orders"
    )
    kms_preparation_count = fields.Integer(compute="_compute_kms_preparation_count")

    kms_rupture_text = fields.Text(
        string="Stock-outs of the order", compute="_compute_kms_rupture_text"
    )

    @api.depends("order_line.kms_rupture_text", "state")
    def _compute_kms_rupture_text(self):
        for order in self:
            texts = order.order_line.filtered("kms_rupture_text").mapped("kms_rupture_text")
            order.kms_rupture_text = order.state != "cancel" and "\n".join(dict.fromkeys(texts))

    def _compute_kms_preparation_count(self):
        counts = dict(
            self.env["kms.preparation.order"]._read_group(
                [("sale_id", "in", self.ids)], ["sale_id"], ["__count"]
            )
        )
        for order in self:
            order.kms_preparation_count = counts.get(order, 0)

    def action_kms_prepare(self):
        """Ask the warehouse to prepare what is left to deliver; a second click opens the first.

        :return: the form of the preparation order
        :rtype: dict
        :raise UserError: the sale is not confirmed, or nothing is left to deliver
        """
        self.ensure_one()
        self.check_access("write")
        preparation = self.kms_preparation_ids.filtered(
            lambda order: order.state in ("waiting", "preparing", "ready")
        )
        if not preparation:
            if self.state != "sale":
                raise UserError(
                    self.env._(
                        "Confirm %(sale)s first: the warehouse prepares sales, not quotations.",
                        sale=self.name,
                    )
                )
            preparation = self.env["kms.preparation.order"].create(
                self._prepare_kms_preparation_values()
            )
        return preparation._get_records_action()

    def action_kms_dispute(self):
        """Write down that the customer is not content.

        :return: the form of a new dispute about the sale
        :rtype: dict
        """
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "kms.dispute",
            "view_mode": "form",
            "context": {"default_sale_id": self.id},
        }

    def action_kms_view_preparations(self):
        """Open the preparation orders of the sale."""
        self.check_access("read")
        return self.kms_preparation_ids._get_records_action(name=self.env._("Preparation orders"))

    def _action_cancel(self):
        self.order_line._kms_note_refused()
        return super()._action_cancel()

    def _prepare_kms_preparation_values(self):
        self.ensure_one()
        return {
            "sale_id": self.id,
            "wanted_date": self.commitment_date or self.expected_date or fields.Datetime.now(),
            "delivery_address_id": self.partner_shipping_id.id,
        }

    def _kms_get_open_deliveries(self):
        """Return the delivery notes that no preparation order holds yet.

        :rtype: stock.picking
        """
        return self.picking_ids.filtered(
            lambda picking: picking._kms_is_open_delivery() and not picking.kms_preparation_id
        )
