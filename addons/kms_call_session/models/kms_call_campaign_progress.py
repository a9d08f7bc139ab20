from odoo import api, fields, models
from odoo.tools import SQL

from ..figures import FEW, INTERESTED, Pace, calls, sums

# What a moment is looked at by: an hour of the day, a day of the week from Monday, 1, on.
UNITS = {"hour": SQL("HOUR"), "weekday": SQL("ISODOW")}


class KmsCallCampaign(models.Model):
    """How far a campaign is."""

    _inherit = "kms.call.campaign"

    prospect_count = fields.Integer(string="People", compute="_compute_progress")
    called_count = fields.Integer(string="Called", compute="_compute_progress")
    interested_count = fields.Integer(string="Interested", compute="_compute_progress")
    callback_count = fields.Integer(string="To call back", compute="_compute_progress")
    no_count = fields.Integer(string="Not interested", compute="_compute_progress")
    refused_count = fields.Integer(string="Not to be called", compute="_compute_progress")
    progress = fields.Float(string="Called (%)", compute="_compute_progress", digits=(5, 1))
    call_count = fields.Integer(string="Calls", compute="_compute_call_figures")
    answer_rate = fields.Float(
        string="Answered (%)", compute="_compute_call_figures", digits=(5, 1)
    )

    def _compute_progress(self):
        counts = self._read_progress()
        for campaign in self:
            figures = counts[campaign.id]
            campaign.update({f"{name}_count": figures[name] for name in figures})
            allowed = figures["prospect"] - figures["refused"]
            campaign.progress = 100 * figures["called"] / allowed if allowed else 0

    def _compute_call_figures(self):
        groups = self.env["kms.call"]._read_group(
            [("campaign_id", "in", self.ids), ("is_undone", "=", False)],
            ["campaign_id"],
            ["__count", "is_answered:sum"],
        )
        found = {campaign: (count, answered) for campaign, count, answered in groups}
        for campaign in self:
            count, answered = found.get(campaign._origin, (0, 0))
            campaign.call_count = count
            campaign.answer_rate = 100 * answered / count if count else 0

    def _read_progress(self):
        """Count the people of campaigns, once each, by what their last call brought.

        :return: prospect, called, interested, callback, no, refused by campaign id
        :rtype: dict[int, dict[str, int]]
        """
        self.env["kms.call.prospect"].flush_model(["campaign_id", "state", "last_kind"])
        self.env.cr.execute(
            SQL(
                """SELECT campaign_id, COUNT(*),
                          COUNT(*) FILTER (WHERE last_kind IS NOT NULL),
                          COUNT(*) FILTER (WHERE last_kind IN %(interested)s),
                          COUNT(*) FILTER (WHERE last_kind = 'callback'),
                          COUNT(*) FILTER (WHERE last_kind = 'not_interested'),
                          COUNT(*) FILTER (WHERE state = 'refused')
                     FROM kms_call_prospect WHERE campaign_id = ANY(%(ids)s)
                 GROUP BY campaign_id""",
                interested=INTERESTED,
                ids=list(self._origin.ids),
            )
        )
        names = ("prospect", "called", "interested", "callback", "no", "refused")
        found = {row[0]: dict(zip(names, row[1:], strict=True)) for row in self.env.cr.fetchall()}
        return {id_: found.get(id_) or dict.fromkeys(names, 0) for id_ in [*self.ids, False]} | {
            campaign.id: found.get(campaign._origin.id) or dict.fromkeys(names, 0)
            for campaign in self
        }

    def _read_paces(self, start, end):
        """Sums of each seller's calls in this campaign.

        :param datetime.datetime start: first moment of a day of the company
        :param datetime.datetime end: first moment of a later day
        :return: by id of the seller
        :rtype: dict[int, Pace]
        """
        self.ensure_one()
        self.env["kms.call"].flush_model()
        condition = SQL(
            "call.company_id = %s AND call.start >= %s AND call.start < %s",
            self.company_id.id,
            start,
            end,
        )
        rows = self.env.execute_query(
            sums(SQL("row.user_id"), calls(condition), SQL("row.campaign_id = %s", self.id))
        )
        return {user_id: Pace(*values) for user_id, *values in rows}

    def _read_sellers(self):
        """Figures of each seller of a campaign today, the busiest first.

        :return: dicts of user_id, name, calls, answered, interested, an_hour, talk (seconds)
        :rtype: list[dict]
        """
        start, end = self.company_id._kms_day_bounds(self.company_id._kms_today())
        paces = self._read_paces(start, end)
        # sudo: who works on a shared campaign is no secret to its sellers
        users = self.env["res.users"].sudo().browse(paces)
        return [
            {
                "user_id": user.id,
                "name": user.name,
                "calls": pace.calls,
                "answered": pace.answered,
                "interested": pace.interested,
                "talk": pace.talk,
                "an_hour": round(pace.an_hour or 0),
            }
            for user, pace in sorted(
                ((user, paces[user.id]) for user in users), key=lambda pair: -pair[1].calls
            )
        ]

    def _read_best(self, unit):
        """When most calls are answered, learnt from the calls themselves.

        Ranked by (answered + 1) / (calls + 3), so that a few lucky calls do not beat many.

        :param str unit: ``hour`` or ``weekday``
        :return: the unit (0-23, or 1 for Monday to 7), answered (n) and calls (m) in it; False
            with fewer than :data:`FEW` calls
        :rtype: dict | bool
        """
        self.ensure_one()
        self.env.cr.execute(
            SQL(
                """SELECT EXTRACT(%(unit)s FROM start AT TIME ZONE 'UTC'
                                                      AT TIME ZONE %(zone)s)::int,
                          SUM(is_answered)::int, COUNT(*)
                     FROM kms_call WHERE campaign_id = %(campaign)s AND is_undone IS NOT TRUE
                 GROUP BY 1 HAVING COUNT(*) >= %(few)s AND SUM(is_answered) > 0
                 ORDER BY (SUM(is_answered) + 1.0) / (COUNT(*) + 3) DESC, 1 LIMIT 1""",
                unit=UNITS[unit],
                zone=self.timezone,
                campaign=self.id,
                few=FEW,
            )
        )
        row = self.env.cr.fetchone()
        return dict(zip((unit, "answered", "calls"), row, strict=True)) if row else False

    @api.model
    def read_progress(self, campaign_id):
        """Live figures of a campaign for the call screen.

        :return: the counts of :meth:`_read_progress`, ``sellers``, ``me`` and ``best``
        :rtype: dict
        :raise AccessError: the campaign is for other sellers
        """
        self.check_access("read")
        campaign = self.browse(campaign_id)
        campaign._check_caller()
        # sudo: checked above; figures say nothing about single people
        campaign = campaign.sudo()
        sellers = campaign._read_sellers()
        mine = [seller for seller in sellers if seller["user_id"] == self.env.uid]
        return {
            **campaign._read_progress()[campaign.id],
            "sellers": sellers,
            "me": mine[0] if mine else False,
            "best": campaign._read_best("hour"),
        }
