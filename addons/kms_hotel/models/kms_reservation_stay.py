from datetime import timedelta

from psycopg2.errors import ExclusionViolation, UniqueViolation

from odoo import fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date, mute_logger

from ..pricing import hours_charged, month_share, night_price, night_ranges

# A reservation in these states has its room.
HOLDING = ("pending", "confirmed", "checked_in", "checked_out")


class KmsReservation(models.Model):
    """The nights of a stay: taken, moved, given back."""

    _inherit = "kms.reservation"

    # ------------------------------------------------------------
    # NIGHTS
    # ------------------------------------------------------------

    def _wanted_ranges(self):
        """Return ``(date, start, stop)`` of what the stay takes, in order."""
        self.ensure_one()
        if self.stay == "hour":
            return [(self._local_days()[0], self.checkin, self.checkout)]
        return night_ranges(self.checkin, self.checkout, self.company_id.kms_timezone)

    def _sync_nights(self):
        """Make the nights those of the reservation; only what differs is written.

        :raise ValidationError: somebody else has the room, or a night is posted
        """
        # sudo: nights are written by the system alone, from a reservation its user may write.
        Night = self.env["kms.reservation.night"].sudo()
        Night._lock_rooms(self.room_id | self.sudo().night_ids.room_id)  # sudo: as above
        for reservation in self.sudo():  # sudo: as above
            plan = reservation._plan_nights()
            try:
                with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                    plan["gone"].unlink()
                    for night, values in plan["changed"]:
                        night.write(values)
                    Night.create(plan["new"])
            except (ExclusionViolation, UniqueViolation) as error:
                raise ValidationError(reservation._taken_message()) from error

    def _taken_message(self):
        self.ensure_one()
        days = self._local_days()
        return self.env._(
            "Room %(room)s is taken between %(start)s and %(stop)s. Choose another room or other "
            "dates, or put the reservation on the waiting list.",
            room=self.room_id.name,
            start=format_date(self.env, days[0]),
            stop=format_date(self.env, days[1]),
        )

    def _plan_nights(self):
        """Compare the nights with the reservation.

        :return: `gone` nights, `changed` pairs of night and values, `new` values
        :rtype: dict
        """
        self.ensure_one()
        holds = self.room_id and not self.waiting and self.state in HOLDING
        wanted = self._wanted_ranges() if holds else []
        known = {night.date: night for night in self.night_ids}
        kind = "hour" if self.stay == "hour" else "night"
        today = self.company_id._kms_today()
        new, changed, kept = [], [], self.night_ids.browse()
        pricing = self._night_pricing(len(wanted)) if wanted else None
        for day, start, stop in wanted:
            night = known.get(day)
            values = {"date_start": start, "date_stop": stop}
            if night and night.kind == kind:
                kept |= night
                # A guest in house who changes room has slept in the old one until now.
                lived = night.posted_date or (
                    self.state in ("checked_in", "checked_out") and day < today
                )
                if not lived and night.room_id != self.room_id:
                    values["room_id"] = self.room_id.id
                    if night.room_id.room_type_id != self.room_id.room_type_id:
                        values["price"] = pricing(day)
                values = night._changes(values)
                if values:
                    changed.append((night, values))
            else:
                new.append(self._prepare_night_values(kind, day, start, stop, pricing))
        gone = self.night_ids - kept
        if any(gone.mapped("posted_date")):
            raise UserError(
                self.env._(
                    "The night audit has posted nights of this stay. They can no longer be taken "
                    "back; use a credit note for a gesture."
                )
            )
        return {"gone": gone, "changed": changed, "new": new}

    def _night_pricing(self, count):
        """Return the function that gives the price of one night of this stay."""
        room_type = self.room_id.room_type_id
        digits = self.currency_id.decimal_places
        if self.stay == "hour":
            return lambda day: room_type.rate_hour
        if self.stay == "month":
            return lambda day: month_share(room_type.rate_month, day, digits)
        rules = self.env["kms.hotel.rate"].sudo()._rules(room_type)  # sudo: rates bind everybody
        return lambda day: night_price(room_type.rate_night, rules, day, count, digits)

    def _prepare_night_values(self, kind, day, start, stop, pricing):
        taxes = self.env["kms.hotel.stay.tax"]._amounts(self.company_id)
        tax = next((amount for since, amount in taxes if since <= day), 0)
        return {
            "reservation_id": self.id,
            "room_id": self.room_id.id,
            "kind": kind,
            "date": day,
            "date_start": start,
            "date_stop": stop,
            "price": pricing(day),
            "quantity": hours_charged(start, stop) if kind == "hour" else 1,
            "stay_tax": tax if kind == "night" else 0,
        }

    # ------------------------------------------------------------
    # BUTTONS
    # ------------------------------------------------------------

    def action_confirm(self):
        """Turn options into confirmed reservations.

        :rtype: bool
        """
        self.check_access("write")
        return self.write({"state": "confirmed", "option_until": False})

    def action_check_in(self):
        """The guests have arrived.

        :rtype: bool
        :raise UserError: the stay begins later
        """
        self.check_access("write")
        for reservation in self:
            if reservation._local_days()[0] > reservation.company_id._kms_today():
                raise UserError(
                    self.env._(
                        "%(customer)s is expected on %(day)s. Change the arrival first.",
                        customer=reservation.partner_id.name,
                        day=format_date(self.env, reservation._local_days()[0]),
                    )
                )
        return self.write({"state": "checked_in"})

    def _early_departure(self):
        """Return when the guests leave if that is before the end of the stay, else None.

        Guests who came and went before the usual hour of arrival have had their first night.
        """
        self.ensure_one()
        now = fields.Datetime.now().replace(second=0)
        leaves = max(now, self.checkin + timedelta(hours=1))
        return leaves if leaves < self.checkout else None

    def _nights_given_back(self):
        """Return the nights that a departure now leaves unslept."""
        self.ensure_one()
        leaves = self._early_departure()
        if self.state != "checked_in" or self.stay == "hour" or not leaves:
            return self.night_ids.browse()
        slept = night_ranges(self.checkin, leaves, self.company_id.kms_timezone)
        last = slept[-1][0]
        return self.night_ids.filtered(lambda night: night.date > last)

    def action_check_out(self):
        """The guests leave: nights not slept are given back, the room is to be cleaned.

        :rtype: bool
        """
        self.check_access("write")
        for reservation in self:
            values = {"state": "checked_out"}
            if leaves := reservation._early_departure():
                values["checkout"] = leaves
            reservation.write(values)
            # sudo: leaving dirties the room, whoever presses the button.
            reservation.sudo().room_id.housekeeping_state = "dirty"
        return True

    def action_cancel(self):
        """Cancel; a late cancellation keeps its fee and gives the rest of the deposit back.

        :return: the settling of what is still to pay or to give back, or True
        :rtype: dict or bool
        """
        self.check_access("write")
        self.write({"state": "cancelled"})
        return self._open_settlement()

    def action_no_show(self):
        """The guests never came: the room is free, the fee is due.

        :return: as for a cancellation
        :rtype: dict or bool
        :raise UserError: the guests are not due yet
        """
        self.check_access("write")
        for reservation in self:
            if reservation._local_days()[0] > reservation.company_id._kms_today():
                raise UserError(self.env._("The guests are not due yet."))
        # sudo: that nobody came is said by this step alone.
        self.sudo().write({"state": "cancelled", "no_show": True})
        return self._open_settlement()

    def action_reopen(self):
        """Take a cancelled reservation up again, if the room is still free.

        :rtype: bool
        """
        self.check_access("write")
        return self.write({"state": "pending"})
