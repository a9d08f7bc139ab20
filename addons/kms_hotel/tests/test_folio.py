from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import HotelCase


@tagged("post_install", "-at_install")
class TestFolio(HotelCase):
    def setUp(self):
        super().setUp()
        self.journal = self.env["account.journal"].search(
            [("type", "=", "cash"), ("company_id", "=", self.company.id)], limit=1
        ) or self.env["account.journal"].create({"name": "Cash", "type": "cash", "code": "KMSC"})
        self.breakfast = self.env["product.product"].create(
            {
                "name": "Breakfast",
                "type": "service",
                "list_price": 3500,
                "kms_hotel_service": True,
                "taxes_id": False,
            }
        )

    def lines(self, stay):
        return sorted(
            (line.kms_line_kind or "extra", line.product_uom_qty, line.price_unit)
            for line in stay.sale_line_ids
            if line.product_uom_qty
        )

    def desk(self, stay, **values):
        return (
            self.env["kms.reservation.checkout"]
            .with_user(self.concierge)
            .create({"reservation_id": stay.id, "journal_id": self.journal.id, **values})
        )

    def test_confirmation_opens_the_folio(self):
        stay = self.book(1, 4)
        self.assertFalse(stay.folio_id)
        stay.action_confirm()
        self.assertEqual(stay.folio_id.state, "sale")
        self.assertEqual(stay.folio_id.kms_channel, "hotel")
        self.assertEqual(self.lines(stay), [("night", 3, 20000)])

    def test_changes_touch_their_nights_only(self):
        stay = self.book(0, 4)
        stay.action_check_in()
        first = stay.night_ids[0]
        ids = stay.night_ids.ids
        stay.checkout = self.company._kms_moment(self.today + timedelta(days=5), 12)
        self.assertEqual(stay.night_ids.ids[:4], ids)
        self.assertEqual(self.lines(stay), [("night", 5, 20000)])
        stay.room_id = self.rooms[3]
        self.assertEqual(self.lines(stay), [("night", 5, 50000)])
        self.assertEqual(stay.night_ids[0], first)

    def test_stay_tax(self):
        self.env["kms.hotel.stay.tax"].create(
            [
                {"date_from": self.day(-100), "amount": 500},
                {"date_from": self.day(2), "amount": 1000},
            ]
        )
        stay = self.book(1, 4)
        stay.action_confirm()
        self.assertEqual(stay.night_ids.mapped("stay_tax"), [500, 1000, 1000])
        self.assertEqual(self.lines(stay), [("night", 3, 20000), ("tax", 1, 500), ("tax", 2, 1000)])

    def test_early_departure(self):
        stay = self.book(0, 4)
        stay.action_check_in()
        stay.add_service(self.breakfast.id, 2)
        wizard = self.desk(stay)
        # nobody has slept yet, but the first night is had
        self.assertEqual((wizard.nights_left, wizard.amount), (3, 27000))
        wizard.action_confirm()
        self.assertEqual(stay.state, "checked_out")
        self.assertEqual(stay.night_count, 1)
        invoice = stay.folio_id.sudo().invoice_ids
        self.assertEqual((invoice.state, invoice.amount_total), ("posted", 27000))
        self.assertEqual(invoice.amount_residual, 0)
        self.assertEqual(stay.room_id.housekeeping_state, "dirty")
        self.book(1, 4)
        self.assertTrue(stay._kms_get_satisfaction())

    def test_deposit_confirms(self):
        stay = self.book(1, 3)
        self.desk(stay, kind="deposit", amount=15000).action_confirm()
        self.assertEqual((stay.state, stay.amount_paid), ("confirmed", 15000))
        stay.folio_id.invalidate_recordset()
        stay.option_until = fields.Datetime.now() - timedelta(hours=1)
        self.run_cron("_cron_free_options")
        self.assertEqual(stay.state, "confirmed")
        with self.assertRaises(UserError):
            self.desk(stay, kind="deposit", amount=0).action_confirm()

    def test_the_desk_tells_of_no_other_order(self):
        stay = self.book(1, 3)
        other = self.env["sale.order"].create({"partner_id": self.partner.id})
        with self.assertRaises(ValidationError):
            self.desk(stay, kind="settle", order_id=other.id)
        wizard = self.desk(stay, kind="settle")
        with self.assertRaises(ValidationError):
            wizard.order_id = other

    def test_one_option_that_cannot_be_freed_stops_no_other(self):
        over = fields.Datetime.now() - timedelta(hours=2)
        bad, good = self.book(1, 3, option_until=over), self.book(1, 3, 1, option_until=over)
        free = type(bad)._free_option

        def freed(option):
            if option == bad:
                raise KeyError("no such thing")
            return free(option)

        with (
            patch.object(type(bad), "_free_option", freed),
            mute_logger("odoo.addons.kms_hotel.models.kms_reservation_cron"),
        ):
            self.run_cron("_cron_free_options")
        self.assertEqual((bad.state, good.state), ("pending", "cancelled"))

    def test_deposit_is_deducted(self):
        stay = self.book(0, 1)
        self.desk(stay, kind="deposit", amount=5000).action_confirm()
        stay.action_check_in()
        self.desk(stay, amount=15000).action_confirm()
        invoices = stay.folio_id.sudo().invoice_ids
        self.assertEqual(sum(invoices.mapped("amount_total_signed")), 20000)
        self.assertEqual(sum(invoices.mapped("amount_residual")), 0)

    def test_services(self):
        stay = self.book(1, 3)
        with self.assertRaises(UserError):
            stay.add_service(self.breakfast.id)
        stay.action_confirm()
        stay.add_service(self.breakfast.id, 2)
        self.assertEqual(self.lines(stay), [("extra", 2, 3500), ("night", 2, 20000)])
        for product, quantity in (
            (self.type.product_id.id, 1),
            (self.breakfast.id, -1),
            (self.breakfast.id, "two"),
            (0, 1),
        ):
            with self.assertRaises(UserError):
                stay.add_service(product, quantity)

    def test_cancellation_terms(self):
        late = self.book(1, 3)
        late.action_confirm()
        early = self.book(10, 12)
        early.action_confirm()
        (late | early).action_cancel()
        self.assertEqual(self.lines(late), [("fee", 1, 20000)])
        self.assertEqual(self.lines(early), [])

    def test_no_show(self):
        stay = self.book(0, 2)
        stay.action_confirm()
        stay.action_no_show()
        self.assertTrue(stay.no_show)
        self.assertEqual(self.lines(stay), [("fee", 1, 20000)])
        self.book(0, 2)
        ahead = self.book(3, 4)
        ahead.action_confirm()
        with self.assertRaises(UserError):
            ahead.action_no_show()

    def test_group_has_one_folio(self):
        payer = self.env["res.partner"].create({"name": "Camrail", "is_company": True})
        group = self.env["kms.reservation.group"].create({"name": "Team", "partner_id": payer.id})
        stays = self.book(1, 3, group_id=group.id) | self.book(1, 3, room=1, group_id=group.id)
        group.with_user(self.concierge).action_confirm()
        self.assertEqual(stays.folio_id, group.folio_id)
        self.assertEqual(group.folio_id.partner_id, payer)
        self.assertEqual(group.folio_id.amount_untaxed, 80000)

    def test_split(self):
        stay = self.book(1, 3)
        stay.action_confirm()
        stay.add_service(self.breakfast.id, 2)
        payer = self.env["res.partner"].create({"name": "Employer"})
        nights = stay.sale_line_ids.filtered(lambda line: line.kms_line_kind == "night")
        split = self.env["kms.folio.split"].with_user(self.concierge)
        split.create(
            {"reservation_id": stay.id, "partner_id": payer.id, "line_ids": [(6, 0, nights.ids)]}
        ).action_split()
        self.assertEqual(nights.order_id.partner_id, payer)
        self.assertEqual(nights.order_id.amount_untaxed, 40000)
        self.assertEqual(stay.folio_id.amount_untaxed, 7000)
        stay.checkout = self.company._kms_moment(self.today + timedelta(days=4), 12)
        self.assertEqual(nights.order_id.amount_untaxed, 60000)

    def test_night_audit(self):
        stay = self.book(0, 3)
        stay.action_check_in()
        missed = self.book(0, 1, room=1)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE kms_reservation SET checkin = checkin - interval '1 day' WHERE id in %s",
            [(stay.id, missed.id)],
        )
        self.env.cr.execute(
            "UPDATE kms_reservation_night SET date = date - 1, date_start = date_start - interval"
            " '1 day', date_stop = date_stop - interval '1 day' WHERE reservation_id in %s",
            [(stay.id, missed.id)],
        )
        self.env.invalidate_all()
        Audit = self.env["kms.hotel.audit"].with_user(self.concierge)
        with self.assertRaises(UserError):
            Audit.action_close(str(self.day(0)))
        audit = Audit.browse(Audit.action_close()["res_id"])
        self.assertEqual((audit.night_count, audit.amount), (1, 20000))
        self.assertIn("has not arrived", audit.issues)
        self.assertIn("without an identity document", audit.issues)
        self.assertTrue(stay.night_ids[0].posted_date)
        with self.assertRaises(UserError):
            Audit.action_close()
        with self.assertRaises(UserError):
            stay.sudo().write(
                {"checkin": self.company._kms_moment(self.today + timedelta(days=1), 14)}
            )
