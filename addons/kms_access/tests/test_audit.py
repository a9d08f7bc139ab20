import json
from datetime import timedelta

from odoo import fields, http
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import HttpCase, TransactionCase, new_test_user, tagged


class AuditCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Entry = cls.env["kms.audit.entry"]
        cls.manager = new_test_user(
            cls.env, "audit_manager", groups="kms_base.role_management,base.group_allow_export"
        )
        cls.seller = new_test_user(cls.env, "audit_seller", groups="kms_base.role_showroom")
        cls.product = cls.env["product.product"].create(
            {"name": "Audited chair", "list_price": 45000, "standard_price": 30000}
        )
        cls.start = cls.Entry.search([], limit=1).id or 0

    def lines(self, kind):
        """Return what was noted since the test began, oldest first."""
        return self.Entry.search([("id", ">", self.start), ("kind", "=", kind)], order="id")

    def told(self, kind):
        return [(line.old_value, line.new_value) for line in self.lines(kind)]


@tagged("post_install", "-at_install")
class TestAudit(AuditCase):
    """Each change that matters has a line with who, before and after; the rest has none."""

    def test_price(self):
        self.product.product_tmpl_id.list_price = 39000
        self.assertEqual(self.told("price"), [("45000", "39000")])
        line = self.lines("price")
        self.assertEqual(line.document, "Audited chair")
        self.assertEqual(line.create_uid, self.env.user)
        self.assertEqual(line.action_open()["res_id"], self.product.product_tmpl_id.id)

    def test_the_same_price_again_is_no_change(self):
        self.product.product_tmpl_id.list_price = 45000
        self.product.product_tmpl_id.name = "Renamed"
        self.assertFalse(self.told("price"))

    def test_pricelist(self):
        pricelist = self.env["product.pricelist"].create({"name": "Hotels"})
        item = self.env["product.pricelist.item"].create(
            {
                "pricelist_id": pricelist.id,
                "applied_on": "0_product_variant",
                "product_id": self.product.id,
                "fixed_price": 40000,
            }
        )
        item.fixed_price = 35000
        item.unlink()
        told = self.told("price")
        self.assertEqual(told[:2], [("", "40000"), ("40000", "35000")])
        self.assertIn(("35000", ""), told[2:])

    def test_companies_apart(self):
        """A manager reads what was changed in their own companies, and in none of the others."""
        other = self.env["res.company"].create({"name": "Other house"})
        pricelists = self.env["product.pricelist"].create(
            [
                {"name": "Ours", "company_id": self.env.company.id},
                {"name": "Theirs", "company_id": other.id},
                {"name": "Everybody's"},
            ]
        )
        for pricelist in pricelists:
            self.env["product.pricelist.item"].create(
                {"pricelist_id": pricelist.id, "fixed_price": 40000}
            )
        self.product.with_company(other).standard_price = 31000
        seen = self.lines("price").with_user(self.manager)
        told = self.Entry.with_user(self.manager).search([("id", "in", seen.ids)], order="id")
        names = [line.document.partition(":")[0] for line in told]
        self.assertEqual(names, ["Ours", "Everybody's"])

    def test_discount_of_a_line(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.env["res.partner"].create({"name": "Mme Sima"}).id,
                "order_line": [Command.create({"product_id": self.product.id, "discount": 5})],
            }
        )
        self.assertEqual(self.told("discount"), [("", "5")])
        order.order_line.with_user(self.seller).sudo().write({"discount": 20, "price_unit": 44000})
        self.assertEqual(self.told("discount")[1:], [("5", "20")])
        self.assertEqual(self.told("price"), [("45000", "44000")])
        line = self.lines("discount")[-1]
        self.assertEqual(line.create_uid, self.seller)
        self.assertIn(order.name, line.document)

    def test_quantities_and_totals_are_nobodys_doing(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.env.user.partner_id.id,
                "order_line": [Command.create({"product_id": self.product.id})],
            }
        )
        order.order_line.product_uom_qty = 3
        self.assertFalse(self.told("discount") + self.told("price"))

    def test_payment(self):
        payment = self.env["account.payment"].create(
            {"amount": 10000, "partner_id": self.env.user.partner_id.id}
        )
        payment.amount = 9000
        self.assertIn(("10000", "9000"), self.told("payment"))
        payment.unlink()
        self.assertIn(("9000", ""), self.told("payment"))

    def test_roles_from_either_side(self):
        role = self.env.ref("kms_base.role_cashier")
        self.seller.group_ids += role
        [(before, after)] = self.told("role")
        self.assertNotIn(role.display_name, before)
        self.assertIn(role.display_name, after)
        role.user_ids -= self.seller
        self.assertEqual(self.lines("role")[-1].document, role.display_name)

    def test_a_new_person(self):
        new_test_user(self.env, "audit_newcomer", groups="kms_base.role_field")
        self.assertIn(("", "audit_newcomer"), self.told("role"))

    def test_export_of_a_list(self):
        self.product.with_user(self.manager).export_data(["name", "list_price"])
        [line] = self.lines("export")
        self.assertEqual(line.create_uid, self.manager)
        self.assertEqual((line.model, line.new_value), ("product.product", "name, list_price"))
        self.assertTrue(line.document.startswith("1 of "))

    def test_nobody_writes_or_erases_it(self):
        self.product.list_price = 1
        line = self.lines("price")[0]
        for user in (self.manager, self.env.ref("base.user_admin")):
            mine = line.with_user(user)
            with self.assertRaises(AccessError):
                mine.write({"new_value": "2"})
            with self.assertRaises(AccessError):
                mine.unlink()
            with self.assertRaises(AccessError):
                self.Entry.with_user(user).create({"kind": "price", "model": "x"})
        with self.assertRaises(AccessError):
            line.unlink()
        with self.assertRaises(AccessError):
            line.with_user(self.seller).read(["document"])

    def test_only_age_removes_it(self):
        self.product.list_price = 1
        line = self.lines("price")[0]
        self.env.cr.execute(
            "UPDATE kms_audit_entry SET create_date = %s WHERE id = %s",
            (fields.Datetime.now() - timedelta(days=731), line.id),
        )
        self.product.list_price = 2
        self.Entry._gc_old()
        self.assertFalse(line.exists())
        self.assertEqual(self.told("price"), [("1", "2")])

    def test_no_setting_erases_what_was_done_yesterday(self):
        for months in (0, -5):
            self.env["ir.config_parameter"].set_param("kms_access.retention_months", months)
            self.product.list_price += 1
            self.env.cr.execute(
                "UPDATE kms_audit_entry SET create_date = %s WHERE id > %s",
                (fields.Datetime.now() - timedelta(days=60), self.start),
            )
            before = self.told("price")
            self.Entry._gc_old()
            self.assertEqual(self.told("price"), before)

    def test_a_hundred_lines_cost_what_one_costs(self):
        products = (
            self.env["product.template"]
            .with_context(tracking_disable=True)
            .create([{"name": f"Audited {number}", "list_price": 10} for number in range(100)])
        )
        products[:1].list_price = 11
        self.env.flush_all()
        with self.assertQueryCount(6):
            products.write({"list_price": 12})
            self.env.flush_all()


@tagged("post_install", "-at_install")
class TestDownload(AuditCase, HttpCase):
    def test_a_list_leaves_one_line(self):
        self.authenticate("audit_manager", "audit_manager")
        response = self.url_open(
            "/web/export/xlsx",
            data={
                "csrf_token": http.Request.csrf_token(self),
                "data": json.dumps(
                    {
                        "model": "product.product",
                        "fields": [{"name": "name", "label": "Name", "type": "char"}],
                        "ids": self.product.ids,
                        "domain": [],
                        "groupby": [],
                        "import_compat": False,
                    }
                ),
            },
        )
        response.raise_for_status()
        [line] = self.lines("export")
        self.assertEqual((line.model, line.create_uid), ("product.product", self.manager))

    def test_a_spreadsheet_of_a_board(self):
        if "kms.board" not in self.env:
            return
        self.authenticate("audit_manager", "audit_manager")
        response = self.url_open("/kms_dashboard/xlsx", params={"data": "{}"})
        response.raise_for_status()
        self.assertEqual(self.lines("export").document, "/kms_dashboard/xlsx")
