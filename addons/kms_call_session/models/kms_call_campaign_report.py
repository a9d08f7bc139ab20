from contextlib import suppress

from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, format_amount, format_duration

from ..figures import FEW, INTERESTED, Pace, calls, share, sums
from ..workbook import write_workbook

REPORT = "kms_call_session.kms_call_campaign_report"
# The people of a campaign who were called, with the first order they confirmed afterwards. What
# happened before it: the days since the first contact, calls, and messages that people wrote.
SIGNED = """
WITH people AS (
    SELECT p.id, p.phone, p.company_id, p.lead_id, MIN(c.start) AS first_call,
           LEAST(MIN(c.start), l.kms_contact_date) AS first_contact, l.source_id,
           COALESCE(p.partner_id, l.partner_id) AS partner_id,
           COALESCE(BOOL_OR(c.kind = ANY(%(interested)s)), FALSE) AS is_interested
      FROM kms_call_prospect p
      JOIN kms_call c ON c.prospect_id = p.id AND c.is_undone IS NOT TRUE
      LEFT JOIN crm_lead l ON l.id = p.lead_id
     WHERE p.campaign_id = %(campaign)s
  GROUP BY p.id, l.id
)
SELECT people.source_id, people.is_interested, sale.amount,
       EXTRACT(EPOCH FROM sale.date_order - people.first_contact) / 86400,
       CASE WHEN sale.id IS NOT NULL THEN
           (SELECT COUNT(*) FROM kms_call c
             WHERE c.phone = people.phone AND c.company_id = people.company_id
               AND c.is_undone IS NOT TRUE AND c.start <= sale.date_order)
           + (SELECT COUNT(*) FROM mail_message m
               WHERE m.model = 'crm.lead' AND m.res_id = people.lead_id
                 AND m.message_type IN ('comment', 'email', 'email_outgoing')
                 AND m.date <= sale.date_order)
       END
  FROM people
  LEFT JOIN LATERAL (
       SELECT s.id, s.date_order,
              s.amount_total / COALESCE(NULLIF(s.currency_rate, 0), 1) AS amount
         FROM sale_order s
        WHERE (s.opportunity_id = people.lead_id OR s.partner_id = people.partner_id)
          AND s.company_id = people.company_id AND s.state = 'sale'
          AND s.date_order >= people.first_call
     ORDER BY s.date_order, s.id LIMIT 1) sale ON TRUE
"""


