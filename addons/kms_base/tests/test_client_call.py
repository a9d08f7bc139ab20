from datetime import timedelta
from uuid import uuid4

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestClientCall(TransactionCase):
    def test_a_call_is_new_once(self):
        calls = self.env["kms.client.call"]
        uuid = uuid4().hex
        self.assertTrue(calls._first_time(uuid))
        self.assertFalse(calls._first_time(uuid))
        self.assertTrue(calls._first_time(uuid4().hex))

    def test_no_identifier_is_refused(self):
        for uuid in (None, "", 7, "zz", "x" * 40, "0123456789ABCDEF"):
            with self.subTest(uuid=uuid), self.assertRaisesRegex(UserError, "Reload"):
                self.env["kms.client.call"]._first_time(uuid)

    def test_old_calls_are_forgotten(self):
        calls = self.env["kms.client.call"]
        old = calls.create(
            {"uuid": uuid4().hex, "date": fields.Datetime.now() - timedelta(days=91)}
        )
        kept = calls.create({"uuid": uuid4().hex})
        calls._gc_old_calls()
        self.assertFalse(old.exists())
        self.assertTrue(kept.exists())
