from odoo import api, models
from odoo.exceptions import ValidationError

from ..pricing import required_nights


class KmsReservation(models.Model):
    """What is refused with a sentence before the database has to refuse it."""

    _inherit = "kms.reservation"

    @api.model
    def _check_values(self, values):
        """Say in a sentence what the table would refuse with an error."""
        checkin, checkout = values.get("checkin"), values.get("checkout")
        if checkin and checkout and checkout <= checkin:
            raise ValidationError(
                self.env._("The departure comes after the arrival. Check both dates.")
            )
        adults, children = values.get("adults", 1), values.get("children", 0)
        if not isinstance(adults, int) or not isinstance(children, int):
            raise ValidationError(self.env._("Guests are counted in whole numbers."))
        if adults < 1 or children < 0:
            raise ValidationError(self.env._("A stay has one adult at least."))

    @api.constrains("adults", "children", "room_id", "room_type_id")
    def _check_guests(self):
        for reservation in self:
            guests = reservation.adults + reservation.children
            if reservation.adults < 1 or reservation.children < 0:
                raise ValidationError(self.env._("A stay has one adult at least."))
            capacity = reservation.room_type_id.capacity
            if reservation.room_type_id and guests > capacity:
                raise ValidationError(
                    self.env._(
                        "%(type)s takes %(capacity)s guests at most, not %(guests)s.",
                        type=reservation.room_type_id.name,
                        capacity=capacity,
                        guests=guests,
                    )
                )

    @api.constrains("checkin", "checkout", "stay", "company_id")
    def _check_length(self):
        for reservation in self:
            if reservation.checkout <= reservation.checkin:
                raise ValidationError(
                    self.env._("The departure comes after the arrival. Check both dates.")
                )
            longest = reservation.company_id.kms_stay_max_nights
            if (reservation.checkout - reservation.checkin).days > longest:
                raise ValidationError(
                    self.env._(
                        "A stay is %(longest)s nights at most. Check the departure.",
                        longest=longest,
                    )
                )
            if (
                reservation.stay == "hour"
                and reservation._local_days()[0] != (reservation._local_days()[1])
            ):
                raise ValidationError(
                    self.env._("A day use begins and ends on the same day. Book a night instead.")
                )

    @api.constrains("room_id", "company_id", "stay")
    def _check_room(self):
        for reservation in self.filtered("room_id"):
            if reservation.room_id.company_id != reservation.company_id:
                raise ValidationError(
                    self.env._("The room belongs to another company. Choose one of this company.")
                )
            rates = reservation.room_id.room_type_id
            if (reservation.stay == "hour" and not rates.rate_hour) or (
                reservation.stay == "month" and not rates.rate_month
            ):
                raise ValidationError(
                    self.env._(
                        "%(type)s has no such rate. Set it on the room type, or book by the night.",
                        type=rates.name,
                    )
                )

    def _local_days(self):
        """Return the hotel's days of arrival and departure."""
        self.ensure_one()
        return (
            self.company_id._kms_local_day(self.checkin),
            self.company_id._kms_local_day(self.checkout),
        )

    def _check_new_stay(self, moved=True):
        """Refuse a new arrival in the past, and stays shorter than the rates allow.

        The system itself may write history down: an import by the administrator, the demo.
        """
        for reservation in self:
            arrival = reservation._local_days()[0]
            company = reservation.company_id
            if reservation.env.su or reservation.state in ("checked_out", "cancelled"):
                continue
            if moved and reservation.state != "checked_in" and arrival < company._kms_today():
                raise ValidationError(
                    self.env._("This arrival is in the past. Choose today or a later day.")
                )
            if reservation.stay == "night" and reservation.room_type_id:
                # sudo: rates bind everybody
                rates = self.env["kms.hotel.rate"].sudo()
                rules = rates._rules(reservation.room_type_id)
                least = required_nights(rules, arrival)
                if len(reservation._wanted_ranges()) < least:
                    raise ValidationError(
                        self.env._(
                            "A stay that begins on this day is %(least)s nights at least.",
                            least=least,
                        )
                    )
