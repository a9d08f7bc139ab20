import io

from openpyxl import load_workbook

from odoo import Command

from .common import ShowroomCase


class ChannelFiguresCase(ShowroomCase):
    """A house of its own, with a team per channel and whoever reads all figures."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create(
            {"name": "House of sales", "currency_id": cls.env.ref("base.XAF").id}
        )
        cls.env.ref("base.XAF").active = True
        # leads without a company would count in this one too
        cls.env["crm.lead"].with_context(active_test=False).search(
            [("company_id", "=", False)]
        ).company_id = cls.env.company
        cls.env.user.company_ids |= cls.company
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids})
        cls.manager = cls._new_user("management")
        cls.manager.write(
            {"company_ids": [Command.link(cls.company.id)], "company_id": cls.company.id}
        )
        cls.salesperson.company_ids |= cls.company
        cls.teams = {
            channel: cls.env["crm.team"].create(
                {"name": channel, "kms_channel": channel, "company_id": cls.company.id}
            )
            for channel in ("showroom", "field", "digital")
        }
        cls.product = cls.env["product.product"].create(
            {"name": "Door", "list_price": 1000, "taxes_id": False, "standard_price": 600}
        )
        cls.customer = cls.env["res.partner"].create({"name": "Mr Ewane"})

    def _order(self, channel="showroom", quantity=1, confirm=True):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "team_id": self.teams[channel].id,
                "user_id": self.salesperson.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.product.id,
                            "product_uom_qty": quantity,
                            "price_unit": 1000,
                            "tax_ids": False,
                        }
                    )
                ],
            }
        )
        if confirm:
            order.action_confirm()
        return order

    def _visitor(self, channel="showroom"):
        return self.env["crm.lead"].create(
            {
                "name": "Visitor",
                "company_id": self.company.id,
                "team_id": self.teams[channel].id,
                "user_id": self.salesperson.id,
            }
        )

    def _value(self, code, period=None):
        boards = self.env["kms.board"]
        scope = boards._kms_scope(period or {"kind": "today"}, {})
        metric = self.env.ref(f"kms_marketing.metric_{code}")._kms_entry()
        return self.env["kms.figures"]._kms_read([metric], scope)[metric][None].total

    def _refresh(self):
        self.env.flush_all()
        engine = self.env["kms.fact.engine"]
        for source in engine._kms_sources().values():
            engine._kms_refresh(self.company, source)

    def _own_metrics(self):
        return (
            self.env["kms.metric"]
            .search([])
            .filtered(
                lambda metric: metric.get_external_id()[metric.id].startswith("kms_marketing.")
            )
        )

    def _cells(self, metrics):
        """Value of each figure in the Excel file of a board that shows them all."""
        group = self.env.ref("kms_base.role_management")
        board = self.env["kms.board"].create(
            {
                "name": "Everything",
                "group_ids": [Command.set(group.ids)],
                "widget_ids": [
                    Command.create(
                        {
                            "kind": "card",
                            "name": metric.code,
                            "metric_ids": [Command.set(metric.ids)],
                        }
                    )
                    for metric in metrics
                ],
            }
        )
        boards = self.env["kms.board"].with_user(self.manager)
        boards = boards.with_context(allowed_company_ids=self.company.ids)
        _name, content = boards._kms_workbook(board.id, {"kind": "today"}, {})
        sheet = load_workbook(io.BytesIO(content)).worksheets[0]
        return {row[0]: row[1] for row in sheet.iter_rows(min_row=5, values_only=True)}

    def _assert_card_is_list(self):
        """Every figure of the dictionary: card = sum of the list behind it = cell in Excel."""
        boards = self.env["kms.board"].with_user(self.manager)
        boards = boards.with_context(allowed_company_ids=self.company.ids)
        metrics = self._own_metrics()
        cells = self._cells(metrics)
        self.assertEqual(set(cells), set(metrics.mapped("code")))
        for metric in metrics:
            value = self._value(metric.code)
            if value is None:
                self.assertIsNone(cells[metric.code], metric.code)
            else:
                self.assertAlmostEqual(value, cells[metric.code], 6, metric.code)
            if metric.kind not in ("additive", "live"):
                continue
            action = boards.drill(metric.code, {"kind": "today"})
            records = self.env[action["res_model"]].with_user(self.manager)
            records = records.with_context(allowed_company_ids=self.company.ids, active_test=False)
            found = records.search(action["domain"])
            behind = sum(found.mapped(metric.measure_field)) if metric.measure_field else len(found)
            self.assertAlmostEqual(value, behind, 6, metric.code)
