import base64
import io
from unittest.mock import patch

import openpyxl

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import TransactionCase, new_test_user, tagged

from odoo.addons.kms_marketing.models.kms_lead_import_progress import (
    ImportCancelled,
    KmsLeadImportProgress,
)
from odoo.addons.kms_marketing.models.kms_lead_import_run import KmsLeadImport


class ImportCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.company.country_id = cls.env.ref("base.cm")
        cls.manager = cls._new_user("marketing")
        cls.agent = cls._new_user("call_agent")
        cls.imports = cls.env["kms.lead.import"].with_user(cls.manager)
        # the progress is written on a connection of its own, which sees nothing of a test
        told = patch.object(KmsLeadImportProgress, "_tell")
        cls.tell = told.start()
        cls.addClassCleanup(told.stop)

    @classmethod
    def _new_user(cls, role, **values):
        return new_test_user(
            cls.env, f"import_{role}", groups=f"base.group_user,kms_base.role_{role}", **values
        )

    def drop(self, text, name="leads.csv", user=None, encoding="utf-8"):
        content = base64.b64encode(text.encode(encoding)).decode()
        imports = self.imports.with_user(user or self.manager)
        return imports.browse(imports.drop_file(name, content)["id"])

    def run_import(self, record):
        record.start()
        record._in_language()._run_safely()
        self.env.invalidate_all()
        return record.lead_ids.sorted("id")

    def error_rows(self, record):
        book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(record.error_file)))
        return [list(row) for row in book.active.iter_rows(values_only=True)]


