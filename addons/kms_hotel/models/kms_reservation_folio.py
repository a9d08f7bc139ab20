from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.kms_base.ids import read_id

BILLED = ("confirmed", "checked_in", "checked_out")


class KmsReservation(models.Model):
    """The folio: a sales order of the hotel channel whose lines follow the nights."""

    _inherit = "kms.reservation"

    def _sync_folio(self):
        """Make the folio bill the nights: made at the confirmation, corrected ever after."""
        # sudo: the folio follows the stay, whoever moves it; nobody types nights on an order.
        for reservation in self.sudo():
            if reservation.state in BILLED and not reservation.folio_id:
                reservation._open_folio()
            if reservation.sale_line_ids or reservation.state in BILLED:
                reservation._sync_lines()

    def _open_folio(self):
        self.ensure_one()
        folio = self.group_id.folio_id
        if not folio or folio.state == "cancel":
            folio = self.env["sale.order"].create(self._prepare_folio_values())
            folio.action_confirm()
            self.group_id.folio_id = folio
        self.folio_id = folio

    def _prepare_folio_values(self):
        self.ensure_one()
        team = self.env["crm.team"]._kms_get_channel_team("hotel", self.company_id)
        return {
            "partner_id": (self.payer_id or self.group_id.partner_id or self.partner_id).id,
            "company_id": self.company_id.id,
            "team_id": team.id,
            "user_id": self.user_id.id,
            "origin": self.group_id.name or self.name,
            "kms_is_folio": True,
        }

    def _wanted_lines(self):
        """Group the nights by what one line of the folio says: room and price, and the tax.

        The nights of a stay by the month are billed by :meth:`_sync_months`.

        :return: nights and quantity by ``(kind, room id, unit price, month or False)``
        :rtype: dict
        """
        self.ensure_one()
        wanted = {}
        for night in self._billed_nights():
            month = self.stay == "month" and night.date.replace(day=1)
            keys = []
            if not month:
                keys.append((night.kind, night.room_id.id, night.price, False, night.quantity))
            if night.stay_tax:
                keys.append(("tax", False, night.stay_tax, month, 1))
            for *key, quantity in keys:
                line = wanted.setdefault(tuple(key), [night.browse(), 0])
                line[0] |= night
                line[1] += quantity
        return wanted

    def _billed_nights(self):
        return self.night_ids if self.state in BILLED else self.night_ids.browse()

    def _sync_lines(self):
        self.ensure_one()
        self._sync_months()
        wanted = self._wanted_lines()
        # Lines that were split off to another folio still bill this stay.
        lines = self.sale_line_ids.filtered(
            lambda line: line.kms_line_kind in ("night", "hour", "tax")
        )
        known = {
            (line.kms_line_kind, line.kms_room_id.id, line.price_unit, line.kms_month): line
            for line in lines
        }
        for key, line in known.items():
            nights, quantity = wanted.pop(key, (self.night_ids.browse(), 0))
            if line.product_uom_qty != quantity:
                line.write({"product_uom_qty": quantity})
            name = self._line_name(key[0], nights) if nights else line.name
            if line.name != name:
                line.name = name
            self._link_nights(key, nights, line)
        for key, (nights, quantity) in wanted.items():
            line = self.env["sale.order.line"].create(
                self._prepare_line_values(key, nights, quantity)
            )
            self._link_nights(key, nights, line)

    def _link_nights(self, key, nights, line):
        if key[0] != "tax":
            nights.filtered(lambda night: night.sale_line_id != line).sale_line_id = line

    def _line_name(self, kind, nights):
        self.ensure_one()
        # The paper speaks the customer's language.
        lang = self.partner_id.lang or self.env.lang
        reservation = self.with_context(lang=lang)
        first, last = (
            format_date(reservation.env, day)
            for day in (nights[0].date, nights[-1].date + timedelta(days=1))
        )
        if kind == "tax":
            return reservation.env._("Stay tax, %(guest)s", guest=self.partner_id.name)
        values = {
            "type": nights[0].with_context(lang=lang).room_type_id.name,
            "room": nights[0].room_id.name,
            "guest": self.partner_id.name,
            "first": first,
            "last": last,
        }
        if kind == "hour":
            return reservation.env._("%(type)s %(room)s, day use on %(first)s, %(guest)s", **values)
        return reservation.env._(
            "%(type)s %(room)s, from %(first)s to %(last)s, %(guest)s", **values
        )

    def _prepare_line_values(self, key, nights, quantity):
        self.ensure_one()
        kind, room_id, price, month = key
        product = nights[:1].room_id.room_type_id.product_id
        if kind == "tax":
            product = self.env.ref("kms_hotel.product_stay_tax")
        return {
            "order_id": self.folio_id.id,
            "product_id": product.id,
            "name": self._line_name(kind, nights),
            "product_uom_qty": quantity,
            "price_unit": price,
            "discount": 0,
            "kms_reservation_id": self.id,
            "kms_room_id": room_id,
            "kms_line_kind": kind,
            "kms_month": month,
        }

    # ------------------------------------------------------------
    # FEES AND SERVICES
    # ------------------------------------------------------------

    def _cancellation_fee(self):
        """Return what a cancellation now costs: a share of the first night once it is late.

        The terms are settings. What was never confirmed has no folio and costs nothing.

        :rtype: float
        """
        self.ensure_one()
        company = self.company_id
        free_until = self.checkin - timedelta(hours=company.kms_cancel_free_hours)
        engaged = self.state in ("pending", "confirmed") and self.folio_id
        if not engaged or fields.Datetime.now() <= free_until:
            return 0
        first = self.sudo().night_ids[:1]  # sudo: the fee is the same whoever cancels
        return self.currency_id.round(first.amount * company.kms_cancel_percent / 100)

    def _charge_fee(self, fee):
        self.ensure_one()
        if not fee:
            return
        label = self.env._("No-show") if self.no_show else self.env._("Late cancellation")
        # sudo: the fee follows from the settings, not from the user's rights.
        self.sudo().env["sale.order.line"].create(
            {
                "order_id": self.folio_id.id,
                "product_id": self.env.ref("kms_hotel.product_cancellation").id,
                "name": f"{label}, {self.name}",
                "product_uom_qty": 1,
                "price_unit": fee,
                "discount": 0,
                "kms_reservation_id": self.id,
                "kms_line_kind": "fee",
            }
        )

    def _drop_fees(self):
        """Take the fees of a cancellation back: the stay was taken up again."""
        # sudo: as for the charge.
        for line in self.sudo().sale_line_ids:
            if line.kms_line_kind == "fee" and line.product_uom_qty:
                line.product_uom_qty = 0

    def add_service(self, product_id, quantity=1):
        """Put a service of the house on the folio at its list price.

        :param int product_id: id of a product that is a hotel service
        :param float quantity: how many, more than 0
        :return: id of the folio line
        :rtype: int
        :raise UserError: no folio yet, no such service, no quantity
        """
        self.ensure_one()
        self.check_access("write")
        product = self.env["product.product"].browse(read_id(product_id)).exists()
        self._check_service(product, quantity)
        # sudo: the price comes from the catalogue, never from the client.
        line = (
            self.sudo()
            .env["sale.order.line"]
            .create(
                {
                    "order_id": self.folio_id.id,
                    "product_id": product.id,
                    "product_uom_qty": quantity,
                    "kms_reservation_id": self.id,
                }
            )
        )
        return line.id

    def _check_service(self, product, quantity):
        if not self.folio_id or self.state not in BILLED:
            raise UserError(self.env._("Confirm the reservation first: it has no folio yet."))
        if not product.kms_hotel_service:
            raise UserError(self.env._("Choose a service of the hotel."))
        if not isinstance(quantity, int | float) or not 0 < quantity <= 1000:
            raise UserError(self.env._("How many? Give a number from 1 to 1000."))

    # ------------------------------------------------------------
    # SATISFACTION
    # ------------------------------------------------------------

    def _prepare_kms_satisfaction_values(self):
        return super()._prepare_kms_satisfaction_values() | {"service": "hotel"}

    def _kms_satisfaction_refusal(self):
        """Only a stay that has begun is rated."""
        self.ensure_one()
        if self.state in ("checked_in", "checked_out"):
            return ""
        return self.env._("Only a stay that has begun can be rated.")

    @api.model
    def _kms_satisfaction_today_domain(self, start, end):
        return (
            Domain("departure_date", ">=", start)
            & Domain("departure_date", "<", end)
            & Domain("company_id", "=", self.env.company.id)
        )
