import io
import json

from openpyxl import load_workbook

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.kms_marketing.exceptions import SignedOffError
from odoo.addons.kms_marketing.models.kms_register_line import REASON

from .common import HotelCase


@tagged("post_install", "-at_install")
class TestClosing(HotelCase, HttpCase):
    """Registers 6, 7 and 10: lines, totals, oddities, Excel, and what follows the signature."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env,
            "closing_marketing",
            password="closing_marketing",
            groups="kms_base.role_marketing,base.group_allow_export",
        )
        cls.partner.phone = "+237677451299"
        cls.stay = cls.book(0, 2)
        cls.stay.action_confirm()
        product = cls.env["product.product"].create(
            {"name": "Breakfast", "list_price": 3500, "taxes_id": False, "kms_hotel_service": True}
        )
        line_id = cls.stay.add_service(product.id, 2)
        cls.extra = cls.env["sale.order.line"].browse(line_id)
        cls.visit = cls.env["kms.hotel.visit"].with_user(cls.concierge).create({"name": "Mr Nana"})
        cls.registers = {
            register.sequence: register
            for register in cls.env["kms.register"].search([("sequence", "in", (6, 7, 10))])
        }
        cls.lines = {6: cls.stay, 7: cls.extra, 10: cls.visit}

    def day_of(self, number, user=None):
        day = self.env["kms.register"].with_user(user or self.manager).load_day()
        return next(row for row in day["registers"] if row["number"] == number)

    def test_lines_totals_and_oddities(self):
        for number, line in self.lines.items():
            register = self.registers[number]
            self.assertIn(line.id, register._lines(self.company, self.today).ids, number)
            self.assertGreaterEqual(self.day_of(number)["count"], 1)
        extras = self.registers[7]._lines(self.company, self.today)
        self.assertNotIn(self.stay.sale_line_ids - self.extra, extras, "nights are no extras")
        labels = {total["label"]: total["value"] for total in self.day_of(7)["totals"]}
        self.assertIn(f"{sum(extras.mapped('price_total')):,.0f}", list(labels.values())[-1])
        checks = {check["label"] for check in self.day_of(10)["checks"]}
        self.assertEqual(len(checks), 2, "nobody received the visitor, and sent nowhere")
        self.visit.action_hand_hotel()
        left = self.registers[10]
        for check in left.check_ids:
            domain = left._check_domain(check, self.company, self.today)
            self.assertNotIn(self.visit.id, self.env["kms.hotel.visit"].search(domain).ids)

    def test_excel(self):
        self.authenticate("closing_marketing", "closing_marketing")
        for number, line in self.lines.items():
            register = self.registers[number].with_user(self.manager)
            export = register.get_export(str(self.today))
            self.env.flush_all()
            response = self.url_open(
                "/web/export/xlsx",
                data={
                    "data": json.dumps(export, default=str),
                    "csrf_token": http.Request.csrf_token(self),
                },
            )
            response.raise_for_status()
            rows = list(
                load_workbook(io.BytesIO(response.content)).active.iter_rows(values_only=True)
            )
            self.assertEqual(list(rows[0]), [field["label"] for field in export["fields"]], number)
            lines = self.registers[number]._lines(self.company, self.today)
            self.assertEqual(len(rows) - 1, len(lines), number)
            text = {str(cell) for row in rows for cell in row}
            self.assertTrue(text & {line.display_name, line.sudo()["name"], "Breakfast"}, number)

    def test_after_the_signature(self):
        register = self.env["kms.register"].with_user(self.manager)
        register.close_day(str(self.today), [row.id for row in self.registers.values()])
        for number in self.registers:
            self.assertTrue(self.day_of(number)["closing"], number)
        for line, values in (
            (self.stay, {"partner_id": self.concierge.partner_id.id}),
            (self.visit, {"name": "Mr Nanga"}),
            (self.extra.with_user(self.manager), {"product_uom_qty": 3}),
        ):
            line = line.with_user(self.manager)
            with self.assertRaises(SignedOffError):
                line.write(values)
            line.with_context(**{REASON: "Misread"}).write(values)
            name = next(iter(values))
            self.assertEqual(line._fields[name].convert_to_write(line[name], line), values[name])
        late = self.env["kms.hotel.visit"].with_user(self.concierge).create({"name": "Late"})
        with self.assertRaises(UserError):
            late.with_user(self.manager).unlink()
        traces = self.env["kms.register.correction"].search([("res_id", "=", late.id)])
        self.assertIn("added", traces.mapped("kind"))

    def test_who_signs(self):
        with self.assertRaises(AccessError):
            self.env["kms.register"].with_user(self.concierge).close_day(str(self.today))
