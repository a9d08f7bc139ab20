from odoo import Command, fields
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestHouse(TransactionCase):
    """What the addon sets up, with or without demo."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.ref("base.company_kms")
        cls.env = cls.env(context=dict(cls.env.context, allowed_company_ids=cls.company.ids))
        cls.french = cls.env(context=dict(cls.env.context, lang="fr_FR"))
        cls.goods = cls.env["product.product"].search(
            [("id", "in", cls._ids("product.product")), ("type", "=", "consu")]
        )
        cls.panel = cls.goods.filtered(lambda product: product.default_code == "PAN-CTBX18")

    @classmethod
    def _ids(cls, model):
        """Return the ids of this addon's records of a model."""
        domain = [("module", "=", "kms_suite"), ("model", "=", model)]
        return cls.env["ir.model.data"].search(domain).mapped("res_id")

    def test_company(self):
        self.assertEqual(self.company.currency_id, self.env.ref("base.XAF"))
        self.assertEqual(self.company.country_id, self.env.ref("base.cm"))
        self.assertEqual(self.company.chart_template, "cm")
        self.assertEqual(self.company.account_sale_tax_id.amount, 19.25)
        self.assertTrue(self.company.vat and self.company.company_registry and self.company.phone)
        self.assertTrue(self.company.logo and self.company.external_report_layout_id)
        self.assertEqual(self.company.resource_calendar_id.tz, "Africa/Douala")
        self.assertEqual(self.company.quotation_validity_days, 15)
        self.assertTrue(self.company.portal_confirmation_sign)
        self.assertFalse(self.company.portal_confirmation_pay)

    def test_invoices_are_numbered_in_french(self):
        journals = self.env["account.journal"].search(
            [("company_id", "=", self.company.id), ("code", "in", ["FAC", "ACH", "INV", "BILL"])]
        )
        self.assertEqual(sorted(journals.mapped("code")), ["ACH", "FAC"])

    def test_both_languages(self):
        codes = {code for code, _name in self.env["res.lang"].get_installed()}
        self.assertLessEqual({"en_US", "fr_FR"}, codes)
        self.assertEqual(self.panel.with_context(lang="en_US").name, "CTBX panel 18 mm 1220x2440")
        self.assertEqual(self.panel.with_env(self.french).name, "Panneau CTBX 18mm 1220x2440")

    def test_catalogue(self):
        self.assertEqual(len(self.goods), 16)
        for product in self.goods:
            self.assertTrue(product.is_storable and product.available_in_pos and product.image_128)
            self.assertTrue(product.pos_categ_ids and product.standard_price)
            self.assertLess(product.standard_price, product.list_price)
            taxes = product.taxes_id._filter_taxes_by_company(self.company)
            self.assertEqual(taxes.mapped("amount"), [19.25])
            self.assertFalse(taxes.price_include, "prices are without tax")
        self.assertEqual(self.panel.standard_price, 22000)
        self.assertEqual(self.panel.list_price, 29500)

    def test_prices_are_whole_francs(self):
        if self.company == self.env.ref("base.main_company"):
            self.assertEqual(self.env["decimal.precision"].precision_get("Product Price"), 0)

    def test_services(self):
        services = self.env["product.product"].search(
            [("id", "in", self._ids("product.product")), ("type", "=", "service")]
        )
        self.assertEqual(
            {product.default_code: product.list_price for product in services},
            {
                "AGE-INT": 180000,
                "APP-201": 35000,
                "CH-101": 20000,
                "DEC-INT": 500000,
                "MEN-MOD": 150000,
                "PDJ": 5000,
            },
        )

    def test_thresholds(self):
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", self.company.id)])
        self.assertEqual(warehouse.mapped("name"), ["Magasin Douala"])
        points = self.env["stock.warehouse.orderpoint"].browse(
            self._ids("stock.warehouse.orderpoint")
        )
        self.assertEqual(points.product_id, self.goods)
        self.assertEqual(points.warehouse_id, warehouse)
        self.assertEqual(set(points.mapped("trigger")), {"manual"})
        by_code = {point.product_id.default_code: point.product_min_qty for point in points}
        self.assertEqual(by_code.pop("MEU-CH-001"), 2)
        self.assertEqual(by_code.pop("MEU-SAL-001"), 1)
        self.assertEqual(set(by_code.values()), {10})

    def test_cash_desks(self):
        showroom = self.env.ref("kms_suite.pos_config_showroom")
        counter = self.env.ref("kms_suite.pos_config_counter")
        for desk in showroom + counter:
            self.assertEqual(desk.company_id, self.company)
            self.assertEqual(desk.crm_team_id.kms_channel, "showroom")
            methods = desk.payment_method_ids
            self.assertEqual(len(methods), 4)
            self.assertEqual(set(methods.mapped("kms_mobile_operator")), {False, "mtn", "orange"})
            self.assertEqual(len(methods.journal_id), 4, "money of each kind has its place")
        drawers = (showroom + counter).payment_method_ids.filtered("is_cash_count").journal_id
        self.assertEqual(len(drawers), 2, "each desk has a drawer of its own")

    def test_set_up_twice_changes_nothing(self):
        models = ("account.account", "account.journal", "res.company", "stock.warehouse")

        def snapshot():
            return {model: self.env[model].search_count([]) for model in models}

        before = snapshot()
        companies = self.env["res.company"]
        companies._kms_choose_company()
        companies._kms_activate_languages()
        companies._kms_load_chart()
        companies._kms_name_warehouse()
        self.company._kms_setup_payment_journals()
        self.assertEqual(snapshot(), before)

    def test_a_company_that_keeps_books_is_left_alone(self):
        main = self.env.ref("base.main_company")
        if not main.chart_template:
            self.env["account.chart.template"].try_loading("generic_coa", main)
        account = self.env["account.account"].search([("company_ids", "in", main.ids)], limit=1)
        self.env["account.move"].with_company(main).create(
            {
                "date": fields.Date.today(),
                "line_ids": [
                    Command.create({"account_id": account.id, "debit": 1000}),
                    Command.create({"account_id": account.id, "credit": 1000}),
                ],
            }
        )
        main.name = "A house of long standing"
        self.env["ir.model.data"].search(
            [("module", "=", "base"), ("name", "=", "company_kms")]
        ).unlink()
        self.env["res.company"]._kms_choose_company()
        founded = self.env.ref("base.company_kms")
        self.assertNotIn(founded, main + self.company)
        self.assertEqual(main.name, "A house of long standing")
