import contextlib
from datetime import datetime
from unittest.mock import patch

from freezegun import freeze_time

from odoo.addons.base.models.ir_cron import IrCron

from .common import FiguresCase

PDF = b"%PDF-1.4 test"


@contextlib.contextmanager
def at(moment):
    """Do something at a moment, in UTC, by the clock of Python."""
    with freeze_time(moment):
        yield


def utc(text):
    """A moment as the ORM keeps it."""
    return datetime.fromisoformat(text)


class SheetCase(FiguresCase):
    """A sheet of the test board, whose PDF costs nothing, and crons without commits."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.manager, cls.seller, cls.colleague):
            user.email = f"{user.login}@example.com"
        cls.company.email = "house@example.com"
        cls.company.kms_timezone = "Africa/Douala"
        boards = type(cls.env["kms.board"])
        for target, name, value in (
            (boards, "_kms_pdf", lambda self, *args, **options: PDF),
            (boards, "_kms_may_print", lambda self: True),
            (IrCron, "_commit_progress", lambda self, *args, **options: 1.0),
        ):
            patcher = patch.object(target, name, value)
            cls.addClassCleanup(patcher.stop)
            patcher.start()
        cls.env["kms.sheet"].search([]).scheduled = False
        with at("2026-03-10 08:00:00"):
            cls.sheet = cls.env["kms.sheet"].create(
                {
                    "name": "Flash",
                    "board_id": cls.board.id,
                    "company_id": cls.company.id,
                    "hour": 12.5,
                    "user_ids": [(6, 0, cls.manager.ids)],
                }
            )
            cls.env.flush_all()

    def _cron(self, moment):
        with at(moment):
            self.env["kms.sheet"]._cron_send()
            self.env.flush_all()

    def _runs(self):
        return self.env["kms.sheet.run"].search([("sheet_id", "=", self.sheet.id)], order="id")
