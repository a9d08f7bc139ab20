from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.kms_base.models.crm_team import CHANNELS

from ..figures import calls
from ..models.kms_call_outcome import KINDS

WEEKDAYS = [
    ("1", "Monday"),
    ("2", "Tuesday"),
    ("3", "Wednesday"),
    ("4", "Thursday"),
    ("5", "Friday"),
    ("6", "Saturday"),
    ("7", "Sunday"),
]


class KmsCallReport(models.Model):
    """Calls with what they brought and the time they took, to group them as one likes.

    The boards read the same rows, see `figures/parts.py`.

    - hours: from call to call, silences of more than ten minutes left out
    - talk: time of the calls that were answered
    """

    _name = "kms.call.report"
    _description = "Call figures"
    _auto = False
    _order = "start desc, id desc"
    _rec_name = "start"
    _depends = {
        "kms.call": [
            "campaign_id",
            "company_id",
            "duration",
            "is_answered",
            "is_undone",
            "kind",
            "start",
            "user_id",
        ],
        "kms.call.campaign": ["kms_channel", "timezone"],
    }

    start = fields.Datetime(string="Called at", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    user_id = fields.Many2one("res.users", string="Seller", readonly=True)
    campaign_id = fields.Many2one("kms.call.campaign", readonly=True)
    outcome_id = fields.Many2one("kms.call.outcome", readonly=True)
    kms_channel = fields.Selection(CHANNELS, string="Channel", readonly=True)
    kind = fields.Selection(KINDS, string="Outcome kind", readonly=True)
    weekday = fields.Selection(WEEKDAYS, readonly=True)
    hour = fields.Char(string="Hour of the day", readonly=True)
    is_answered = fields.Integer(string="Answered", readonly=True)
    is_interested = fields.Integer(string="Interested", readonly=True)
    is_appointment = fields.Integer(string="Appointments", readonly=True)
    talk_minutes = fields.Float(string="Talk (min)", readonly=True)
    work_minutes = fields.Float(string="At work (min)", readonly=True)
    work_hours = fields.Float(string="At work (hours)", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT row.id, row.start, row.company_id, row.user_id, row.campaign_id, row.outcome_id,
                   row.kms_channel, row.kind, row.is_answered, row.is_interested,
                   row.is_appointment, row.talk / 60.0 AS talk_minutes,
                   row.work / 60.0 AS work_minutes, row.work / 3600.0 AS work_hours,
                   TO_CHAR(row.start AT TIME ZONE 'UTC' AT TIME ZONE campaign.timezone, 'HH24')
                       AS hour,
                   TO_CHAR(row.start AT TIME ZONE 'UTC' AT TIME ZONE campaign.timezone, 'ID')
                       AS weekday
              FROM (%s) row JOIN kms_call_campaign campaign ON campaign.id = row.campaign_id
            """,
            calls(SQL("TRUE")),
        )
