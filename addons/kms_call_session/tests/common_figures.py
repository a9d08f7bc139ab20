from datetime import timedelta

from odoo import fields

from .common import CallCase

# A Monday of the past, whole in every time zone of the tests.
DAY = fields.Datetime.to_datetime("2026-03-09 09:00:00")


class CallFiguresCase(CallCase):
    """Calls of a company of its own, at moments of one's choice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.kms_timezone = "Africa/Douala"

    def made(self, kind="no_answer", minute=0, seconds=60, user=None, **values):
        """A call as the queue stores it, so many minutes after :data:`DAY`.

        :return: kms.call
        """
        [person] = self.add(1)
        seller = user or self.seller
        # the seal is against hands
        person.sudo().write({"state": "leased", "lease_user_id": seller.id})
        self.call(
            person,
            kind,
            user=seller,
            start=(DAY + timedelta(minutes=minute)).isoformat() + "Z",
            duration=seconds,
            **values,
        )
        return person.call_ids
