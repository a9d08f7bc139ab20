from odoo import api, fields, models
from odoo.tools import SQL

# A longer silence between two calls is a pause and does not count as work.
PAUSE_MINUTES = 10
INTERESTED = ("interested", "appointment")
PACED = """
WITH paced AS (
    SELECT user_id, is_answered, kind, duration,
           EXTRACT(EPOCH FROM COALESCE(
               LEAD(start) OVER (PARTITION BY user_id ORDER BY start, id),
               start + interval '1 second' * GREATEST(duration, 30)
           ) - start) AS gap
      FROM kms_call
     WHERE campaign_id = %(campaign)s AND start >= %(start)s
       AND start < %(end)s AND is_undone IS NOT TRUE)
SELECT user_id, COUNT(*), SUM(is_answered),
       COUNT(*) FILTER (WHERE kind IN %(interested)s), SUM(duration),
       SUM(gap) FILTER (WHERE gap <= %(pause)s),
       COUNT(*) FILTER (WHERE gap <= %(pause)s)
  FROM paced GROUP BY user_id ORDER BY COUNT(*) DESC
"""


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

    def _read_sellers(self):
        """Figures of each seller of a campaign today.

        Calls an hour are counted over the time at work: from call to call, silences of more than
        :data:`PAUSE_MINUTES` minutes left out, and the last call's own length.

        :return: dicts of user_id, name, calls, answered, interested, an_hour, talk (seconds)
        :rtype: list[dict]
        """
        self.ensure_one()
        start, end = self.company_id._kms_day_bounds(self.company_id._kms_today())
        self.env["kms.call"].flush_model()
        self.env.cr.execute(
            SQL(
                PACED,
                campaign=self.id,
                start=start,
                end=end,
                interested=INTERESTED,
                pause=60 * PAUSE_MINUTES,
            )
        )
        rows = self.env.cr.fetchall()
        # sudo: who works on a shared campaign is no secret to its sellers
        users = self.env["res.users"].sudo().browse(row[0] for row in rows)
        names = {user.id: user.name for user in users}
        return [
            {
                "user_id": user_id,
                "name": names[user_id],
                "calls": calls,
                "answered": answered or 0,
                "interested": interested,
                "talk": talk or 0,
                "an_hour": round(3600 * paced / float(seconds)) if seconds else 0,
            }
            for user_id, calls, answered, interested, talk, seconds, paced in rows
        ]

    def _read_best_hour(self):
        """Hour of the day in which most calls are answered, learnt from the calls themselves.

        :return: hour, answered (n) and calls (m) in it; False with fewer than five calls
        :rtype: dict | bool
        """
        self.ensure_one()
        self.env.cr.execute(
            SQL(
                """SELECT EXTRACT(HOUR FROM start AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::int,
                          SUM(is_answered)::int, COUNT(*)
                     FROM kms_call WHERE campaign_id = %(campaign)s AND is_undone IS NOT TRUE
                 GROUP BY 1 HAVING COUNT(*) >= 5 AND SUM(is_answered) > 0
                 ORDER BY (SUM(is_answered) + 1.0) / (COUNT(*) + 3) DESC, 1 LIMIT 1""",
                zone=self.timezone,
                campaign=self.id,
            )
        )
        row = self.env.cr.fetchone()
        return dict(zip(("hour", "answered", "calls"), row, strict=True)) if row else False

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
            "best": campaign._read_best_hour(),
        }
