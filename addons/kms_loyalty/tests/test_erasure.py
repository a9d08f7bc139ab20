import io
import json

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import SQL, mute_logger

from ..privacy.sweep import KEPT, tables
from .campaign_common import CampaignCommon

NAME, FIRST, LAST = "Awa Tchoufarine", "Awa", "Tchoufarine"
EMAIL = "awa.tchoufarine@example.com"
WRITINGS = ("671231234", "671 23 12 34", "+237671231234", EMAIL, NAME, LAST)


@tagged("post_install", "-at_install")
class TestErasure(CampaignCommon, HttpCase):
    """Who asks to be forgotten is found nowhere, but in what the law keeps."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.country_id = cls.env.ref("base.cm")
        cls.person = cls.env["res.partner"].create(
            {
                "name": NAME,
                "phone": "+237 671 23 12 34",
                "email": EMAIL,
                "street": "Rue 1.234",
                "comment": f"Call {NAME} on 671-23-12-34",
                "category_id": [(6, 0, cls.tag.ids)],
            }
        )
        cls.namesake = cls.env["res.partner"].create({"name": NAME, "phone": "+237 699 00 00 01"})

    def _traces(self):
        """Return where any writing of the person is, in all texts of the database."""
        self.env.flush_all()
        found = []
        for table in tables(self.env.cr):
            for column in [*table.texts, *table.structured]:
                self.env.cr.execute(
                    SQL(
                        "SELECT id FROM %s WHERE %s::text ILIKE ANY(%s)",
                        SQL.identifier(table.name),
                        SQL.identifier(column),
                        [f"%{text}%" for text in WRITINGS],
                    )
                    if self._has_id(table.name)
                    else SQL(
                        "SELECT 0 FROM %s WHERE %s::text ILIKE ANY(%s)",
                        SQL.identifier(table.name),
                        SQL.identifier(column),
                        [f"%{text}%" for text in WRITINGS],
                    )
                )
                found += [(table.name, column, row[0]) for row in self.env.cr.fetchall()]
        return found

    def _has_id(self, name):
        self.env.cr.execute(
            "SELECT 1 FROM pg_attribute WHERE attrelid = %s::regclass AND attname = 'id'", (name,)
        )
        return self.env.cr.fetchone()

    def _live(self):
        """Let the person leave traces."""
        person = self.person
        person.message_post(body=f"{NAME} called from 671231234")
        order = self._sell(0, 5000, person, client_order_ref=f"For {NAME}")
        order.message_post(body=f"{LAST} wants it on Monday")
        self._settle(order.invoice_ids)
        self._buy(0, 3000, person, mobile="671 23 12 34", email=EMAIL)
        self.env["crm.lead"].create(
            {"name": "Visit", "contact_name": NAME, "phone": "00237 671 23 12 34"}
        )
        self.env["mail.mail"].create({"email_to": EMAIL, "body_html": f"<p>Hello {NAME}</p>"})
        self.env["calendar.event"].create(
            {
                "name": "Measure the kitchen (671.23.12.34)",
                "start": "2026-11-21 10:00:00",
                "stop": "2026-11-21 11:00:00",
            }
        )
        self.Consent._kms_record(person, self.company, "email", "agree", f"Form of {LAST}")
        self._generate(self._started())
        return order

    def _settle(self, moves):
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=moves.ids
        ).create({})._create_payments()
        if moves.payment_state == "in_payment":
            self.env.cr.execute(
                "UPDATE account_move SET payment_state = 'paid' WHERE id = ANY(%s)", (moves.ids,)
            )
            self.env.invalidate_all()

    def _erase(self, partner=None, **values):
        wizard = self.env["kms.erase"].with_user(self.manager).sudo(False)
        return wizard.create(
            {"partner_id": (partner or self.person).id, "understood": True, **values}
        )

    def test_found_nowhere_but_in_what_the_law_keeps(self):
        order = self._live()
        before = {table for table, _column, _id in self._traces()}
        self.assertLessEqual({"res_partner", "pos_order", "crm_lead", "mail_mail"}, before)
        wizard = self._erase()
        self.assertFalse(wizard.obstacles)
        self.assertIn("posted accounting", wizard.kept)
        wizard.action_erase()
        left = [
            trace
            for trace in self._traces()
            if trace[0] not in KEPT and trace != ("res_partner", "name", self.namesake.id)
        ]
        left = [trace for trace in left if trace[::2] != ("res_partner", self.namesake.id)]
        self.assertFalse(left)
        self.assertEqual(self.namesake.name, NAME, "a namesake is somebody else")
        invoice = order.invoice_ids
        self.assertEqual(invoice.invoice_partner_display_name, NAME)
        self.assertEqual((invoice.state, invoice.amount_total), ("posted", 5000))
        self.assertEqual(invoice.partner_id, self.person)
        self.assertFalse(self.person.active or self.person.phone or self.person.street)
        self.assertFalse(self.env["loyalty.card"].search([("partner_id", "=", self.person.id)]))
        erasure = self.env["kms.erasure"].search([("partner_id", "=", self.person.id)])
        self.assertEqual((erasure.user_id, erasure.reason), (self.manager, "request"))
        self.assertGreater(erasure.rows, 4)

    def test_not_while_something_is_open(self):
        order = self._sell(0, 5000, self.person)
        wizard = self._erase()
        self.assertIn("1 invoices are not settled", wizard.obstacles)
        with self.assertRaisesRegex(UserError, "not settled"):
            wizard.action_erase()
        self.assertEqual(self.person.name, NAME)
        self._settle(order.invoice_ids)
        with self.assertRaisesRegex(UserError, "Tick the box"):
            self._erase(understood=False).action_erase()
        with self.assertRaisesRegex(UserError, "login"):
            self._erase(self.manager.partner_id).action_erase()
        with self.assertRaises(AccessError):
            self.env["kms.erase"].with_user(self.cashier).sudo(False).create(
                {"partner_id": self.person.id}
            )

    def test_names_that_are_patterns(self):
        person = self.env["res.partner"].create({"name": "A. (B|C)* +[x\\d", "phone": ""})
        self._erase(person).action_erase()
        self.assertEqual(person.name, f"Erased customer {person.id}")
        nobody = self.env["res.partner"].create({"name": "Al"})
        self._erase(nobody).action_erase()
        self.assertFalse(nobody.active)
        self.assertEqual(self.person.name, NAME)

    # ------------------------------------------------------------
    # Export
    # ------------------------------------------------------------

    def test_everything_that_is_known(self):
        self._buy(0, 310_000, self.person)
        self._run(coupons=True)
        self.Consent._kms_record(self.person, self.company, "sms", "agree", "=cmd|'/c calc'!A1")
        mine = self.person.with_user(self.manager).sudo(False)
        data = json.loads(mine._kms_data_json())
        text = json.dumps(data, ensure_ascii=False)
        for known in (NAME, EMAIL, "+237 671 23 12 34", "310000", "SPE"):
            self.assertIn(known, text)
        book = openpyxl.load_workbook(io.BytesIO(mine._kms_data_workbook()))
        self.assertEqual(len(book.sheetnames), len(data))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
        self.assertNotIn("f", {cell.data_type for cell in cells}, "no formula")
        self.assertIn("=cmd|'/c calc'!A1", [cell.value for cell in cells])

    def test_who_may_download(self):
        path = f"/kms_loyalty/partner/{self.person.id}/data.json"
        # the class keeps the till's session under this name
        self.session = None
        self.cashier.password = self.manager.password = "kms-privacy-test"
        self.authenticate(self.cashier.login, "kms-privacy-test")
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open(path).status_code, 403)
        self.authenticate(self.manager.login, "kms-privacy-test")
        answer = self.url_open(path)
        self.assertEqual(answer.status_code, 200)
        self.assertIn(EMAIL, answer.text)
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        self.assertEqual(self.url_open("/kms_loyalty/partner/999999999/data.xlsx").status_code, 404)
