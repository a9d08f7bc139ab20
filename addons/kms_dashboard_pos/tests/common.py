from odoo import Command
from odoo.tests import new_test_user

from odoo.addons.kms_pos.tests.common import TillCommon


class HouseCommon(TillCommon):
    """A house that sells by order and over a till, whose figures are read from the facts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.company_ids |= cls.company
        cls.env = cls.env(
            context={
                **cls.env.context,
                "allowed_company_ids": cls.company.ids,
            },
        )
        # entries are dated where the house is, whatever the hour of the test
        cls.env["res.users"].search([]).tz = cls.company.kms_timezone
        cls.team = cls.env["crm.team"].create(
            {"name": "Counter", "kms_channel": "showroom", "company_id": cls.company.id}
        )
        cls.basic_config.crm_team_id = cls.team
        cls.manager = new_test_user(
            cls.env,
            "house_manager",
            groups="kms_base.role_management",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.metrics = (
            cls.env["ir.model.data"]
            .search([("module", "=", "kms_dashboard_pos"), ("model", "=", "kms.metric")])
            .mapped("res_id")
        )
        cls.metrics = cls.env["kms.metric"].browse(cls.metrics)

    def _sale(self, quantity=3, confirm=True):
        sale = (
            self.env["sale.order"]
            .sudo()
            .create(
                {
                    "partner_id": self.customer.id,
                    "company_id": self.company.id,
                    "team_id": self.team.id,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": self.product.id,
                                "product_uom_qty": quantity,
                                "price_unit": 100,
                                "tax_ids": False,
                            }
                        )
                    ],
                }
            )
        )
        if confirm:
            sale.action_confirm()
        return sale

    def _settle(self, sale, extra=0, **vals):
        """Pay an order at the till, with some goods of the shelf beside it."""
        quantity = sale.order_line.product_uom_qty
        lines = [
            {
                "product": self.product,
                "quantity": quantity,
                "sale_order_origin_id": sale.id,
                "sale_order_line_id": sale.order_line.id,
            }
        ]
        lines += [{"product": self.product, "quantity": extra}] if extra else []
        return self._sell(
            "MP",
            amount=100 * (quantity + extra),
            lines=lines,
            partner_id=self.customer.id,
            **vals,
        )

    def _refund(self, order, method=None):
        refund = self.env["pos.order"].browse(order.refund()["res_id"])
        self.env["pos.make.payment"].with_context(active_id=refund.id).create(
            {"amount": refund.amount_total, "payment_method_id": (method or self.cash_pm1).id}
        ).check()
        return refund

    def _close(self):
        session = self.config.current_session_id
        session.post_closing_cash_details(session.cash_register_balance_end)
        session.close_session_from_ui()
        return session

    def _value(self, code, dimension="kms_channel", key=None):
        scope = self.env["kms.board"]._kms_scope({"kind": "today"}, {})
        [metric] = [m for m in self.env["kms.metric"]._kms_dictionary().values() if m.code == code]
        read = self.env["kms.figures"]._kms_read([metric], scope, dimension)[metric]
        return read[key].total if key in read else 0.0

    def _values(self, *codes):
        return [self._value(code) for code in codes]

    def _refresh(self):
        self.env.flush_all()
        engine = self.env["kms.fact.engine"]
        for source in engine._kms_sources().values():
            engine._kms_refresh(self.company, source)

    def _facts(self):
        """The facts of the company by figure, day and channel."""
        self.env.cr.execute(
            "SELECT m.code, f.date, f.kms_channel, f.value FROM kms_fact f"
            " JOIN kms_metric m ON m.id = f.metric_id WHERE f.company_id = %s AND f.value <> 0",
            [self.company.id],
        )
        return sorted(self.env.cr.fetchall(), key=str)

    def _assert_increment_is_rebuild(self):
        """Days counted anew because something changed say what a rebuild says."""
        self.env.flush_all()
        engine = self.env["kms.fact.engine"]
        for company, source, dates in engine._kms_dirty():
            if company == self.company:
                engine._kms_refresh(company, source, dates)
        kept = self._facts()
        self._refresh()
        self.assertEqual(kept, self._facts())

    def _assert_card_is_list(self):
        boards = self.env["kms.board"].with_user(self.manager)
        boards = boards.with_context(allowed_company_ids=self.company.ids)
        for metric in self.metrics.filtered(lambda metric: metric.kind == "additive"):
            action = boards.drill(metric.code, {"kind": "today"})
            records = self.env[action["res_model"]].with_user(self.manager)
            records = records.with_context(allowed_company_ids=self.company.ids)
            found = records.search(action["domain"])
            behind = sum(found.mapped(metric.measure_field)) if metric.measure_field else len(found)
            self.assertAlmostEqual(self._value(metric.code), behind, 6, metric.code)
