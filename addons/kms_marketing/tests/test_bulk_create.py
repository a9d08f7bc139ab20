from odoo.exceptions import AccessError, ValidationError
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import SQL

OWN = {"id", "create_date", "write_date", "date_open", "date_last_stage_update"}


@tagged("post_install", "-at_install")
class TestBulkCreate(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.company.country_id = cls.env.ref("base.cm")
        cls.manager = new_test_user(
            cls.env, "test_bulk", groups="base.group_user,kms_base.role_marketing"
        )
        cls.env = cls.env(user=cls.manager)
        cls.bulk = cls.env["kms.bulk.create"]
        cls.Lead = cls.env["crm.lead"]

    def rows(self):
        """Rows as different as a file can make them."""
        names = ["Ngo <b>Bassa</b> & fils", "=1+1", 'Éloïse O\'Neil "x"', "Kalla"]
        rows = []
        for n in range(60):
            row = {"contact_name": f"{names[n % 4]} {n}", "create_date": "2026-03-25 10:00"}
            if n % 2:
                row["phone"] = f"699 00 {n:02d} 11"
            if n % 3:
                row["email_from"] = f"Some.{n}@{['gmail.com', 'Exemple.cm'][n % 2]}"
            if n % 5 == 0:
                row["description"] = f"<i>'{n}'</i> & \"quoted\"\nsecond  line €"
            if n % 4 == 0:
                row |= {"source": "Website", "expected_revenue": f"{n}500", "city": "Douala"}
            if n % 7 == 0:
                row |= {"channel": "field", "phone": "612345678", "email_from": "Ô@exemple.cm"}
            rows.append(row)
        return rows

    def give_history(self):
        """Without won and lost leads, core's scoring treats the first of a batch differently."""
        counts = [("stage_id", str(stage.id), 9, 4) for stage in self.env["crm.stage"].search([])]
        counts += [("phone_state", "correct", 7, 3), ("email_state", "incorrect", 2, 5)]
        self.env["crm.lead.scoring.frequency"].sudo().create(
            [
                {"variable": variable, "value": value, "won_count": won, "lost_count": lost}
                for variable, value, won, lost in counts
            ]
        )

    def columns(self, records):
        """Every stored column of the records, straight from the table."""
        self.env.flush_all()
        query = SQL("SELECT to_jsonb(lead) FROM crm_lead lead WHERE id IN %s", tuple(records.ids))
        self.env.cr.execute(SQL("%s ORDER BY id", query))
        return [
            {name: value for name, value in row.items() if name not in OWN}
            for (row,) in self.env.cr.fetchall()
        ]

    def test_every_column_is_what_the_orm_would_have_stored(self):
        record = self.env["kms.lead.import"].create(
            {"name": "x.csv", "file": "eA==", "company_id": self.company.id}
        )
        reads = self.env["kms.lead.reader"]._read_rows(self.rows(), self.company)
        self.assertFalse([read.problems for read in reads if read.problems])
        prepared = [
            record._prepare_lead(read, [self.manager.id, False][n % 2], {"values": {}}, {})
            for n, read in enumerate(reads)
        ]
        known = {"phone_sanitized", "phone_state", "email_normalized", "email_state"}
        known.add("email_domain_criterion")
        plain = [
            {name: value for name, value in values.items() if name not in known}
            for values in prepared
        ]
        self.give_history()
        # one at a time, as on the form
        Lead = self.Lead.with_context(tracking_disable=True)
        ordinary = self.columns(Lead.concat(*(Lead.create(values) for values in plain)))
        samples = {}
        made = self.bulk._create_many(self.Lead, prepared[:35], samples)
        made += self.bulk._create_many(self.Lead, prepared[35:], samples)
        self.assertEqual(made.mapped("contact_name"), [read.values["name"] for read in reads])
        by_name = {row["name"]: row for row in self.columns(made)}
        self.maxDiff = None
        for row in ordinary:
            self.assertEqual(by_name[row["name"]], row)

    def test_rows_share_the_work(self):
        values = [{"name": f"Lead {n}", "phone": f"+2376990011{n:02d}"} for n in range(50)]
        samples = {}
        self.bulk._create_many(self.Lead, values[:10], samples)
        self.env.flush_all()
        self.assertEqual(len(samples), 1)
        # nine, and one for what other addons look for
        with self.assertQueryCount(10):
            self.bulk._create_many(self.Lead, values[10:], samples)
            self.env.flush_all()

    def test_constraints_and_rights_still_hold(self):
        early = {"kms_arrival_date": "2026-03-25", "kms_contact_date": "2026-03-24"}
        good = {"kms_arrival_date": "2026-03-25", "kms_contact_date": "2026-03-26"}
        with self.assertRaises(ValidationError):
            self.bulk._create_many(
                self.Lead, [{"name": "Good", **good}, {"name": "Bad", **early}], {}
            )
        seller = new_test_user(
            self.env(su=True), "test_bulk_seller", groups="base.group_user,kms_base.role_call_agent"
        )
        values = [{"name": f"Lead {n}", "user_id": self.manager.id} for n in range(3)]
        samples = {}
        self.bulk._create_many(self.Lead, values, samples)
        with self.assertRaises(AccessError):
            self.bulk.with_user(seller)._create_many(self.Lead.with_user(seller), values, samples)

    def test_a_client_cannot_switch_the_checks_off(self):
        lead = self.Lead.with_context(kms_bulk_create=True).create(
            {"name": "Lead", "won_status": "won", "phone": "699001122", "phone_sanitized": "+1"}
        )
        self.env.flush_all()
        self.assertEqual((lead.won_status, lead.phone_state), ("pending", "incorrect"))
        self.assertNotEqual(lead.phone_sanitized, "+1")
