from odoo.tests import TransactionCase, tagged

from odoo.addons.kms_base.phone import normalize, quick
from odoo.addons.kms_marketing.sheet import fold, read_amount, read_date


class ReaderCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create(
            {"name": "Reader house", "country_id": cls.env.ref("base.cm").id}
        )
        cls.reader = cls.env["kms.lead.reader"]

    def read_one(self, create_missing=False, **row):
        return self.reader._read_rows([row], self.company, create_missing)[0]

    def problems(self, **row):
        return dict(self.read_one(**row).problems)


@tagged("post_install", "-at_install")
class TestLeadReader(ReaderCase):
    def test_a_full_row(self):
        product = self.env["product.product"].create({"name": "Panel 100% mélamine"})
        read = self.read_one(
            contact_name="  Mme \u200bKalla\u00a0 Ngo ",
            phone="00237 699-00-11-22",
            email_from="Kalla@Exemple.CM",
            source="reseaux SOCIAUX" if self.env.lang == "fr_FR" else "social NETWORKS",
            product="PANEL 100% melamine",
            expected_revenue="1 250 000 FCFA",
            create_date="25/03/2026 08:30",
            channel="field",
            external_id="fb-1",
        )
        self.assertFalse(read.problems)
        self.assertEqual(read.phone, "+237699001122")
        self.assertEqual(read.email, "kalla@exemple.cm")
        values = dict(read.values)
        self.assertEqual(str(values.pop("kms_arrival_date")), "2026-03-25 07:30:00")
        self.assertEqual(
            values,
            {
                "name": "Mme Kalla Ngo",
                "contact_name": "Mme Kalla Ngo",
                "phone": "+237 699 00 11 22",
                "email_from": "Kalla@Exemple.CM",
                "source_id": self.env.ref("kms_marketing.source_social").id,
                "kms_product_id": product.id,
                "expected_revenue": 1250000.0,
                "kms_channel": "field",
                "kms_external_id": "fb-1",
                "company_id": self.company.id,
            },
        )

    def test_each_problem_names_its_column(self):
        self.assertEqual(list(self.problems()), ["contact_name"])
        self.assertEqual(list(self.problems(city="Douala")), ["contact_name"])
        for key, text in [
            ("contact_name", "a\0b"),
            ("contact_name", "half \ud83d emoji"),
            ("partner_name", "x" * 129),
            ("description", "x" * 4001),
            ("phone", "12"),
            ("phone", "nobody knows"),
            ("email_from", "bad"),
            ("email_from", "a@b"),
            ("expected_revenue", "-5"),
            ("expected_revenue", "many"),
            ("expected_revenue", "9" * 15),
            ("create_date", "25/13/2026"),
            ("create_date", "01/01/2126"),
            ("create_date", "9999-12-31T23:59:59-23:00"),
            ("channel", "mars"),
        ]:
            with self.subTest(key=key, text=text[:20]):
                self.assertEqual(list(self.problems(**{"city": "Douala", key: text})), [key])

    def test_text_stays_text(self):
        read = self.read_one(
            contact_name='=HYPERLINK("http://x")', description="<script>alert(1)</script>\n@x"
        )
        self.assertEqual(read.values["contact_name"], '=HYPERLINK("http://x")')
        lead = self.env["crm.lead"].create(read.values)
        self.assertNotIn("<script", lead.description)
        self.assertIn("&lt;script&gt;", lead.description)

    def test_two_numbers_in_one_cell(self):
        read = self.read_one(phone="699 00 11 22 / 677112233")
        self.assertEqual(read.phone, "+237699001122")
        self.assertIn("677112233", read.values["description"])

    def test_a_number_outside_the_plan_is_kept_but_compared_with_none(self):
        read = self.read_one(phone="612345678")
        self.assertEqual((read.phone, read.values["phone"]), ("", "612345678"))
        self.assertEqual([key for key, _said in read.remarks], ["phone"])

    def test_several_addresses(self):
        read = self.read_one(email_from="Kalla <a@exemple.cm>, b@exemple.cm")
        self.assertEqual((read.email, read.values["email_from"]), ("a@exemple.cm", "a@exemple.cm"))

    def test_unknown_names_are_created_once_when_asked(self):
        rows = [{"contact_name": "A", "source": "Radio Équinoxe"}] * 2
        rows.append({"contact_name": "B", "source": "radio equinoxe", "campaign": "Noël"})
        before = self.env["utm.source"].search_count([])
        dry = self.reader._read_rows(rows, self.company)
        self.assertEqual(dry[2].missing, {"source": "radio equinoxe", "campaign": "Noël"})
        self.assertEqual(self.env["utm.source"].search_count([]), before)
        done = self.reader._read_rows(rows, self.company, create_missing=True)
        self.assertEqual(len({read.values["source_id"] for read in done}), 1)
        self.assertEqual(self.env["utm.source"].search_count([]), before + 1)
        self.assertFalse(done[2].missing)

    def test_a_column_of_names_that_is_none(self):
        rows = [{"contact_name": "A", "source": f"customer {n}"} for n in range(51)]
        reads = self.reader._read_rows(rows, self.company, create_missing=True)
        self.assertEqual({key for read in reads for key, _said in read.problems}, {"source"})
        self.assertFalse(self.env["utm.source"].search_count([("name", "like", "customer 5")]))

    def test_an_unknown_product_goes_to_the_notes(self):
        read = self.read_one(contact_name="A", product="Nothing like it")
        self.assertIn("Nothing like it", read.values["description"])
        self.assertFalse(read.problems)

    def test_queries_do_not_grow_with_the_rows(self):
        rows = [
            {"contact_name": f"N {n}", "phone": f"6991{n:05d}", "email_from": f"n{n}@exemple.cm"}
            | {"source": "Website", "product": f"P{n % 40}", "external_id": f"x{n}"}
            for n in range(400)
        ]
        self.reader._find_known(self.reader._read_rows(rows[:2], self.company), self.company)
        with self.assertQueryCount(6):
            self.reader._find_known(self.reader._read_rows(rows, self.company), self.company)


