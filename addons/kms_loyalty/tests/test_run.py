import io
from unittest.mock import patch

import openpyxl

from odoo.exceptions import UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..cli.analyser_fidelite import _analyse
from .common import LoyaltyCommon

CLI = "odoo.addons.kms_loyalty.cli.analyser_fidelite.sys"
ENGINE = "odoo.addons.kms_loyalty.models.kms_loyalty_run_analysis"


class TestRun(LoyaltyCommon):
    """The report: counts, text, Excel; the command; the night."""

    def setUp(self):
        super().setUp()
        self.customer.name = "=1+1"
        self._buy(0, 310_000)
        self._buy(0, 500, self.people[1])

    def test_report_as_text(self):
        run = self._run(coupons=True)
        for words in ("Customers analysed", "Promotions", "SILVER", "Before"):
            self.assertIn(words, run.log)
        line = run._kms_changed(5)[2]
        for words in ("=1+1", "All > SILVER", "1.33", "20.00", "10.00", "31.33"):
            self.assertIn(words, line)

    def test_report_as_excel(self):
        run = self._run(coupons=True)
        name, content = run._kms_workbook()
        self.assertEqual(name, "loyalty-2026-11-21.xlsx")
        book = openpyxl.load_workbook(io.BytesIO(content))
        self.assertEqual(book.sheetnames, ["Summary", "Promotions", "Demotions"])
        self.assertEqual(len(book["Summary"]._charts), 1)
        row = [cell.value for cell in book["Promotions"][2]]
        self.assertEqual(row[:3], ["=1+1", "All", "SILVER"])
        self.assertEqual(row[3:9], [1.33, 0, 20, 10, 31.33, 0])
        self.assertEqual(row[9], run.move_ids.card_id.code)
        self.assertEqual(book["Promotions"]["A2"].data_type, "s")
        self.assertEqual(book["Demotions"].max_row, 1)

    def test_buttons_open_the_moves(self):
        run = self._run(coupons=True)
        for action, count in {"promotions": 1, "demotions": 0, "coupons": 1}.items():
            found = getattr(run, f"action_{action}")()
            self.assertEqual(self.env[found["res_model"]].search_count(found["domain"]), count)

    def _command(self, *own):
        with (
            patch(CLI) as system,
            patch.object(self.env.cr, "commit"),
            patch.object(self.env.cr, "rollback") as undone,
        ):
            system.stdout.write = (out := io.StringIO()).write
            system.stderr.write = (progress := io.StringIO()).write
            worked = _analyse(self.env, self.company, set(own))
        return worked, out.getvalue(), progress.getvalue(), undone.called

    def test_command(self):
        worked, out, progress, undone = self._command("--generer-coupons")
        self.assertTrue(worked)
        self.assertFalse(undone)
        self.assertIn("Customers analysed", out)
        self.assertIn("All > SILVER", out)
        self.assertIn("Coupons: 1 of 1", progress)
        self.assertTrue(self._score())

    def test_command_of_a_trial(self):
        worked, out, _progress, undone = self._command("--generer-coupons", "--dry-run")
        self.assertTrue(worked and undone)
        self.assertIn("Trial: nothing was written.", out)
        self.assertFalse(self._score())

    def test_command_says_what_is_wrong(self):
        with patch.object(type(self.Run), "_kms_lock", side_effect=UserError("Busy")):
            worked, _out, progress, undone = self._command()
        self.assertFalse(worked)
        self.assertTrue(undone)
        self.assertIn("Busy", progress)

    def test_two_runs_at_once(self):
        with self.registry.cursor() as cr:
            self.Run.with_env(self.env(cr=cr))._kms_lock(self.company)
            with self.assertRaisesRegex(UserError, "under way"):
                self._run()

    def test_the_night_goes_on_after_a_company_that_fails(self):
        analyse = type(self.Run)._kms_analyse

        def fail(run, company, **options):
            if company == self.company:
                raise ValueError("broken")
            return analyse(run, company, **options)

        other = self.env["res.company"].create({"name": "Other"})
        with (
            patch.object(type(self.Run), "_kms_analyse", fail),
            mute_logger(ENGINE),
            self.enter_registry_test_mode(),
        ):
            self.env.ref("kms_loyalty.ir_cron_analyse").method_direct_trigger()
        self.assertTrue(self.Run._kms_previous(other))
        self.assertFalse(self.Run._kms_previous(self.company))


@tagged("post_install", "-at_install")
class TestDownload(HttpCase):
    def test_who_may_download(self):
        run = self.env["kms.loyalty.run"]._kms_analyse(self.env.company, "dry")
        for role, status in {"marketing": 200, "cashier": 403}.items():
            new_test_user(self.env, f"loyalty_{role}", groups=f"kms_base.role_{role}")
            self.authenticate(f"loyalty_{role}", f"loyalty_{role}")
            with mute_logger("odoo.http"):
                answer = self.url_open(f"/kms_loyalty/run/{run.id}/xlsx")
            self.assertEqual(answer.status_code, status, role)
        self.authenticate("loyalty_marketing", "loyalty_marketing")
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open("/kms_loyalty/run/0/xlsx").status_code, 404)
