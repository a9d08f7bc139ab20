import random
from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import HotelCase

OPERATIONS = 300


@tagged("post_install", "-at_install")
class TestOperations(HotelCase):
    def test_nights_sold_are_nights_billed(self):
        """After any mix of operations the folio bills the nights that are sold."""
        chance = random.Random(19)
        self.env["kms.hotel.rate"].create({"name": "Weekend", "days": "weekend", "percent": 10})
        self.env["kms.hotel.stay.tax"].create({"date_from": self.day(-100), "amount": 1000})
        stays = self.env["kms.reservation"]
        done = dict.fromkeys(
            ("book", "confirm", "check_in", "move", "stretch", "room", "cancel"), 0
        )
        for _number in range(OPERATIONS):
            operation = chance.choice(list(done))
            try:
                with self.env.cr.savepoint():
                    stays |= self.operate(chance, operation, stays)
                    self.env.flush_all()
                done[operation] += 1
            except UserError:
                self.env.invalidate_all()
        self.assertTrue(all(done.values()), done)
        self.assertTrue(stays)
        self.env.invalidate_all()
        for stay in stays:
            billed = stay.sale_line_ids.filtered(lambda line: line.kms_line_kind == "night")
            sold = stay.night_ids if stay.state in ("confirmed", "checked_in") else []
            self.assertEqual(sum(billed.mapped("product_uom_qty")), len(sold), stay.name)
            self.assertEqual(
                sum(billed.mapped("price_subtotal")), sum(night.amount for night in sold)
            )
            taxes = stay.sale_line_ids.filtered(lambda line: line.kms_line_kind == "tax")
            self.assertEqual(sum(taxes.mapped("price_subtotal")), 1000 * len(sold))
            days = stay._local_days()
            if stay.state != "cancelled":
                self.assertEqual(len(stay.night_ids), max((days[1] - days[0]).days, 1))
        sold = stays.filtered(lambda stay: stay.state in ("confirmed", "checked_in"))
        figures = self.env["kms.hotel.report"].search(
            [("room_type_id", "in", (self.type | self.suite).ids)]
        )
        self.assertEqual(sum(figures.mapped("nights_sold")), len(sold.night_ids))
        self.assertEqual(sum(figures.mapped("room_revenue")), sum(sold.night_ids.mapped("amount")))

    def operate(self, chance, operation, stays):
        if operation == "book" or not stays:
            first = chance.randint(0, 25)
            return self.book(first, first + chance.randint(1, 6), chance.randint(0, 3))
        stay = chance.choice(stays)
        hours = {"checkin": 14, "checkout": 12}
        days = dict(zip(hours, stay._local_days(), strict=True))
        if operation == "move":
            shift = timedelta(days=chance.randint(-4, 4))
            stay.write({name: str(day + shift) for name, day in days.items()})
        elif operation == "stretch":
            stay.checkout = fields.Datetime.to_string(
                stay.checkout + timedelta(days=chance.randint(-4, 4))
            )
        elif operation == "room":
            stay.room_id = self.rooms[chance.randint(0, 3)]
        elif operation == "cancel" and stay.state == "cancelled":
            stay.action_reopen()
        else:
            getattr(stay, f"action_{operation}")()
        return stay