@tagged("post_install", "-at_install")
class TestLeadKnown(ReaderCase):
    def known(self, *rows):
        return self.reader._find_known(self.reader._read_rows(rows, self.company), self.company)

    def lead(self, **values):
        return self.env["crm.lead"].create(
            {"name": "Known", "company_id": self.company.id, "user_id": False, **values}
        )

    def test_leads_and_customers_by_each_key(self):
        by_phone = self.lead(phone="+237699001122")
        by_email = self.lead(email_from="Known@Exemple.cm")
        by_id = self.lead(kms_external_id="fb-9")
        card = self.env["res.partner"].create({"name": "Card", "phone": "677 45 12 90"})
        mail = self.env["res.partner"].create({"name": "Mail", "email": "card@exemple.cm"})
        found = self.known(
            {"phone": "6 99 00 11 22"},
            {"phone": "699 00 11 23", "email_from": "KNOWN@exemple.cm"},
            {"external_id": "fb-9", "phone": "677451290"},
            {"phone": "677 45 12 90"},
            {"email_from": "card@exemple.cm"},
            {"phone": "699 00 11 24"},
        )
        self.assertEqual(
            [known and (known.model, known.record_id) for known in found],
            [
                ("crm.lead", by_phone.id),
                ("crm.lead", by_email.id),
                ("crm.lead", by_id.id),
                ("res.partner", card.id),
                ("res.partner", mail.id),
                None,
            ],
        )
        self.assertEqual(found[2].key, "external_id")

    def test_rows_of_the_same_file(self):
        found = self.known(
            {"phone": "12", "contact_name": "bad"},
            {"phone": "699001122"},
            {"phone": "+237 699 00 11 22", "email_from": "x@exemple.cm"},
            {"email_from": "X@exemple.cm"},
        )
        self.assertEqual([known and known.row for known in found], [None, None, 1, 2])

    def test_other_companies_do_not_count_and_lost_leads_do(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.lead(phone="+237699001122", company_id=other.id)
        self.assertEqual(self.known({"phone": "699001122"}), [None])
        lost = self.lead(phone="+237699001122", active=False)
        self.assertEqual(self.known({"phone": "699001122"})[0].record_id, lost.id)
        active = self.lead(phone="+237699001122")
        self.assertEqual(self.known({"phone": "699001122"})[0].record_id, active.id)


@tagged("post_install", "-at_install")
class TestReadingCells(TransactionCase):
    def test_amounts(self):
        for text, amount in [
            ("1 250 000 FCFA", 1250000),
            ("1\u202f250\u00a0000", 1250000),
            ("1.250.000", 1250000),
            ("1,250,000.50", 1250000.5),
            ("1.250.000,50 F", 1250000.5),
            ("1250,5", 1250.5),
            ("12.5", 12.5),
            ("0", 0),
            ("1.25.000", None),
            ("-1", None),
            ("1e9", None),
            ("nan", None),
            ("", None),
        ]:
            self.assertEqual(read_amount(text), amount, text)

    def test_dates(self):
        for text, day in [
            ("25/03/2026", "2026-03-25 00:00:00"),
            ("3-4-26", None),
            ("03/04/26", "2026-04-03 00:00:00"),
            ("2026-03-25T10:00:00", "2026-03-25 10:00:00"),
            ("46106.5", "2026-03-25 12:00:00"),
            ("soon", None),
        ]:
            found = read_date(text)
            self.assertEqual(found and str(found), day, text)

    def test_headings_fold(self):
        self.assertEqual(fold("  N° de  TÉLÉPHONE :"), "n de telephone")

    def test_quick_answers_like_normalize_or_not_at_all(self):
        answered = 0
        for country, start in [("CM", "6"), ("CM", "2"), ("CM", "8"), ("CI", "0"), ("CI", "2")]:
            for number in range(0, 10**8, 99991):
                for written in (
                    f"{start}{number:08d}",
                    f"00237{start}{number:08d}",
                    f"+225 {start}",
                ):
                    plain = quick(written, country)
                    answered += bool(plain)
                    if plain:
                        known = normalize(written, country)
                        self.assertEqual(plain, (known.e164, known.international), written)
        self.assertGreater(answered, 100)
        self.assertIsNone(quick("0612345678", "FR"))
        self.assertIsNone(quick("699001122", ""))
