from datetime import date, timedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.kms_base.days import read_day

from ..funnel import percent
from .crm_lead_funnel import ORDER

FILTERS = {"user_id": "res.users", "source_id": "utm.source", "campaign_id": "utm.campaign"}
# Choices in a list; a house has more campaigns than fit on a phone, the newest come first.
CHOICES = 200
# Each stay of a lead in a stage ends when core's history says that it left, or when it was closed.
FUNNEL = """
WITH step AS MATERIALIZED (
    SELECT * FROM unnest(%(stages)s, %(ranks)s) AS step (stage_id, rank)
), lead AS MATERIALIZED (
    SELECT lead.id, lead.create_date, step.rank,
           CASE WHEN lead.won_status = 'won' THEN 'won'
                WHEN lead.active THEN 'open' ELSE 'lost' END AS outcome,
           CASE WHEN lead.won_status = 'won' OR NOT lead.active
                THEN lead.date_closed END AS closed_at
      FROM crm_lead lead
 LEFT JOIN step ON step.stage_id = lead.stage_id
     WHERE lead.id IN %(leads)s
), move AS MATERIALIZED (
    SELECT move.lead_id, move.left_at, step.rank,
           COALESCE(LAG(move.left_at) OVER (PARTITION BY move.lead_id ORDER BY move.sequence),
                    lead.create_date) AS entered_at
      FROM (%(moves)s) move
      JOIN lead ON lead.id = move.lead_id
 LEFT JOIN step ON step.stage_id = move.stage_id
), stay AS (
    SELECT lead_id, rank, entered_at, left_at FROM move
     UNION ALL
    SELECT lead.id, lead.rank, COALESCE(last.left_at, lead.create_date), lead.closed_at
      FROM lead
 LEFT JOIN (SELECT lead_id, max(left_at) AS left_at FROM move GROUP BY lead_id) last
        ON last.lead_id = lead.id
), spent AS MATERIALIZED (
    SELECT lead_id, rank, bool_and(left_at IS NOT NULL) AS gone,
           sum(GREATEST(EXTRACT(epoch FROM left_at - entered_at)::float, 0)) / 86400 AS days
      FROM stay
     WHERE rank IS NOT NULL
  GROUP BY lead_id, rank
), furthest AS (
    SELECT lead_id, max(rank) AS rank FROM spent GROUP BY lead_id
), reached AS MATERIALIZED (
    SELECT lead.outcome, lead.rank AS here,
           CASE WHEN lead.outcome = 'won' THEN %(last)s
                ELSE LEAST(GREATEST(furthest.rank, 1), %(last)s - 1) END AS rank,
           count(*) AS leads
      FROM lead
 LEFT JOIN furthest ON furthest.lead_id = lead.id
  GROUP BY 1, 2, 3
), median AS (
    SELECT rank, percentile_cont(0.5) WITHIN GROUP (ORDER BY days) AS days
      FROM spent
     WHERE gone AND rank < %(last)s
  GROUP BY rank
)
SELECT series.rank,
       COALESCE((SELECT sum(leads) FROM reached WHERE reached.rank >= series.rank), 0)::integer,
       COALESCE((SELECT sum(leads) FROM reached
                  WHERE here = series.rank AND outcome = 'open'), 0)::integer,
       COALESCE((SELECT sum(leads) FROM reached
                  WHERE reached.rank = series.rank AND outcome = 'lost'), 0)::integer,
       median.days
  FROM generate_series(1, %(last)s) series (rank)
  LEFT JOIN median ON median.rank = series.rank
 ORDER BY series.rank
"""


