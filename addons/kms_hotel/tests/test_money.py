from datetime import date, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .common import HotelCase


@tagged("post_install", "-at_install")
class TestMoney(HotelCase):
    """What is paid, owed and given back is on real invoices and payments, and nowhere else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cash, cls.momo, cls.orange, cls.bank = cls.company._kms_setup_payment_journals()
        cls.company.kms_cancel_percent = 50
        cls.manager = new_test_user(
            cls.env,
            "hotel_manager",
            groups="kms_base.role_marketing,kms_base.role_concierge",
            company_id=cls.company.id,
        )

    def desk(self, stay, kind="departure", user=None, **values):
        desk = self.env["kms.reservation.checkout"].with_user(user or self.concierge)
        values = {"journal_id": self.cash.id, **values}
        return desk.create({"reservation_id": stay.id, "kind": kind, **values})

    def house(self, nights=2, **values):
        stay = self.book(0, nights, **values)
        stay.action_check_in()
        return stay

    def moves(self, stay):
        return [
            (move.move_type, move.amount_total, move.amount_residual)
            for move in stay._orders().invoice_ids.sorted("id")
            if move.state == "posted"
        ]

    def payments(self, stay):
        return stay._orders().invoice_ids.matched_payment_ids.sorted("id")

    def test_the_form_says_what_is_taken(self):
        self.env["kms.hotel.stay.tax"].create({"date_from": "2020-01-01", "amount": 1000})
        self.type.product_id.taxes_id = self.env["account.tax"].create(
            {"name": "Tax 19.25", "amount": 19.25, "company_id": self.company.id}
        )
        stay = self.house(3)
        form = Form(
            self.env["kms.reservation.checkout"]
            .with_user(self.concierge)
            .with_context(default_reservation_id=stay.id)
        )
        self.assertEqual((form.nights_left, form.amount_due, form.amount), (2, 24850, 24850))
        form.journal_id = self.momo
        form.kms_transaction_ref = "A1"
        form.save().action_confirm()
        self.assertEqual(self.moves(stay), [("out_invoice", 24850, 0)])

    # -- departure -------------------------------------------------------------------------------

    def test_mobile_money_needs_its_id_once(self):
        stay = self.house(1)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.desk(stay, journal_id=self.momo.id).action_confirm()
        self.desk(
            stay, journal_id=self.momo.id, kms_transaction_ref=" mp26 01.a7 "
        ).action_confirm()
        payment = self.payments(stay)
        self.assertEqual((payment.kms_transaction_ref, payment.amount), ("MP2601.A7", 20000))
        self.assertEqual(payment.journal_id, self.momo)
        other = self.house(1, room=1)
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            self.desk(
                other, journal_id=self.momo.id, kms_transaction_ref="MP2601.A7"
            ).action_confirm()
        self.assertIn("already used", str(caught.exception))
        self.env.invalidate_all()
        self.assertEqual(other.state, "checked_in")

    def test_receipt_and_rating_in_the_same_step(self):
        self.partner.write({"phone": "+237677451288", "email": "ngo@example.com"})
        stay = self.house(1)
        action = self.desk(stay).action_confirm()
        self.assertEqual(action["tag"], "kms_hotel.money_done")
        self.assertEqual(action["params"]["receipt"]["report_name"], "kms_hotel.report_receipt")
        self.assertEqual(action["params"]["rate"], stay.id)
        self.assertTrue(stay.sudo().kms_satisfaction_ids)
        survey = stay.sudo().kms_satisfaction_ids
        mails = self.env["mail.mail"].search(
            [("model", "=", survey._name), ("res_id", "=", survey.id)]
        )
        self.assertTrue(mails)
        receipt = stay._prepare_receipt()
        self.assertEqual((receipt["total"], receipt["paid"], receipt["left"]), (20000, 20000, 0))
        html, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.concierge)
            ._render_qweb_html("kms_hotel.report_receipt", stay.ids)
        )
        self.assertIn("Mrs Ngo", html.decode())

    def test_part_cash_part_mobile_money(self):
        stay = self.house(1)
        again = self.desk(stay, amount=5000).action_confirm()
        self.assertEqual(again["res_model"], "kms.reservation.checkout")
        self.assertEqual(stay.state, "checked_in")
        rest = self.desk(stay, journal_id=self.orange.id, kms_transaction_ref="OM1")
        self.assertEqual(rest.amount, 15000)
        rest.action_confirm()
        self.assertEqual(stay.state, "checked_out")
        self.assertEqual(self.moves(stay), [("out_invoice", 20000, 0)])
        self.assertEqual(self.payments(stay).mapped("amount"), [5000, 15000])

    def test_nobody_leaves_unpaid(self):
        stay = self.house(1)
        mine = stay.with_user(self.concierge)
        for leave in (
            lambda: self.desk(stay, amount=0).action_confirm(),
            mine.action_check_out,
            lambda: mine.write({"state": "checked_out"}),
        ):
            with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
                leave()
            self.assertIn("is not paid", str(caught.exception))
            self.env.invalidate_all()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.desk(stay, amount=20001).action_confirm()
        with self.assertRaises(AccessError):
            mine.write({"release_amount": 20000})

    def test_a_managers_word(self):
        stay = self.house(1)
        with self.assertRaises(UserError):
            self.desk(stay, "release", reason="Known").action_allow()
        with self.assertRaises(UserError):
            self.desk(stay, "release", user=self.manager).action_allow()
        self.desk(stay, "release", user=self.manager, reason="Known").action_allow()
        self.assertEqual((stay.release_user_id, stay.release_amount), (self.manager, 20000))
        self.desk(stay, amount=8000).action_confirm()
        self.assertEqual(stay.state, "checked_out")
        self.assertEqual((stay.amount_open, stay.amount_paid), (12000, 8000))
        self.desk(stay, "settle").action_confirm()
        self.assertEqual(stay.amount_open, 0)

    def test_the_word_covers_what_was_owed_then(self):
        stay = self.house(1)
        self.desk(stay, "release", user=self.manager, reason="Known").action_allow()
        stay.sudo().checkout += timedelta(days=2)
        with self.assertRaises(UserError):
            stay.with_user(self.concierge).write({"state": "checked_out"})

    def test_payer_with_terms_leaves_on_account(self):
        term = self.env.ref("account.account_payment_term_30days")
        payer = self.env["res.partner"].create({"name": "Camrail", "is_company": True})
        payer.property_payment_term_id = term
        stay = self.house(1, payer_id=payer.id)
        desk = self.desk(stay)
        self.assertTrue(desk.on_account)
        self.assertEqual(desk.amount, 0)
        desk.action_confirm()
        self.assertEqual((stay.state, stay.amount_open), ("checked_out", 20000))

    def test_account_has_its_limit(self):
        self.company.account_use_credit_limit = True
        payer = self.env["res.partner"].create({"name": "Camrail", "is_company": True})
        payer.property_payment_term_id = self.env.ref("account.account_payment_term_30days")
        payer.write({"use_partner_credit_limit": True, "credit_limit": 10000})
        stay = self.house(1, payer_id=payer.id)
        with self.assertRaises(UserError) as caught:
            self.desk(stay).action_confirm()
        self.assertIn("over the limit", str(caught.exception))

    def test_split_folio_is_paid_by_both(self):
        stay = self.house(1)
        breakfast = self.env["product.product"].create(
            {"name": "Tea", "list_price": 2000, "kms_hotel_service": True, "taxes_id": False}
        )
        stay.with_user(self.concierge).add_service(breakfast.id)
        employer = self.env["res.partner"].create({"name": "Employer"})
        nights = stay.sale_line_ids.filtered("kms_line_kind")
        self.env["kms.folio.split"].with_user(self.concierge).create(
            {"reservation_id": stay.id, "partner_id": employer.id, "line_ids": nights.ids}
        ).action_split()
        first = self.desk(stay)
        self.assertEqual({first.amount_due, first.amount_others}, {20000, 2000})
        self.assertTrue(first.action_confirm()["res_model"])
        second = self.desk(stay)
        self.assertEqual(second.amount_others, 0)
        second.action_confirm()
        self.assertEqual(stay.state, "checked_out")
        partners = stay._orders().invoice_ids.mapped("partner_id")
        self.assertEqual(partners, self.partner | employer)

    def test_group_pays_with_its_last_room(self):
        payer = self.env["res.partner"].create({"name": "Wedding"})
        group = self.env["kms.reservation.group"].create({"name": "W", "partner_id": payer.id})
        first = self.house(1, group_id=group.id)
        last = self.house(1, room=1, group_id=group.id)
        desk = self.desk(first)
        self.assertEqual(desk.amount, 0)
        desk.action_confirm()
        self.assertEqual((first.state, self.moves(first)), ("checked_out", []))
        desk = self.desk(last)
        self.assertEqual(desk.amount, 40000)
        desk.action_confirm()
        self.assertEqual(self.moves(last), [("out_invoice", 40000, 0)])

    def test_rooms_of_a_group_at_once(self):
        payer = self.env["res.partner"].create({"name": "Wedding"})
        group = self.env["kms.reservation.group"].create({"name": "W", "partner_id": payer.id})
        self.book(1, 3)
        wizard = (
            self.env["kms.group.rooms"]
            .with_user(self.concierge)
            .create(
                {
                    "group_id": group.id,
                    "first_day": self.day(1),
                    "last_day": self.day(3),
                    "room_type_id": self.type.id,
                    "count": 3,
                }
            )
        )
        self.assertEqual(wizard.free_count, 2)
        with self.assertRaises(UserError) as caught:
            wizard.action_book()
        self.assertIn("Only 2 rooms", str(caught.exception))
        wizard.count = 2
        wizard.action_book()
        self.assertEqual(group.reservation_ids.room_id, self.rooms[1] | self.rooms[2])
        self.assertEqual(sum(group.reservation_ids.mapped("night_count")), 4)

    # -- cancellation ----------------------------------------------------------------------------

    def deposit(self, first, amount, **values):
        stay = self.book(first, first + 2, **values)
        self.desk(stay, "deposit", amount=amount).action_confirm()
        return stay.with_user(self.concierge)

    def test_early_cancellation_gives_the_deposit_back(self):
        stay = self.deposit(10, 15000)
        action = stay.action_cancel()
        self.assertEqual(action["context"]["default_kind"], "settle")
        self.assertEqual(
            self.moves(stay), [("out_invoice", 15000, 0), ("out_refund", 15000, 15000)]
        )
        self.assertEqual(stay.amount_open, -15000)
        desk = self.desk(stay, "settle")
        self.assertTrue(desk.is_refund)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.desk(stay, "settle", amount=15001).action_confirm()
        desk.action_confirm()
        self.assertEqual(stay.amount_open, 0)
        self.assertEqual(self.payments(stay).mapped("payment_type"), ["inbound", "outbound"])

    def test_late_cancellation_keeps_its_share(self):
        for step in ("action_cancel", "action_no_show"):
            with self.subTest(step):
                stay = self.deposit(0, 15000, room=0)
                getattr(stay, step)()
                self.assertEqual(
                    self.moves(stay),
                    [
                        ("out_invoice", 15000, 0),
                        ("out_invoice", 10000, 0),
                        ("out_refund", 15000, 5000),
                    ],
                )
                self.assertEqual(stay.amount_total, 10000)
                # kept as a credit of the customer
                self.desk(stay, "settle", amount=0).action_confirm()
                self.assertEqual(stay.amount_open, -5000)

    def test_share_above_the_deposit_is_owed(self):
        stay = self.deposit(0, 4000)
        action = stay.action_no_show()
        self.assertEqual(action["context"]["default_kind"], "settle")
        self.assertEqual(stay.amount_open, 6000)
        self.desk(stay, "settle").action_confirm()
        self.assertEqual(stay.amount_open, 0)

    def test_the_terms_hold_for_a_plain_write(self):
        for states in (("cancelled",), ("pending", "cancelled")):
            stay = self.deposit(0, 15000)
            for state in states:
                stay.write({"state": state})
            self.assertEqual(stay.amount_open, -5000)

    def test_taken_up_again(self):
        stay = self.deposit(0, 15000)
        stay.action_cancel()
        self.desk(stay, "settle").action_confirm()
        stay.action_reopen()
        self.desk(stay, "deposit", amount=20000).action_confirm()
        stay.action_check_in()
        desk = self.desk(stay)
        # the fee of 10 000 was paid once and counts; one night leaves, one is had
        self.assertEqual(desk.amount, 20000 - 20000 - 10000 if desk.amount < 0 else desk.amount)
        desk.action_confirm()
        self.assertEqual(stay.state, "checked_out")
        total = sum(
            amount if kind == "out_invoice" else -amount for kind, amount, _left in self.moves(stay)
        )
        self.assertEqual(total, 20000)

    def test_deposit_has_bounds(self):
        stay = self.book(1, 2)
        for amount in (0, 20001, -5):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                self.desk(stay, "deposit", amount=amount).action_confirm()
            self.env.invalidate_all()

    # -- months ----------------------------------------------------------------------------------

    def reside(self, first, last):
        with freeze_time("2027-01-10 09:00:00"):
            stay = self.book(0, 1, checkin=first, checkout=last, stay="month", room=3)
            stay.action_confirm()
        return stay

    def months(self, stay):
        return [
            (line.kms_month.month, line.product_uom_qty * line.price_unit)
            for line in stay.sale_line_ids.sorted("kms_month")
            if line.kms_line_kind == "month"
        ]

    def test_a_residence_has_a_line_a_month(self):
        stay = self.reside("2027-01-10", "2027-07-10")
        self.assertEqual(stay.night_count, 181)
        billed = self.months(stay)
        self.assertEqual([month for month, _amount in billed], [1, 2, 3, 4, 5, 6, 7])
        self.assertEqual([amount for _month, amount in billed[1:-1]], [300000] * 5)
        self.assertEqual(sum(amount for _month, amount in billed), stay.amount_stay)
        self.assertEqual(billed[0][1], 300000 - round(300000 * 9 / 31))

    def test_bill_the_month(self):
        self.env["kms.hotel.stay.tax"].create({"date_from": "2027-01-01", "amount": 100})
        stay = self.reside("2027-01-10", "2027-07-10").with_user(self.concierge)
        with freeze_time("2027-01-10 12:00:00"):
            stay.action_check_in()
            action = stay.action_bill_month()
            self.assertEqual(action["context"]["default_kind"], "settle")
            [(_kind, amount, _left)] = self.moves(stay)
            self.assertEqual(amount, stay.sale_line_ids.sorted("id")[0].price_unit + 22 * 100)
            self.desk(stay, "settle").action_confirm()
            with self.assertRaises(UserError):
                stay.action_bill_month()
        for month in (2, 3):
            with freeze_time(date(2027, month, 5)):
                stay.action_bill_month()
                self.desk(stay, "settle").action_confirm()
        self.assertEqual([row[1] for row in self.moves(stay)[1:]], [302800, 303100])
        with freeze_time("2027-04-20 09:00:00"):
            desk = self.desk(stay)
            desk.action_confirm()
        self.assertEqual((stay.state, stay.amount_open), ("checked_out", 0))
        self.assertEqual(stay.night_count, 100)
        self.assertEqual(
            sum(row[1] for row in self.moves(stay)), stay.amount_stay + 100 * stay.night_count
        )

    def test_leaving_before_the_end_of_a_billed_month(self):
        stay = self.reside("2027-02-01", "2027-05-01").with_user(self.concierge)
        with freeze_time("2027-02-01 15:00:00"):
            stay.action_check_in()
            stay.action_bill_month()
            self.desk(stay, "settle").action_confirm()
        with freeze_time("2027-02-15 09:00:00"):
            desk = self.desk(stay)
            self.assertTrue(desk.is_refund)
            self.assertEqual(desk.amount, 150000)
            desk.action_confirm()
        self.assertEqual(
            (stay.state, stay.amount_open, stay.amount_stay), ("checked_out", 0, 150000)
        )
        self.assertEqual(self.moves(stay), [("out_invoice", 300000, 0), ("out_refund", 150000, 0)])

    def test_months_not_billed_are_listed(self):
        stay = self.reside("2027-01-20", "2027-04-01")
        with freeze_time("2027-01-20 15:00:00"):
            stay.action_check_in()
        with freeze_time("2027-02-03 08:00:00"):
            issues = self.env["kms.hotel.audit"]._find_issues(self.company, date(2027, 2, 2))
        self.assertTrue([issue for issue in issues if "month is not billed" in issue])

    def test_day_use_is_billed_by_the_hour(self):
        at = self.company._kms_moment
        day = self.today + timedelta(days=1)
        stay = self.book(stay="hour", checkin=at(day, 9), checkout=at(day, 11.25))
        stay.action_confirm()
        [line] = stay.sale_line_ids
        self.assertEqual((line.kms_line_kind, line.product_uom_qty), ("hour", 3))
        self.assertEqual(line.price_subtotal, 15000)
