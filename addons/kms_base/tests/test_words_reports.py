from odoo.tests import TransactionCase, tagged
from odoo.tools import html2plaintext

LAYOUTS = ("standard", "striped", "boxed", "bold", "folder", "wave", "bubble")


@tagged("post_install", "-at_install")
class TestReports(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.company = cls.env["res.company"].create(
            {
                "name": "Test House",
                "country_id": cls.env.ref("base.cm").id,
                "currency_id": cls.env.ref("base.XAF").id,
            }
        )
        # Told apart from the creation, as core lets the country's checks look at them there.
        cls.company.write({"vat": "M012345678901X", "company_registry": "RC/DLA/2015/B/1234"})
        cls.env.user.write({"company_ids": [(4, cls.company.id)], "company_id": cls.company.id})
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids})
        cls.company = cls.company.with_env(cls.env)
        cls.partner = cls.env["res.partner"].create({"name": "Mme Tchoufa", "lang": "fr_FR"})
        cls.product = cls.env["product.product"].create(
            {"name": "MDF panel", "list_price": 2_000_000, "taxes_id": False}
        )
        cls.order = cls.env["sale.order"].create(
            {
                "partner_id": cls.partner.id,
                "order_line": [(0, 0, {"product_id": cls.product.id, "tax_ids": False})],
            }
        )

    def render(self, report, record):
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(report, record.ids)
        return " ".join(html2plaintext(html.decode()).split())

    def test_quotation_then_order(self):
        text = self.render("sale.action_report_saleorder", self.order)
        formula = "Arrêté le présent devis à la somme de : *deux millions de francs CFA*"
        self.assertIn(formula, text.replace("\xa0", " "))
        self.partner.lang = "en_US"
        self.order.action_confirm()
        text = self.render("sale.action_report_saleorder", self.order)
        self.assertIn("This order amounts to the sum of: *two million CFA francs*", text)

    def test_identity_on_each_layout_once(self):
        for layout in LAYOUTS:
            with self.subTest(layout=layout):
                self.company.external_report_layout_id = self.env.ref(
                    f"web.external_layout_{layout}"
                )
                text = self.render("sale.action_report_saleorder", self.order)
                self.assertEqual(text.count("NIU : M012345678901X"), 1)
                self.assertEqual(text.count("RCCM : RC/DLA/2015/B/1234"), 1)

    def test_identity_written_by_hand_is_not_repeated(self):
        self.company.company_details = "<p>KMS, NIU M012345678901X, RC/DLA/2015/B/1234</p>"
        text = self.render("sale.action_report_saleorder", self.order)
        self.assertEqual(text.count("M012345678901X"), 1)
        self.assertEqual(text.count("RC/DLA/2015/B/1234"), 1)
