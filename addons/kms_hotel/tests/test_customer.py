import base64
from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from .common import HotelCase

SECRETS = ("CM-7781-SECRET", "Volcanologist", "Yokadouma", "Nkongsamba")
# The attachment of the scan holds the words that were read in it.
WRITTEN = {"kms_reservation_guest", "ir_attachment"}
SCAN = base64.b64encode(b"%PDF scan of the passport CM-7781-SECRET")


@tagged("post_install", "-at_install")
class TestCustomer(HotelCase):
    """One card of a guest, and what is forgotten of them."""

    def stay(self, room=0, **values):
        return self.book(
            0,
            1,
            room,
            guest_ids=[
                Command.create(
                    {
                        "name": "Mrs Ngo",
                        "document_type": "passport",
                        "document_number": SECRETS[0],
                        "document_scan": SCAN,
                        "profession": SECRETS[1],
                        "coming_from": SECRETS[2],
                        "going_to": SECRETS[3],
                        "birth_date": "1971-03-09",
                        "nationality_id": self.env.ref("base.cm").id,
                        **values,
                    }
                )
            ],
        )

    def leave(self, stay, days):
        """The stay was over so many days ago."""
        stay.action_confirm()
        stay.action_check_in()
        self.check_out(stay)
        self.env.flush_all()
        moment = fields.Datetime.now() - timedelta(days=days)
        self.env.cr.execute(
            SQL(
                "UPDATE kms_reservation SET checkin = %s, checkout = %s WHERE id = %s",
                moment - timedelta(days=1),
                moment,
                stay.id,
            )
        )
        stay.invalidate_recordset()

    def found(self, secret):
        """Tables in which a text is found, wherever it stands."""
        self.env.flush_all()
        columns = self.env.execute_query(
            SQL(
                "SELECT c.table_name, c.column_name FROM information_schema.columns c"
                " JOIN information_schema.tables t USING (table_schema, table_name)"
                " WHERE c.table_schema = current_schema AND t.table_type = 'BASE TABLE'"
                " AND c.data_type IN ('character varying', 'text', 'jsonb')"
            )
        )
        tables = {}
        for table, column in columns:
            tables.setdefault(table, []).append(SQL.identifier(column))
        return {
            table
            for table, names in tables.items()
            if self.env.execute_query(
                SQL(
                    "SELECT 1 FROM %s WHERE %s LIMIT 1",
                    SQL.identifier(table),
                    SQL(" OR ").join(
                        SQL("%s::text LIKE %s", name, f"%{secret}%") for name in names
                    ),
                )
            )
        }

    def attachments(self, stay):
        return self.env["ir.attachment"].search(
            [
                ("res_model", "=", "kms.reservation.guest"),
                ("res_id", "in", stay.guest_ids.ids),
                ("res_field", "!=", False),
            ]
        )

    def test_erased_after_the_set_time(self):
        old, recent = (
            self.stay(),
            self.stay(1, document_number="CM-RECENT", document_scan=base64.b64encode(b"Recent")),
        )
        self.leave(old, self.company.kms_identity_days + 1)
        self.leave(recent, self.company.kms_identity_days - 1)
        self.assertTrue(self.attachments(old))
        self.assertEqual(self.found(SECRETS[0]), WRITTEN)
        self.run_cron("_cron_erase_identity")
        self.assertEqual(self.found(SECRETS[0]), set())
        self.assertFalse(self.attachments(old))
        self.assertTrue(self.attachments(recent))
        self.assertEqual((old.guest_ids.name, old.guest_ids.erased), ("Mrs Ngo", True))
        self.assertFalse(old.guest_ids.birth_date or old.guest_ids.nationality_id)
        self.assertEqual(recent.guest_ids.document_number, "CM-RECENT")
        recent.guest_ids.unlink()
        for secret in SECRETS:
            self.assertEqual(self.found(secret), set())

    def test_written_again_is_erased_again(self):
        stay = self.stay()
        self.leave(stay, self.company.kms_identity_days + 1)
        self.run_cron("_cron_erase_identity")
        stay.guest_ids.document_number = SECRETS[0]
        self.assertFalse(stay.guest_ids.erased)
        self.run_cron("_cron_erase_identity")
        self.assertEqual(self.found(SECRETS[0]), set())

    def test_cron_is_bounded(self):
        done = []
        stay = self.stay()
        self.leave(stay, self.company.kms_identity_days + 1)
        stay.guest_ids.copy({"document_number": "CM-2"})

        def progress(_cron, processed=0, **_options):
            done.append(processed)
            return 0.0 if processed else 1.0

        cron = type(self.env["ir.cron"])
        self.patch(cron, "_commit_progress", progress)
        self.env["kms.reservation"]._cron_erase_identity()
        self.assertEqual(sum(done), 1, "stops when its time is over")
        self.assertEqual(len(stay.guest_ids.filtered("has_identity")), 1)

    def test_on_request(self):
        stay = self.stay()
        mine = stay.with_user(self.concierge)
        stay.action_confirm()
        with self.assertRaises(UserError):
            mine.action_erase_identity()
        partner = self.partner.with_user(self.concierge)
        partner.action_kms_erase_identity()
        self.assertEqual(self.found(SECRETS[0]), WRITTEN)
        stay.action_check_in()
        self.check_out(stay)
        partner.action_kms_erase_identity()
        self.assertEqual(self.found(SECRETS[0]), set())
        other = self.stay(2)
        other.action_cancel()
        other.with_user(self.concierge).action_erase_identity()
        self.assertFalse(other.has_identity)
        seller = self.seller()
        with self.assertRaises(AccessError):
            self.partner.with_user(seller).action_kms_erase_identity()
        with self.assertRaises(AccessError):
            other.guest_ids.with_user(seller).action_erase_identity()

    def seller(self):
        return new_test_user(self.env, "hotel_seller", groups="kms_base.role_showroom")

    def test_who_looks_at_a_scan(self):
        """Those who receive guests; marketing sees the stay, and may have the scan erased."""
        stay = self.stay()
        stay.action_cancel()
        for role, sees in (("concierge", True), ("management", True), ("marketing", False)):
            user = new_test_user(self.env, f"scan_{role}", groups=f"kms_base.role_{role}")
            guest = stay.guest_ids.with_user(user)
            self.assertEqual("document_scan" in guest.fields_get(), sees, role)
            if sees:
                self.assertTrue(guest.read(["document_scan"])[0]["document_scan"])
                continue
            with self.assertRaises(AccessError):
                guest.read(["document_scan"])
            guest.action_erase_identity()
        self.assertFalse(stay.has_identity)
        self.assertFalse(self.attachments(stay))
        with self.assertRaises(AccessError):
            self.stay(1).guest_ids.with_user(self.seller())._erase_identity()

    def history(self, user, partner=None):
        action = (partner or self.partner).with_user(user).action_kms_history()
        return self.env["kms.customer.history"].with_user(user).search(action["domain"])

    def test_history(self):
        friend = self.env["res.partner"].create({"name": "Mr Essomba"})
        stay = self.stay(partner_id=friend.id)
        stay.action_confirm()
        order = self.env["sale.order"].create({"partner_id": self.partner.id})
        marketing = new_test_user(self.env, "hotel_marketing", groups="kms_base.role_marketing")
        self.env.flush_all()
        lines = self.history(marketing)
        line = lines.filtered(lambda line: line.kind == "stay")
        self.assertEqual((line.res_id, line.amount), (stay.id, stay.amount_total))
        self.assertIn(self.rooms[0].name, line.summary)
        self.assertEqual(line.action_open_document()["res_id"], stay.id)
        orders = lines.filtered(lambda line: line.kind == "quotation")
        self.assertEqual(orders.mapped("res_id"), order.ids, "the stay stands for its folio")
        self.assertEqual(self.history(marketing, friend).kind, "guest")
        self.assertFalse(self.history(marketing, friend).amount)
        self.assertEqual(self.history(self.concierge).mapped("kind"), ["stay"])
        self.assertEqual(len(set(lines.ids)), len(lines))
        seller = new_test_user(self.env, "hotel_seller", groups="kms_base.role_showroom")
        self.assertNotIn("stay", self.history(seller).mapped("kind"))

    def test_stays_of_a_customer(self):
        friend = self.env["res.partner"].create({"name": "Mr Essomba"})
        stay = self.stay(partner_id=friend.id)
        for partner in (self.partner, friend):
            seen = partner.with_user(self.concierge)
            self.assertEqual(seen.kms_stay_count, 1)
            action = seen.action_kms_stays()
            self.assertEqual(self.env["kms.reservation"].search(action["domain"]), stay)
        seller = new_test_user(self.env, "hotel_seller", groups="kms_base.role_showroom")
        self.assertFalse(self.partner.with_user(seller).kms_stay_count)
