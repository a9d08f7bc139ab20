from datetime import timedelta

from odoo.tests import tagged

from .test_preparation import PreparationCase


@tagged("post_install", "-at_install")
class TestFigures(PreparationCase):
    """What the board of the warehouse shows is what its lists hold."""

    def setUp(self):
        super().setUp()
        self.before = self._values()

    def _values(self):
        boards = self.env["kms.board"]
        scope = boards._kms_scope({"kind": "today"}, {})
        metrics = self.env["kms.metric"].search(
            [("source", "in", ("prepared", "delivered", "dispute", "crossing"))]
        )
        metrics |= self.env.ref("kms_coordination.metric_orders_open")
        metrics |= self.env.ref("kms_coordination.metric_open_ruptures")
        metrics |= self.env.ref("kms_coordination.metric_delivered_unpaid")
        entries = {metric: metric._kms_entry() for metric in metrics}
        read = self.env["kms.figures"]._kms_read(list(entries.values()), scope)
        return {metric.code: read[entry][None].total or 0 for metric, entry in entries.items()}

    def _added(self, code):
        return self._values()[code] - self.before[code]

    def _refresh(self):
        self.env.flush_all()
        engine = self.env["kms.fact.engine"]
        for source in engine._kms_sources().values():
            engine._kms_refresh(self.env.company, source)

    def test_prepared_and_delivered(self):
        order = self._ready()
        order.sudo().approved_date = order.ready_date - timedelta(hours=3)
        self.assertEqual((self._added("orders_prepared"), self._added("orders_open")), (1, 1))
        self.assertAlmostEqual(self._added("sum_preparation_hours"), 3, 2)
        order.action_deliver()
        self.assertEqual((self._added("orders_delivered"), self._added("orders_open")), (1, 0))
        self._refresh()
        self.assertEqual((self._added("orders_prepared"), self._added("orders_delivered")), (1, 1))

    def _unpaid(self):
        """What the board says is what its list adds up to."""
        report = self.env["kms.delivery.payment.report"]
        report.invalidate_model()
        found = report.search([("crossing", "=", "delivered_unpaid")])
        value = self._values()["delivered_unpaid"]
        self.assertAlmostEqual(value, sum(found.mapped("due_amount")), 2)
        return value - self.before["delivered_unpaid"]

    def test_delivered_unpaid(self):
        """Whatever changes a sale's goods or money changes the figure at once."""
        self._refresh()
        order = self._ready()
        sale = order.sale_id.sudo()
        order.action_deliver()
        self.assertEqual(self._unpaid(), sale.amount_total)
        self._refresh()
        self.assertEqual(self._unpaid(), sale.amount_total)
        sale.order_line.product_id.invoice_policy = "order"
        invoice = sale._create_invoices()
        invoice.action_post()
        self.assertEqual(self._unpaid(), sale.amount_total)
        self._refresh()
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({})._create_payments()
        self.assertEqual(self._unpaid(), 0)
        self._refresh()
        self.assertEqual(self._unpaid(), 0)

    def test_disputes_and_stock_outs(self):
        sale = self._sell()
        self.env["kms.dispute"].create({"sale_id": sale.id, "problem": "late"})
        self.env["kms.rupture"].create({"product_id": self.panel.id})
        self.assertEqual((self._added("disputes"), self._added("open_ruptures")), (1, 1))
        self._refresh()
        self.assertEqual(self._added("disputes"), 1)

    def test_delivered_and_cashed(self):
        order = self._ready()
        sale = order.sale_id
        self._refresh()
        self.assertEqual((self._added("sales_of_goods"), self._added("sales_complete")), (1, 0))
        order.action_deliver()
        invoice = sale.sudo()._create_invoices()
        invoice.action_post()
        self._refresh()
        self.assertEqual(self._added("sales_complete"), 0, "delivered, not cashed")
        self.env["account.payment.register"].sudo().with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({})._create_payments()
        self.env.flush_all()
        self.env.cr.execute("SELECT 1 FROM kms_fact_dirty WHERE source = 'crossing'")
        self.assertTrue(self.env.cr.rowcount, "the payment makes the day of the sale dirty")
        self._refresh()
        self.assertEqual((self._added("sales_of_goods"), self._added("sales_complete")), (1, 1))
        report = self.env["kms.delivery.payment.report"]
        self.assertEqual(report.search([("sale_id", "=", sale.id)]).crossing, "complete")

    def test_each_figure_opens_its_records(self):
        for metric in self.env["kms.metric"].search([("kind", "in", ("additive", "live"))]):
            if metric._get_external_ids()[metric.id][0].startswith("kms_coordination."):
                with self.subTest(metric=metric.code):
                    action = self.env["kms.board"].drill(metric.code, {"kind": "today"})
                    self.env[action["res_model"]].search(action["domain"])
