from odoo.tests import BaseCase, tagged

from ..rules import access, browser, lifecycle, manifests, matrix, models, sources, translations

ACCENT = "\u00e9"
MODEL = "from odoo import api, models\nclass Thing(models.Model):\n"


@tagged("post_install", "-at_install")
class TestRulesCanFail(BaseCase):
    """Each rule sees a bad sample and lets a good one pass."""

    def assertRule(self, rule, bad, good, path="kms_x/models/kms_thing.py"):
        for sample in bad:
            self.assertTrue(rule(sources.Source(path, sample)), f"not seen: {sample}")
        for sample in good:
            self.assertEqual(rule(sources.Source(path, sample)), [], f"false alarm: {sample}")

    def test_ascii_strings(self):
        self.assertRule(
            sources.ascii_strings,
            bad=[f'name = "{ACCENT}t{ACCENT}"', f'name = f"{{x}} {ACCENT}"'],
            good=[
                'name = "\u00ab 5 \u2026 \u00bb"',
                f"name = 5  # {ACCENT}",
                f'# conformity: ascii words of the French language\nname = "{ACCENT}"',
            ],
        )
        self.assertRule(
            sources.ascii_strings,
            bad=[f'const a = "{ACCENT}";', f"const a = `\n{ACCENT}`;"],
            good=[f"// {ACCENT}\nconst a = 'http://x';", f"/* {ACCENT}\n{ACCENT} */"],
            path="kms_x/static/src/thing.js",
        )
        self.assertRule(
            sources.ascii_strings,
            bad=[f"<odoo>\n<p>{ACCENT}</p></odoo>", f'<field string="{ACCENT}"/>'],
            good=[f"<odoo><!-- {ACCENT}\n --></odoo>"],
            path="kms_x/views/thing_views.xml",
        )
        in_test = sources.Source("kms_x/tests/test_thing.py", f'"{ACCENT}"')
        self.assertEqual(sources.ascii_strings(in_test), [])

    def test_waiver_needs_the_rule_and_a_reason(self):
        for comment in ("conformity: ascii", "conformity: sql because it is needed", "ascii"):
            source = sources.Source("kms_x/a.py", f'# {comment}\nname = "{ACCENT}"')
            self.assertEqual(len(sources.ascii_strings(source)), 1, comment)

    def test_lazy_libraries(self):
        self.assertRule(
            sources.lazy_libraries,
            bad=[
                "import xlsxwriter",
                "from openpyxl.utils import exceptions",
                "from phonenumbers import carrier",
                "try:\n    import numpy as np\nexcept ImportError:\n    np = None",
                "class Thing:\n    import zeep",
            ],
            good=[
                "def write():\n    import xlsxwriter",
                "import phonenumbers",
                "from . import xlrd",
                "from odoo.tools.misc import xlsxwriter",
                "import numpy  # conformity: lazy-library needed by every request",
            ],
        )

    def test_left_overs(self):
        note = "TO" + "DO"
        self.assertRule(
            sources.left_overs,
            bad=["print(1)", f"a = 1  # {note} later"],
            good=["log.info('print')", "footprint(1)"],
        )
        self.assertRule(
            sources.left_overs,
            bad=["console.log(1);", f"// {note}"],
            good=["console.error(1);"],
            path="kms_x/static/src/thing.js",
        )

    def test_lengths(self):
        self.assertRule(sources.file_length, bad=["a = 1\n" * 401], good=["a = 1\n" * 400])
        self.assertRule(
            sources.method_length,
            bad=["def f():\n" + "    a = 1\n" * 40],
            good=[
                "def f():\n" + "    a = 1\n" * 39,
                'def f():\n    """One.\n\n    Two.\n    """\n' + "    a = 1\n" * 39,
            ],
        )

    def test_commented_sudo(self):
        self.assertRule(
            sources.commented_sudo,
            bad=["self.env.sudo().x", "# why\n\n\nself.sudo()"],
            good=["# the till may not read it\nself.sudo()", "self.sudo()  # why", "a.sudo(False)"],
        )

    def test_parametrised_sql(self):
        self.assertRule(
            sources.parametrised_sql,
            bad=[
                'cr.execute(f"SELECT {x}")',
                'cr.execute("SELECT %s" % x)',
                'cr.execute("SELECT {}".format(x))',
                'SQL("SELECT " + x)',
            ],
            good=['cr.execute("SELECT %s", (x,))', 'SQL("SELECT %s", x)', 'SQL("a" "b")'],
        )

    def test_guarded_public_methods(self):
        self.assertRule(
            sources.guarded_public_methods,
            bad=[
                MODEL + "    def action_pay(self):\n        self.paid = True\n",
                MODEL + "    @api.model\n    def figures(self):\n        return 1\n",
            ],
            good=[
                MODEL + "    def _pay(self):\n        self.paid = True\n",
                MODEL + "    @api.private\n    def pay(self):\n        self.paid = True\n",
                MODEL + "    def action_pay(self):\n        self.check_access('write')\n",
                MODEL + "    def write(self, vals):\n        return super().write(vals)\n",
                MODEL
                + "    # conformity: public-method anyone may ask\n    def words(self):\n"
                + "        return 1\n",
                "class Thing:\n    def words(self):\n        return 1\n",
            ],
        )

    def test_models(self):
        self.assertTrue(models.described([("kms.thing", None)]))
        self.assertTrue(models.described([("kms.thing", "kms.thing")]))
        self.assertFalse(models.described([("kms.thing", "Thing")]))
        self.assertTrue(models.ordered([("kms.thing", False)]))
        self.assertFalse(models.ordered([("kms.thing", True)]))
        self.assertTrue(models.prefixed_fields([("res.partner", "age", ("kms_base",))], []))
        self.assertFalse(models.prefixed_fields([("res.partner", "kms_age", ("kms_base",))], []))
        self.assertFalse(models.prefixed_fields([("res.partner", "name", ("base", "kms_a"))], []))
        self.assertFalse(models.prefixed_fields([("kms.thing", "age", ("kms_b",))], ["kms.thing"]))

    def test_named_after_its_model(self):
        thing = 'class A:\n    _name = "kms.thing"\n    _inherit = ["mail.thread"]\n'
        order = 'class B:\n    _inherit = "sale.order"\n'
        check = models.named_after_its_model
        self.assertTrue(check("kms_x/models/thing.py", thing))
        self.assertTrue(check("kms_x/models/kms_thing.py", thing + order))
        self.assertFalse(check("kms_x/models/kms_thing.py", thing))
        self.assertFalse(check("kms_x/models/sale_order.py", order))
        self.assertFalse(check("kms_x/models/sale_order_revision.py", order))
        self.assertTrue(check("kms_x/models/sale_orders.py", order))

    def test_access(self):
        self.assertTrue(access.covered_by_acl(["kms.thing"], []))
        self.assertFalse(access.covered_by_acl(["kms.thing"], ["kms.thing"]))
        self.assertTrue(access.acl_with_group([("kms_x.access_thing", None)]))
        self.assertFalse(access.acl_with_group([("kms_x.access_thing", "group")]))
        domain = "[('company_id', 'in', company_ids)]"
        self.assertTrue(access.company_rule(["kms.thing"], []))
        self.assertTrue(access.company_rule(["kms.thing"], [("kms.thing", "[(1, '=', 1)]")]))
        self.assertFalse(access.company_rule(["kms.thing"], [("kms.thing", domain)]))

    def test_bounded_crons(self):
        good = (
            "kms_x.cron",
            "model._cron_run(limit=100)",
            1,
            "hours",
            "def _cron_run(self, limit)",
        )
        self.assertFalse(lifecycle.bounded_crons([good]))
        for position, value in ((1, "model.search([]).run()"), (2, 0), (4, "def _cron_run(self)")):
            bad = [*good]
            bad[position] = value
            self.assertTrue(lifecycle.bounded_crons([bad]), value)

    def test_complete_french(self):
        check = translations.complete_french
        self.assertTrue(check("kms_x", ["Yes"], []))
        self.assertTrue(check("kms_x", ["Yes"], [("Yes", "", False)]))
        self.assertTrue(check("kms_x", ["Yes"], [("Yes", "Oui", True)]))
        self.assertFalse(check("kms_x", ["Yes"], [("Yes", "Oui", False)]))

    def test_browser(self):
        tour = [("tours/a.js", 'registry.category("web_tour.tours").add("kms_x_tour", {})')]
        suite = [("a.test.js", "")]
        self.assertTrue(browser.started("kms_x", tour, "self.start_tour('/', 'other')"))
        self.assertFalse(browser.started("kms_x", tour, 'start_tour("/odoo", "kms_x_tour")'))
        self.assertTrue(browser.started("kms_x", suite, ""))
        self.assertFalse(browser.started("kms_x", suite, 'self.run_hoot("@kms_x")'))

    def test_manifests(self):
        good = {
            "name": "X",
            "summary": "What it is for",
            "version": "19.0.1.0.0",
            "author": "KMS",
            "license": "LGPL-3",
            "depends": ["base", "sale"],
            "data": ["security/a.csv", "views/a_views.xml", "views/kms_x_menus.xml"],
        }
        self.assertFalse(manifests.well_formed("kms_x", good))
        self.assertFalse(manifests.data_in_order("kms_x", good))
        for bad in (
            {"summary": ""},
            {"summary": "Two\nlines"},
            {"author": "Me"},
            {"version": "1.0"},
            {"license": "AGPL-3"},
            {"depends": ["sale", "base"]},
        ):
            self.assertTrue(manifests.well_formed("kms_x", {**good, **bad}), bad)
        self.assertTrue(manifests.well_formed("kms_x", good, agpl_modules=["sale"]))
        for data in (["views/a.xml", "security/a.csv"], ["other/a.xml"]):
            self.assertTrue(manifests.data_in_order("kms_x", {"data": data}), data)
        self.assertTrue(manifests.complete_folder("kms_x", ["README.md"]))
        self.assertFalse(manifests.complete_folder("kms_x", manifests.BESIDE))

    def test_tables_of_access(self):
        self.assertEqual(matrix.cell({"read", "write"}, {"write"}), "Ru")
        guards = {
            'self.check_access("write")': "write",
            'self.env["sale.order"].check_access("create")': "create sale.order",
            'self.env.user.has_group("kms_x.role_y")': "role kms_x.role_y",
            "return super().open()": "as core",
        }
        for body, guard in guards.items():
            text = f"{MODEL}    _name = 'kms.thing'\n    def open(self):\n        {body}\n"
            found = list(matrix.public_methods("kms_x/models/kms_thing.py", text))
            self.assertEqual(found, [("kms.thing", "open", guard)])
        self.assertEqual(matrix.differences("a\nb\n", "b\nc\n"), ["- a", "+ c"])
