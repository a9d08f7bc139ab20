import base64
import binascii
from datetime import datetime

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.kms_base.ids import read_id

from .stock_move import SHORT_REASONS

# The board shows what comes first of each column; the rest is a list away.
COLUMN_LIMIT = 40
COLUMNS = {
    "waiting": [("state", "=", "waiting")],
    "preparing": [("state", "=", "preparing")],
    "ready": [("state", "=", "ready"), ("transport", "in", (False, "customer"))],
    "to_deliver": [("state", "=", "ready"), ("transport", "not in", (False, "customer"))],
}
TEXT_MAX_LENGTH = 500
IMAGE_MAX_BYTES = 4 * 1024 * 1024


class KmsWarehouse(models.AbstractModel):
    """Server side of the storekeeper's board; it stores nothing."""

    _name = "kms.warehouse"
    _description = "Warehouse board"

    @api.model
    def load(self):
        """Return the board: what is to be prepared, in preparation, ready and to be delivered.

        :return: ``columns`` (orders with their lines, by urgency and promise), ``counts``,
            ``reasons`` (why a line may be short)
        :rtype: dict
        :raise AccessError: the user may not read preparation orders
        """
        Order = self.env["kms.preparation.order"]
        Order.check_access("read")
        orders = {
            column: Order.search([("approved_date", "!=", False), *domain], limit=COLUMN_LIMIT)
            for column, domain in COLUMNS.items()
        }
        rows = self._prepare_rows(Order.union(*orders.values()))
        return {
            "columns": {
                column: [rows[order.id] for order in found] for column, found in orders.items()
            },
            "counts": {
                column: (
                    len(found)
                    if len(found) < COLUMN_LIMIT
                    else Order.search_count([("approved_date", "!=", False), *COLUMNS[column]])
                )
                for column, found in orders.items()
            },
            "reasons": self.env["stock.move"]
            ._fields["kms_short_reason"]
            ._description_selection(self.env),
            "signature": self.env.company.kms_delivery_signature,
        }

    @api.model
    def apply(self, values):
        """Do one step that the storekeeper tapped, once per identifier.

        :param dict values: ``uuid``; ``order_id`` (int); ``step``: start, line (``move_id``,
            ``quantity``, ``reason``), ready (``bay``), deliver (``signature``, ``photo``: base64),
            absent (``reason``, ``new_date`` in UTC), back (``reason``)
        :return: the order as it is now
        :rtype: dict
        :raise UserError: a value that a person has to correct, or a step that came too late
        :raise AccessError: the user may not work on preparation orders
        """
        Order = self.env["kms.preparation.order"]
        Order.check_access("write")
        values = values if isinstance(values, dict) else {}
        step = getattr(self, f"_apply_{values.get('step')}", None)
        order = self._read_order(values.get("order_id"))
        # sudo: the table of calls is nobody's business; it only says whether this one is new.
        if self.env["kms.client.call"].sudo()._first_time(values.get("uuid")):
            if not step or not isinstance(values.get("step"), str):
                raise UserError(
                    self.env._("The screen is out of date. Reload the page and try again.")
                )
            step(order, values)
        return self._prepare_rows(order)[order.id]

    # ------------------------------------------------------------
    # STEPS
    # ------------------------------------------------------------

    def _apply_start(self, order, values):
        order.action_start()

    def _apply_line(self, order, values):
        order._kms_lock()
        order._kms_expect("preparing")
        move = order.move_ids.filtered(lambda move: move.id == values.get("move_id"))
        quantity = values.get("quantity")
        if not move or not isinstance(quantity, int | float) or isinstance(quantity, bool):
            raise UserError(self.env._("This line is gone. Reload the page and look again."))
        if not 0 <= quantity <= move.product_uom_qty:
            raise UserError(
                self.env._(
                    "%(product)s: between 0 and %(asked)g, as many as were asked for.",
                    product=move.product_id.display_name,
                    asked=move.product_uom_qty,
                )
            )
        reason = values.get("reason") or False
        short = move.product_uom.compare(quantity, move.product_uom_qty) < 0
        if short and reason not in dict(SHORT_REASONS):
            raise UserError(self.env._("Say why there are fewer than asked for."))
        move.write({"quantity": quantity, "kms_short_reason": reason if short else False})
        move.picked = quantity > 0
        if short and reason == "missing":
            # two taps report the stock-out too
            self.env["kms.rupture"]._kms_report(move.product_id, order.company_id)

    def _apply_ready(self, order, values):
        bay = self._read_text(values.get("bay"))
        if bay:
            order.bay = bay[:64]
        order.action_ready()

    def _apply_deliver(self, order, values):
        order._kms_lock()
        order._kms_expect("ready")
        proof = {
            key: self._read_image(values.get(key))
            for key in ("signature", "photo")
            if values.get(key)
        }
        if proof:
            order.write(proof)
        result = order.action_deliver()
        if result is not True:
            raise UserError(
                self.env._(
                    "This delivery needs its form, for a serial number for example. Open "
                    "%(delivery)s and validate it there.",
                    delivery=", ".join(order._kms_open_pickings().mapped("name")),
                )
            )

    def _apply_absent(self, order, values):
        moment = values.get("new_date")
        try:
            new_date = datetime.fromisoformat(str(moment).replace("Z", "")[:19])
        except ValueError as error:
            raise UserError(self.env._("Choose a date to come for the next delivery.")) from error
        self._give_reason(order, "absent", values, new_date)

    def _apply_back(self, order, values):
        self._give_reason(order, "back", values)

    def _give_reason(self, order, step, values, new_date=False):
        self.env["kms.preparation.reason"].create(
            {
                "preparation_id": order.id,
                "step": step,
                "reason": self._read_text(values.get("reason")) or "-",
                "new_date": new_date,
            }
        ).action_apply()

    # ------------------------------------------------------------
    # READING
    # ------------------------------------------------------------

    def _read_order(self, order_id):
        order = self.env["kms.preparation.order"].search([("id", "=", read_id(order_id))])
        if not order:
            raise UserError(
                self.env._(
                    "This order is no longer the warehouse's. Reload the page; if it should be "
                    "there, the marketing manager approves it."
                )
            )
        return order

    def _read_text(self, text):
        return " ".join(text.split())[:TEXT_MAX_LENGTH] if isinstance(text, str) else ""

    def _read_image(self, image):
        """Return an image that a phone sent, after a look at its size.

        :rtype: str
        """
        text = image.rsplit(",", 1)[-1] if isinstance(image, str) else ""
        try:
            size = len(base64.b64decode(text, validate=True))
        except (binascii.Error, ValueError):
            size = 0
        if not 0 < size <= IMAGE_MAX_BYTES:
            raise UserError(
                self.env._("The picture cannot be read or is too large. Take it again.")
            )
        return text

    # ------------------------------------------------------------
    # ROWS
    # ------------------------------------------------------------

    def _prepare_rows(self, orders):
        """Return each order as the board shows it, with its lines, in a bounded number of queries.

        :rtype: dict[int, dict]
        """
        moves = orders.picking_ids.move_ids.filtered(lambda move: move.state != "cancel")
        lines = {order.id: [] for order in orders}
        for move in moves:
            lines[move.picking_id.kms_preparation_id.id].append(self._prepare_line(move))
        # sudo: paid or not is all that the storekeeper learns of the sale.
        sales = {order.id: order.sale_id for order in orders.sudo()}
        return {
            order.id: {
                **self._prepare_row(order),
                "payment": sales[order.id].kms_payment_state,
                "may_leave": self._may_leave(sales[order.id]),
                "lines": lines[order.id],
            }
            for order in orders
        }

    def _may_leave(self, sale):
        return not sale.kms_missing_amount or sale._kms_is_free_to_leave()

    def _prepare_row(self, order):
        # sudo: the customer's name and address are on the paper that goes along.
        paper = order.sudo()
        partner = paper.partner_id
        address = paper.delivery_address_id or partner
        return {
            "id": order.id,
            "name": order.name,
            "sale": paper.sale_id.name,
            "customer": partner.display_name,
            "phone": self.env["res.partner"]._kms_shown_phone(partner.phone),
            "address": "\n".join(
                line.strip()
                for line in address._display_address(without_company=True).splitlines()
                if line.strip()
            ),
            "type": order.request_type,
            "state": order.state,
            "wanted": order.wanted_date and fields.Datetime.to_string(order.wanted_date),
            "late": order.is_late,
            "transport": order.transport,
            "bay": order.bay or "",
            "instructions": order.instructions or "",
            "preparer": order.preparer_id.name or "",
            "rest": bool(order.backorder_of_id),
        }

    def _prepare_line(self, move):
        return {
            "id": move.id,
            "product": move.product_id.display_name,
            "product_id": move.product_id.id,
            "codes": [
                code for code in (move.product_id.barcode, move.product_id.default_code) if code
            ],
            "place": move.location_id.name,
            "asked": move.product_uom_qty,
            "quantity": move.quantity,
            "unit": move.product_uom.name,
            "picked": move.picked,
            "reason": move.kms_short_reason,
        }
