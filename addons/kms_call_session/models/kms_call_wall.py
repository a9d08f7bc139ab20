from odoo import api, models
from odoo.tools import SQL

from ..figures import Pace, calls, sums

# As many lines as can be read across a room.
SELLERS = 8
CAMPAIGNS = 4


class KmsCallWall(models.AbstractModel):
    """What hangs on the wall of those who call: today's figures, and nobody who was called."""

    _name = "kms.call.wall"
    _description = "Wallboard of calls"

    @api.model
    def load(self):
        """Figures of the company's calls today.

        :return: ``company``, ``total`` and ``sellers`` (see :meth:`_prepare_pace`), ``campaigns``
            that run (see :meth:`_prepare_campaigns`)
        :rtype: dict
        """
        self.env["kms.call.campaign"].check_access("read")
        company = self.env.company
        start, end = company._kms_day_bounds(company._kms_today())
        self.env["kms.call"].flush_model()
        condition = SQL(
            "call.company_id = %s AND call.start >= %s AND call.start < %s", company.id, start, end
        )
        rows = self.env.execute_query(sums(SQL("row.user_id"), calls(condition), SQL("TRUE")))
        paces = {user_id: Pace(*values) for user_id, *values in rows}
        # sudo: colleagues know each other's names
        users = self.env["res.users"].sudo().browse(paces)
        best = sorted(
            users, key=lambda user: (-paces[user.id].interested, -paces[user.id].calls, user.id)
        )
        return {
            "company": company.name,
            "total": self._prepare_pace(sum(paces.values(), Pace())),
            "sellers": [
                {"id": user.id, "name": user.name, **self._prepare_pace(paces[user.id])}
                for user in best[:SELLERS]
            ],
            "campaigns": self._prepare_campaigns(company),
        }

    def _prepare_pace(self, pace):
        """Figures of a :class:`~odoo.addons.kms_call_session.figures.Pace`; False for no figure."""

        def whole(value):
            return False if value is None else round(value)

        return {
            "calls": pace.calls,
            "answered": pace.answered,
            "interested": pace.interested,
            "appointments": pace.appointments,
            "an_hour": whole(pace.an_hour),
            "answer_rate": whole(pace.answer_rate),
            "conversion": whole(pace.conversion),
            "talk_share": whole(pace.talk_share),
            "mean_talk": whole(pace.mean_talk),
        }

    def _prepare_campaigns(self, company):
        """How far the campaigns are that run: counts by people, and their share called."""
        campaigns = self.env["kms.call.campaign"].search(
            [("state", "=", "running"), ("company_id", "=", company.id)],
            order="date_to, id",
            limit=CAMPAIGNS,
        )
        counts = campaigns._read_progress()
        return [
            {"id": campaign.id, "name": campaign.name, **counts[campaign.id]}
            for campaign in campaigns
        ]