@tagged("post_install", "-at_install")
class TestLeadImport(ImportCase):
    def test_from_the_file_to_the_leads(self):
        record = self.drop(
            "Prospects du salon\n\nNom;Prénom;Tél;E-mail;Société;Source;Remarques;Age\n"
            "Ngo;Éloïse;699 00 11 22;e.ngo@exemple.cm;Ets Ngo;Website;à rappeler;33\n"
            "Kalla;;677451290;;;Radio Équinoxe;;\n",
            encoding="cp1252",
        )
        self.assertEqual(
            [column["key"] for column in record.columns],
            [
                "contact_name",
                "first_name",
                "phone",
                "email_from",
                "partner_name",
                "source",
                "description",
                "",
            ],
        )
        self.assertEqual(record.summary["counts"]["create"], 2)
        self.assertEqual(record.summary["new"], {"source": ["Radio Équinoxe"]})
        self.assertFalse(record.lead_ids)
        first, second = self.run_import(record)
        self.assertEqual(record.state, "done")
        self.assertEqual(first.contact_name, "Éloïse Ngo")
        self.assertEqual(first.phone_sanitized, "+237699001122")
        self.assertEqual(first.email_normalized, "e.ngo@exemple.cm")
        self.assertEqual((first.kms_channel, first.user_id.id), ("digital", False))
        self.assertEqual(first.create_uid, self.manager)
        self.assertEqual(second.source_id.name, "Radio Équinoxe")
        self.assertFalse(record.error_file)

    def test_rows_to_correct_come_back_in_a_file(self):
        record = self.drop("Nom;Tél;E-mail\n=1+1;12;bad\nGood;699001122;\n")
        leads = self.run_import(record)
        self.assertEqual(leads.mapped("contact_name"), ["Good"])
        head, row = self.error_rows(record)
        self.assertEqual(head[:3], ["Nom", "Tél", "E-mail"])
        self.assertEqual(row[:4], ["=1+1", "12", "bad", 2])
        self.assertEqual(row[4], "Tél\nE-mail")
        self.assertIn("12", row[5])
        book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(record.error_file)))
        self.assertEqual(book.active["A2"].data_type, "s")
        self.assertEqual(record.problem_count, 1)
        self.assertEqual(record.line_ids.mapped("column"), ["Tél", "E-mail"])

    def test_who_is_known_is_left_out_completed_or_imported_again(self):
        for policy, created, city in [
            ("skip", 0, False),
            ("update", 0, "Douala"),
            ("create", 1, False),
        ]:
            with self.subTest(policy=policy):
                phone = f"69900112{'suc'.index(policy[0])}"
                known = self.env["crm.lead"].create(
                    {"name": "Known", "contact_name": "First", "phone": f"+237{phone}"}
                )
                record = self.drop(f"Nom;Tél;Ville\nOther;{phone};Douala\nTwin;{phone};\n")
                record.set_options({"known_policy": policy})
                leads = self.run_import(record)
                self.assertEqual(len(leads), created * 2)
                self.assertEqual((known.city, known.contact_name), (city, "First"))
                self.assertEqual(set(record.line_ids.mapped("res_id")), {known.id})
                self.assertEqual(len(record.line_ids), 2)
                self.assertEqual(record.line_ids[0].action_open_known()["res_id"], known.id)

    def test_twins_of_one_file(self):
        record = self.drop("Nom;Tél\nA;699001122\nB;+237 699 00 11 22\nC;00237699001122\n")
        leads = self.run_import(record)
        self.assertEqual(leads.mapped("contact_name"), ["A"])
        self.assertEqual(record.line_ids.mapped("res_id"), leads.ids * 2)

    def test_an_external_identifier_never_comes_twice(self):
        self.run_import(self.drop("Nom;Identifiant\nA;fb-1\n"))
        record = self.drop("Nom;Identifiant\nB;fb-1\nC;fb-2\n")
        record.set_options({"known_policy": "create"})
        self.assertEqual(self.run_import(record).mapped("contact_name"), ["C"])

    def test_the_same_file_comes_in_once(self):
        text = "Nom;Ville\nNobody with a number;Douala\n"
        self.assertEqual(len(self.run_import(self.drop(text))), 1)
        second = self.drop(text, name="other name.csv")
        with self.assertRaisesRegex(UserError, "Import again"):
            second.start()
        self.assertEqual(second.state, "draft")
        second.set_options({"again": True})
        self.assertEqual(len(self.run_import(second)), 1)

    def test_started_twice_it_runs_once(self):
        record = self.drop("Nom;Tél\nA;699001122\n")
        record.start()
        record.start()
        record._in_language()._run_safely()
        record._in_language()._run_safely()
        self.assertEqual(len(record.lead_ids), 1)

    def test_whatever_ends_it_nothing_stays(self):
        rows = "".join(f"N{n};6990{n:05d};New source {n % 9}\n" for n in range(30))
        record = self.drop("Nom;Tél;Source\n" + rows)
        sources = self.env["utm.source"].search_count([])
        for error, sentence in [
            (ImportCancelled(), "Cancelled"),
            (UserError("No stage"), "No stage"),
            (ZeroDivisionError(), "unexpected"),
        ]:
            with (
                self.subTest(error=error),
                patch.object(KmsLeadImport, "_finish", side_effect=error),
                patch("odoo.addons.kms_marketing.models.kms_lead_import_run._logger.exception"),
            ):
                self.assertFalse(self.run_import(record))
                self.assertEqual(record.state, "draft")
                self.assertIn(sentence, record.message)
                self.assertEqual(self.env["utm.source"].search_count([]), sources)
        self.assertEqual(len(self.run_import(record)), 30)

    def test_cancelled_before_it_runs(self):
        record = self.drop("Nom;Tél\nA;699001122\n")
        record.start()
        self.assertEqual(record.cancel()["state"], "draft")
        record._in_language()._run_safely()
        self.assertFalse(record.lead_ids)

    def test_progress_counts_rows(self):
        self.tell.reset_mock()
        self.run_import(self.drop("Nom\n" + "A\n" * 1500))
        done = [call.args[1] for call in self.tell.call_args_list]
        self.assertEqual(done, [0, 1000, 1500])

    def test_leads_in_turn_and_by_channel(self):
        digital = self.env["crm.team"]._kms_get_channel_team("digital", self.company)
        field = self.env["crm.team"]._kms_get_channel_team("field", self.company)
        self.env["ir.config_parameter"].sudo().set_param("sales_team.membership_multi", True)
        record = self.drop("Nom;Canal\nA;\nB;\nC;Terrain\nD;field\n")
        record.set_options({"assign": "team"})
        digital.member_ids = False
        with self.assertRaisesRegex(UserError, "no member"):
            record.start()
        digital.member_ids = self.manager | self.agent
        leads = self.run_import(record)
        self.assertEqual(leads.mapped("contact_name"), ["A", "B", "D"])
        self.assertEqual(leads.user_id, self.manager | self.agent)
        self.assertEqual([lead.team_id for lead in leads], [digital, digital, field])

    def test_columns_are_remembered(self):
        record = self.drop("Qui;Numéro de tél perso\nA;699001122\n")
        self.assertEqual(record.summary["counts"], {"problem": 1, "known": 0, "rows": 1})
        record.set_columns(["contact_name", "phone"])
        self.assertEqual(record.summary["counts"]["create"], 1)
        self.run_import(record)
        again = self.drop("numero de TEL perso;qui;Ville\n699001133;B;Douala\n")
        self.assertEqual(
            [column["key"] for column in again.columns], ["phone", "contact_name", "city"]
        )

    def test_hostile_calls(self):
        record = self.drop("Nom;Tél\nA;699001122\n")
        for keys in (["name"], ["name", "user_id"], ["phone", "phone"], ["contact_name", "x"]):
            with self.subTest(keys=keys), self.assertRaises(UserError):
                record.set_columns(keys)
        record.set_options({"state": "done", "created_count": 5, "company_id": 99})
        self.assertEqual((record.state, record.created_count), ("draft", 0))
        for content in ("", "AAAA=", "éé", 5, base64.b64encode(b"PK\3\4broken").decode()):
            with self.subTest(content=content), self.assertRaises(UserError):
                self.imports.drop_file("x.xlsx", content)

    def test_queries_per_row(self):
        def rows(start):
            return "Nom;Tél;E-mail;Source\n" + "".join(
                f"N{n};6990{n:05d};n{n}@exemple.cm;Website\n" for n in range(start, start + 1000)
            )

        self.run_import(self.drop(rows(0)))
        record = self.drop(rows(5000))
        record.start()
        with self.assertQueryCount(100):
            record._in_language()._run()