class KmsFunnel(models.AbstractModel):
    """Server side of the funnel: how many prospects reached each step, and how long it took.

    It stores nothing: leads, and core's history of their stages.

    - *Reached*: the furthest step a prospect ever stood in, or any step before it; a step that was
      skipped counts as passed. A lost prospect keeps the furthest step it reached. Converted are
      the prospects that are won now. A prospect without history (imported) reached the step it
      stands in.
    - *Now here*: open prospects that stand in the step.
    - *Lost here*: lost prospects whose furthest step it is.
    - *Days*: median of the days that prospects spent in the step before they left it, or were
      lost; those who are still there do not count yet, those who skipped it do not count at all.
    - *Period*: the days on which the prospects came.
    """

    _name = "kms.funnel"
    _description = "Funnel"

    @api.model
    def load(self, filters=None):
        """Return the choices of the filters and what :meth:`refresh` returns.

        :param dict filters: see :meth:`refresh`
        :rtype: dict
        :raise AccessError: the user may not read leads
        """
        Lead = self.env["crm.lead"]
        Lead.check_access("read")
        labels = dict(Lead._fields["kms_channel"]._description_selection(self.env))
        channels = self.env["crm.stage"]._kms_get_pipeline_channels()
        return {
            "channels": [{"id": channel, "name": labels[channel]} for channel in channels],
            **{name: self._get_choices(name) for name in FILTERS},
            **self.refresh(filters),
        }

    @api.model
    def refresh(self, filters=None):
        """Return the funnel of the leads that the filters leave.

        :param dict filters: `channel` (str), `user_id`, `source_id`, `campaign_id` (int),
            `date_from`, `date_to` (ISO 8601 days, included; the last 90 days when left out)
        :return: `filters` as they were read, and `steps`: for each step its `label`, `reached`,
            `rate` (per cent of the step before), `share` (per cent of the first), `here`, `lost`,
            `days` (median, None when nobody left it), and `domains` of the three numbers
        :rtype: dict
        :raise UserError: a filter cannot be read
        :raise AccessError: the user may not read leads
        """
        Lead = self.env["crm.lead"]
        Lead.check_access("read")
        filters = self._read_filters(filters if isinstance(filters, dict) else {})
        domain = self._get_domain(filters)
        rows = self._query(domain)
        return {"filters": filters, "steps": self._prepare_steps(filters, domain, rows)}

    # ------------------------------------------------------------
    # READING WHAT THE CLIENT SENT
    # ------------------------------------------------------------

    def _read_filters(self, filters):
        channel = filters.get("channel") or False
        if channel and channel not in self.env["crm.stage"]._kms_get_pipeline_channels():
            raise UserError(self.env._("Choose the channel from the list."))
        today = self.env.company._kms_today()
        last = read_day(self.env, filters.get("date_to")) or today
        first = read_day(self.env, filters.get("date_from")) or last - timedelta(days=89)
        if first > last:
            raise UserError(self.env._("The period ends before it begins. Check both days."))
        return {
            "channel": channel,
            "date_from": first.isoformat(),
            "date_to": last.isoformat(),
            **{
                name: filters[name] if isinstance(filters.get(name), int) else False
                for name in FILTERS
            },
        }

    def _get_domain(self, filters):
        """Return the domain of the prospects, lost ones included."""
        start, end = self.env.company._kms_day_bounds(
            date.fromisoformat(filters["date_from"]), date.fromisoformat(filters["date_to"])
        )
        channels = (
            [filters["channel"]]
            if filters["channel"]
            else self.env["crm.stage"]._kms_get_pipeline_channels()
        )
        domain = (
            Domain("kms_channel", "in", channels)
            & Domain("kms_arrival_date", ">=", start)
            & Domain("kms_arrival_date", "<", end)
            & Domain("active", "in", (True, False))
        )
        return domain & Domain.AND(
            Domain(name, "=", filters[name]) for name in FILTERS if filters[name]
        )

    def _get_choices(self, name):
        """Return what leads were filtered by, most used first."""
        groups = self.env["crm.lead"]._read_group(
            [("kms_channel", "!=", False), (name, "!=", False), ("active", "in", (True, False))],
            [name],
            order="__count desc",
            limit=CHOICES,
        )
        # sudo: whoever reads a lead may know the name of its salesperson and its campaign.
        return [{"id": record.id, "name": record.sudo().display_name} for (record,) in groups]

    # ------------------------------------------------------------
    # FIGURES
    # ------------------------------------------------------------

    def _query(self, domain):
        """Return what there is to know of the steps, in one statement.

        :return: (rank, reached, here, lost, median days) of each step
        :rtype: list[tuple]
        """
        Lead = self.env["crm.lead"]
        steps = self.env["crm.stage"]._kms_get_steps()
        self.env.flush_all()
        # PostgreSQL would take longer to compile this statement than to run it.
        self.env.cr.execute(SQL("SET LOCAL jit = off"))
        return self.env.execute_query(
            SQL(
                FUNNEL,
                stages=list(steps),
                ranks=[ORDER.index(step) + 1 for step in steps.values()],
                leads=Lead._search(domain).subselect(),
                moves=Lead._kms_moves_sql(),
                last=len(ORDER),
            )
        )

    def _prepare_steps(self, filters, domain, rows):
        labels = self._get_labels(filters["channel"])
        total = rows[0][1]
        before = total
        steps = []
        for rank, reached, here, lost, days in rows:
            step = ORDER[rank - 1]
            steps.append(
                {
                    "step": step,
                    "label": labels[step],
                    "reached": reached,
                    "rate": percent(reached, before),
                    "share": percent(reached, total),
                    "here": here,
                    "lost": lost,
                    "days": None if days is None else round(days, 1),
                    "domains": self._get_domains(domain, step),
                }
            )
            before = reached
        return steps

    def _get_labels(self, channel):
        """Return the names of the steps: those of the stages, when there is one channel."""
        labels = dict(self.env["crm.stage"]._fields["kms_step"]._description_selection(self.env))
        if channel:
            # sudo: a channel's stages have the same names whichever of its teams one may read.
            stages = self.env["crm.stage"].sudo().search([("team_ids.kms_channel", "=", channel)])
            labels |= {stage.kms_step: stage.name for stage in stages if stage.kms_step}
        return labels

    def _get_domains(self, domain, step):
        """Return the domain of the leads behind each number of a step."""
        steps = self.env["crm.stage"]._kms_get_steps()
        stages = [stage for stage, counted in steps.items() if counted == step]
        not_won = Domain("won_status", "!=", "won")
        wanted = {
            "reached": Domain("kms_reached_step", "in", ORDER[ORDER.index(step) :]),
            "here": not_won & Domain("active", "=", True) & Domain("stage_id", "in", stages),
            "lost": not_won & Domain("active", "=", False) & Domain("kms_reached_step", "=", step),
        }
        return {name: list(domain & part) for name, part in wanted.items()}