class KmsCallCampaign(models.Model):
    """What a campaign has brought, as PDF and Excel."""

    _inherit = "kms.call.campaign"

    def action_end(self):
        """End the campaign, and keep its report with it."""
        self.check_access("write")
        result = super().action_end()
        for campaign in self:
            name, content = campaign._workbook()
            files = [(name, content)]
            # a server that cannot print ends campaigns all the same
            with suppress(UserError):
                pdf, _kind = self.env["ir.actions.report"]._render_qweb_pdf(REPORT, campaign.ids)
                files.append((f"{name.removesuffix('.xlsx')}.pdf", pdf))
            campaign.message_post(
                body=self.env._("The campaign has ended. Its report is attached."),
                attachments=files,
            )
        return result

    def action_report_xlsx(self):
        """Download the report as an Excel file."""
        self.ensure_one()
        self.check_access("read")
        self._check_report()
        url = f"/kms_call_session/report/{self.id}.xlsx"
        return {"type": "ir.actions.act_url", "url": url, "target": "download"}

    def _check_report(self):
        """Refuse the report to who may not see the figures of colleagues.

        :raise AccessError: the campaign is another company's, or the user is no manager
        """
        self.check_access("read")
        if not self.env.su and not self.env.user.has_group("kms_base.role_marketing"):
            raise AccessError(self.env._("The report of a campaign is for the manager."))

    def _workbook(self):
        """The report as an Excel file.

        :return: name of the file, and what is in it
        :rtype: tuple[str, bytes]
        """
        self.ensure_one()
        self._check_report()
        name = self.env._("%(name)s - report.xlsx", name=self.name.replace("/", "-"))
        return name, write_workbook(self.name, self._report_sections())

    def _report_sections(self):
        """The report: tables with a title, column titles and rows.

        :return: dicts of ``title``, ``columns`` and ``rows``; cells are texts, numbers or None
        :rtype: list[dict]
        """
        self.ensure_one()
        start, end = self._called_days()
        paces = self._read_paces(start, end) if start else {}
        people = self.env.execute_query(SQL(SIGNED, campaign=self.id, interested=list(INTERESTED)))
        return [
            self._section_people(),
            self._section_calls(sum(paces.values(), Pace())),
            self._section_sellers(paces),
            self._section_outcomes(),
            self._section_times("hour", start, end),
            self._section_times("weekday", start, end),
            self._section_signed(people),
            self._section_sources(people),
        ]

    def _called_days(self):
        """Bounds of the days from the first call to the last, or nothing without calls."""
        [(first, last)] = self.env["kms.call"]._read_group(
            [("campaign_id", "=", self.id)], [], ["start:min", "start:max"]
        )
        if not first:
            return None, None
        start, _end = self.company_id._kms_day_bounds(first.date())
        _start, end = self.company_id._kms_day_bounds(last.date())
        return min(start, first), max(end, last)

    def _section_people(self):
        figures = self._read_progress()[self.id]
        allowed = figures["prospect"] - figures["refused"]
        labels = {
            "prospect": self.env._("People"),
            "called": self.env._("Called"),
            "interested": self.env._("Interested"),
            "callback": self.env._("To call back"),
            "no": self.env._("Not interested"),
            "refused": self.env._("Not to be called"),
        }
        return {
            "title": self.env._("People"),
            "columns": ["", self.env._("How many"), "%"],
            "rows": [
                [label, figures[name], _round(share(figures[name], allowed))]
                for name, label in labels.items()
            ],
        }

    def _section_calls(self, pace):
        env = self.env
        return {
            "title": env._("Calls"),
            "columns": ["", env._("How many")],
            "rows": [
                [env._("Calls made"), pace.calls],
                [env._("Answered"), _of(pace.answered, pace.calls)],
                [env._("Interested, of those who answered"), _of(pace.interested, pace.answered)],
                [env._("Appointments"), pace.appointments],
                [env._("Calls an hour"), _round(pace.an_hour)],
                [env._("Talk share (%)"), _round(pace.talk_share)],
                [
                    env._("Mean talk (min)"),
                    format_duration(pace.mean_talk / 60) if pace.mean_talk else None,
                ],
                [env._("Hours at work"), round(pace.work / 3600, 1)],
            ],
        }

    def _section_sellers(self, paces):
        # sudo: the names of those who called
        users = self.env["res.users"].sudo().browse(paces)
        rows = [
            [
                user.name,
                pace.calls,
                pace.answered,
                _round(pace.answer_rate),
                pace.interested,
                _round(pace.conversion),
                _round(pace.an_hour),
                _round(pace.talk_share),
            ]
            for user, pace in ((user, paces[user.id]) for user in users)
        ]
        return {
            "title": self.env._("By seller"),
            "columns": [
                self.env._("Seller"),
                self.env._("Calls"),
                self.env._("Answered"),
                "%",
                self.env._("Interested"),
                self.env._("% of answered"),
                self.env._("Calls an hour"),
                self.env._("Talk share (%)"),
            ],
            "rows": sorted(rows, key=lambda row: (-row[4], -row[1], row[0])),
        }

    def _section_outcomes(self):
        groups = self.env["kms.call"]._read_group(
            [("campaign_id", "=", self.id), ("is_undone", "=", False)], ["outcome_id"], ["__count"]
        )
        return {
            "title": self.env._("By outcome"),
            "columns": [self.env._("Outcome"), self.env._("Calls")],
            "rows": [[outcome.name, count] for outcome, count in groups],
        }

    def _section_times(self, unit, start, end):
        """Hours or days of the week with enough calls; the best comes out marked."""
        best = self._read_best(unit)
        rows = []
        if start:
            moment = SQL("row.start AT TIME ZONE 'UTC' AT TIME ZONE %s", self.timezone)
            form = {"hour": "HH24", "weekday": "ID"}[unit]
            condition = SQL("call.campaign_id = %s", self.id)
            rows = self.env.execute_query(
                sums(SQL("TO_CHAR(%s, %s)::int", moment, form), calls(condition), SQL("TRUE"))
            )
        days = dict(self.env["kms.call.report"]._fields["weekday"]._description_selection(self.env))
        titles = {
            "hour": self.env._("By hour of the day"),
            "weekday": self.env._("By day of the week"),
        }

        def label(value):
            text = days[str(value)] if unit == "weekday" else self.env._("%s h", value)
            return f"{text} *" if best and best[unit] == value else text

        return {
            "title": titles[unit],
            "columns": ["", self.env._("Calls"), self.env._("Answered"), "%"],
            "rows": [
                [label(value), made, answered, _round(share(answered, made))]
                for value, made, answered, *_rest in sorted(rows)
                if made >= FEW
            ],
        }

    def _section_signed(self, people):
        """From the first contact to the signature."""
        signed = [row for row in people if row[2] is not None]
        amount = sum(row[2] for row in signed)
        days = [float(row[3]) for row in signed]
        touches = [row[4] for row in signed]
        env = self.env
        return {
            "title": env._("Sales after a call"),
            "columns": ["", env._("How many")],
            "rows": [
                [env._("People who signed, of those called"), _of(len(signed), len(people))],
                [env._("Amount"), format_amount(env, amount, self.company_id.currency_id)],
                [env._("Days from first contact to signature (median)"), _median(days)],
                [env._("Calls and messages needed (median)"), _median(touches)],
            ],
        }

    def _section_sources(self, people):
        """Sources of the leads, the one whose people are most often interested first."""
        found = {}
        for source_id, interested, amount, _days, _touches in people:
            numbers = found.setdefault(source_id, [0, 0, 0])
            numbers[0] += 1
            numbers[1] += interested
            numbers[2] += amount is not None
        # sudo: names of sources
        sources = self.env["utm.source"].sudo()
        rows = [
            [sources.browse(source_id).name, *numbers, _round(share(numbers[1], numbers[0]))]
            for source_id, numbers in found.items()
            if source_id and numbers[0] >= FEW
        ]
        return {
            "title": self.env._("By source"),
            "columns": [
                self.env._("Source"),
                self.env._("Called"),
                self.env._("Interested"),
                self.env._("Signed"),
                self.env._("% interested"),
            ],
            "rows": sorted(rows, key=lambda row: (-row[4], row[0])),
        }


def _round(value):
    return None if value is None else round(value, 1)


def _of(part, whole):
    """How many of how many, with the share where there are enough."""
    found = share(part, whole)
    text = f"{part} / {whole}"
    return text if found is None else f"{text} ({found:.0f} %)"


def _median(values):
    """The middle of enough values."""
    if len(values) < FEW:
        return None
    ordered = sorted(values)
    half = len(ordered) // 2
    middle = ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
    return round(middle, 1)