@tagged("post_install", "-at_install")
class TestLeadImportAccess(ImportCase):
    def test_a_call_agent_imports_for_themselves(self):
        record = self.drop("Nom;Tél\nA;699001122\n", user=self.agent)
        self.assertEqual((record.assign, record.user_id), ("one", self.agent))
        with self.assertRaises(ValidationError):
            record.set_options({"assign": "team"})
        self.assertEqual(self.run_import(record).user_id, self.agent)

    def test_each_sees_their_own_and_the_manager_all(self):
        record = self.drop("Nom;Tél\nA;12\n", user=self.agent)
        self.run_import(record)
        other = new_test_user(
            self.env, "import_other", groups="base.group_user,kms_base.role_call_agent"
        )
        self.assertFalse(record.with_user(other).has_access("read"))
        self.assertFalse(record.line_ids.with_user(other).has_access("read"))
        self.assertTrue(record.with_user(self.manager).has_access("read"))
        self.assertTrue(record.line_ids.with_user(self.manager).has_access("read"))

    def test_other_roles_are_refused(self):
        record = self.drop("Nom;Tél\nA;699001122\n")
        for role in ("showroom", "field", "cashier", "storekeeper"):
            stranger = record.with_user(self._new_user(role))
            for call in (
                stranger.load_screen,
                lambda stranger=stranger: stranger.drop_file("x.csv", "eA=="),
                lambda stranger=stranger: stranger.set_columns(["contact_name", "phone"]),
                lambda stranger=stranger: stranger.set_options({"again": True}),
                stranger.start,
                stranger.cancel,
                stranger.read_progress,
                stranger.action_open_leads,
            ):
                with self.subTest(role=role), self.assertRaises(AccessError):
                    call()

    def test_two_companies(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        record = self.drop("Nom;Tél\nA;699001122\n")
        self.run_import(record)
        stranger = new_test_user(
            self.env,
            "import_elsewhere",
            groups="base.group_user,kms_base.role_marketing",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        self.assertFalse(record.with_user(stranger).has_access("read"))
        self.assertFalse(self.imports.with_user(stranger).load_screen()["recent"])

    def test_a_colleagues_prospect_is_known_but_not_shown(self):
        self.env["crm.lead"].create(
            {"name": "Secret", "phone": "+237699001122", "user_id": self.manager.id}
        )
        record = self.drop("Nom;Tél\nA;699001122\n", user=self.agent)
        self.assertIn("colleague", record.summary["preview"][0]["known"])
        self.run_import(record)
        with self.assertRaises(AccessError):
            record.line_ids.with_user(self.agent).action_open_known()
