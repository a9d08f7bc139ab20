import io
from contextlib import contextmanager
from unittest.mock import patch

from openpyxl import load_workbook

from odoo import Command
from odoo.tests import new_test_user

from .common import HotelCase


class HotelFiguresCase(HotelCase):
    """A hotel of its own company, and who reads its figures."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env,
            "hotel_manager",
            groups="kms_base.role_management",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.metrics = cls.env["kms.metric"].search(
            [("code", "in", cls._own_codes())], order="sequence"
        )
        cls.before = cls.values()

    @classmethod
    def _own_codes(cls):
        data = cls.env["ir.model.data"].search(
            [("module", "=", "kms_hotel"), ("model", "=", "kms.metric")]
        )
        return cls.env["kms.metric"].browse(data.mapped("res_id")).mapped("code")

    @classmethod
    def series(cls, code, period=None, ahead=0):
        cls.env.flush_all()
        boards = cls.env["kms.board"].with_user(cls.manager)
        scope = boards._kms_scope(period or {"kind": "today"}, {}).ahead(ahead)
        metric = next(metric for metric in cls.metrics if metric.code == code)._kms_entry()
        return cls.env["kms.figures"]._kms_read([metric], scope)[metric][None]

    @classmethod
    def value(cls, code, period=None):
        return cls.series(code, period).total

    @classmethod
    def values(cls):
        return {metric.code: cls.value(metric.code) or 0 for metric in cls.metrics}

    def added(self, *codes):
        """What the test has added to the house that is there."""
        now = self.values()
        return [now[code] - self.before[code] for code in codes]

    @classmethod
    def refresh(cls):
        cls.env.flush_all()
        engine = cls.env["kms.fact.engine"]
        for source in engine._kms_sources().values():
            engine._kms_refresh(cls.company, source)

    @contextmanager
    def at(self, day):
        """Live on another day of the company."""
        with patch.object(type(self.company), "_kms_today", lambda company: day):
            yield

    def run_engine(self, method):
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *_, **__: 1.0):
            getattr(self.env["kms.fact.engine"], method)()

    def cells(self, period):
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
                    for metric in self.metrics
                ],
            }
        )
        boards = self.env["kms.board"].with_user(self.manager)
        _name, content = boards._kms_workbook(board.id, period, {})
        sheet = load_workbook(io.BytesIO(content)).worksheets[0]
        return {row[0]: row[1] for row in sheet.iter_rows(min_row=5, values_only=True)}

    def assert_card_is_list(self, period=None, user=None):
        """Every figure of the dictionary: card = sum of the list behind it = cell in Excel."""
        period = period or {"kind": "today"}
        cells = self.cells(period)
        self.assertEqual(set(cells), set(self.metrics.mapped("code")))
        boards = self.env["kms.board"].with_user(user or self.manager)
        for metric in self.metrics:
            value = self.value(metric.code, period)
            if value is None:
                self.assertIsNone(cells[metric.code], metric.code)
            else:
                self.assertAlmostEqual(value, cells[metric.code], 6, metric.code)
            if metric.kind not in ("additive", "live"):
                continue
            action = boards.drill(metric.code, period)
            records = boards.env[action["res_model"]].with_context(active_test=False)
            found = records.search(action["domain"])
            behind = sum(found.mapped(metric.measure_field)) if metric.measure_field else len(found)
            self.assertAlmostEqual(value, behind, 6, metric.code)
