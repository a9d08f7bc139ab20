from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_amount, format_date

from .kms_reservation_folio import BILLED


class KmsReservation(models.Model):
    """Stays by the month: one line of the folio a month, billed month by month."""

    _inherit = "kms.reservation"

    def _sync_months(self):
        """Make each month of the stay one line; what is invoiced is corrected by a line more."""
        self.ensure_one()
        monthly = self.stay == "month"
        nights = self._billed_nights() if monthly else self.night_ids.browse()
        wanted = nights.grouped(lambda night: (night.room_id, night.date.replace(day=1)))
        lines = self.sale_line_ids.filtered(lambda line: line.kms_line_kind == "month")
        known = lines.grouped(lambda line: (line.kms_room_id, line.kms_month))
        for key in sorted(wanted.keys() | known.keys(), key=lambda key: (key[1], key[0].id)):
            mine = wanted.get(key, self.night_ids.browse())
            self._sync_month(key, mine, known.get(key, lines.browse()))

    def _sync_month(self, key, nights, lines):
        room, month = key
        invoiced = lines.filtered("qty_invoiced")
        line = (lines - invoiced)[:1]
        rest = sum(nights.mapped("amount")) - sum(invoiced.mapped("price_unit"))
        rest = self.currency_id.round(rest)
        values = {"product_uom_qty": 1 if rest else 0, "price_unit": rest}
        if nights:
            values["name"] = self._month_name(nights)
        if line:
            line.write({name: value for name, value in values.items() if line[name] != value})
        elif rest:
            values["name"] = values.get("name") or invoiced[:1].name
            line = line.create(
                {
                    **values,
                    "order_id": (invoiced.order_id[:1] or self.folio_id).id,
                    "product_id": room.room_type_id.product_id.id,
                    "discount": 0,
                    "kms_reservation_id": self.id,
                    "kms_room_id": room.id,
                    "kms_line_kind": "month",
                    "kms_month": month,
                }
            )
        bill = invoiced[:1] or line
        nights.filtered(lambda night: night.sale_line_id != bill).sale_line_id = bill

    def _month_name(self, nights):
        self.ensure_one()
        # The paper speaks the customer's language.
        env = self.with_context(lang=self.partner_id.lang or self.env.lang).env
        return env._(
            "%(type)s %(room)s, %(month)s (%(first)s to %(last)s), %(guest)s",
            type=nights[0].with_env(env(su=True)).room_type_id.name,
            room=nights[0].room_id.name,
            month=format_date(env, nights[0].date, date_format="MMMM yyyy"),
            first=format_date(env, nights[0].date),
            last=format_date(env, nights[-1].date + timedelta(days=1)),
            guest=self.partner_id.name,
        )

    def _month_end(self):
        """Return the last day of the hotel's current month."""
        self.ensure_one()
        return self.company_id._kms_today() + relativedelta(day=31)

    def action_bill_month(self):
        """Invoice the residences until the end of this month, with the services taken so far.

        :return: the taking of the payment for one stay, else what was billed in a sentence
        :rtype: dict
        :raise UserError: nothing is left to bill this month
        """
        self.check_access("write")
        stays = self.filtered(lambda stay: stay.stay == "month" and stay.state in BILLED)
        # sudo: the concierge bills stays and has no other right on the books.
        moves = self.env["account.move"].sudo()
        for stay in stays:
            moves |= stay._invoice_folio(until=stay._month_end())
        if not moves:
            raise UserError(
                self.env._("Nothing is left to bill until the end of the month for these stays.")
            )
        if len(self) == 1:
            return self.action_open_settlement()
        message = self.env._(
            "%(count)s invoices posted: %(amount)s.",
            count=len(moves),
            amount=format_amount(
                self.env, sum(moves.mapped("amount_total_signed")), stays[0].currency_id
            ),
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
