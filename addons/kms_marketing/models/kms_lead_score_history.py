from collections import defaultdict
from typing import NamedTuple

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..scoring.bands import UNKNOWN, edges_of
from .crm_lead_score_criteria import NUMBER_TYPES, START, core_key

# Days after its arrival at which a lead that was still open is looked at: what it was worth then is
# told by what was known then.
AGES = (0, 1, 3, 7, 14, 30, 60)
# With more leads than this, each is looked at on arrival and at one age of these, drawn by its id:
# an even sample of every age, and a night that does not grow with how long leads live.
EVERY_AGE = 3000
# Criteria that somebody, or the customer's card, may fill in later: the tracked field tells whether
# it was empty at a moment.
FILLED_LATER = {"phone_state": "phone", "email_state": "email_from", "organisation": "partner_name"}
# Below this share of won leads whose moves were tracked, nobody knows the stage they were in.
TRACKED_SHARE = 0.95


class Row(NamedTuple):
    """One closed lead as it was at one moment."""

    lead_id: int
    won: bool
    start: object
    end: object
    stage_id: int | None


class KmsLeadScoreHistory(models.AbstractModel):
    """What closed leads looked like while they were open."""

    _name = "kms.lead.score.history"
    _description = "History that lead scores are learned from"

    @api.model
    def _kms_load(self, company):
        """Read the history of a company, oldest first, one row per lead and age.

        :return: rows, the keys of each criterion (core's apart), the edges of number fields
        :rtype: tuple[list[Row], dict[str, list[str]], dict[str, list[float]]]
        """
        Leads = self.env["crm.lead"]
        self.env.flush_all()
        closed = self._kms_closed_query(company)
        numbers = {
            name: edges_of(self._kms_numbers(closed, name))
            for name in Leads._kms_score_extra_names(company.id)
            if Leads._fields[name].type in NUMBER_TYPES
        }
        criteria = Leads._kms_score_criteria(numbers, company.id)
        del criteria["core"]
        rows = self.env.execute_query(self._kms_statement(closed, criteria))
        names, width = list(criteria), len(Row._fields)
        columns = {name: [row[width + place] for row in rows] for place, name in enumerate(names)}
        return [Row(*row[:width]) for row in rows], columns, numbers

    @api.model
    def _kms_statement(self, closed, criteria):
        keys = [self._kms_key_sql(name, criterion.sql) for name, criterion in criteria.items()]
        return SQL(
            """
            WITH closed AS MATERIALIZED (%(closed)s), moments AS MATERIALIZED (
                SELECT id AS lead_id, won, start, finish, start + age * interval '1 day' AS at
                  FROM closed, unnest(%(ages)s) WITH ORDINALITY AS ages (age, place)
                 WHERE age = 0
                    OR start + age * interval '1 day' < finish
                   AND ((SELECT COUNT(*) FROM closed) <= %(every)s
                        OR place = 2 + id %% %(drawn)s)
            )
            SELECT m.lead_id, m.won, m.start, m.finish, %(stage)s, %(keys)s
              FROM moments m
              JOIN crm_lead l ON l.id = m.lead_id
         LEFT JOIN (%(exchanges)s) t ON t.lead_id = m.lead_id AND t.at = m.at
          ORDER BY m.start, m.lead_id, m.at
            """,
            closed=closed,
            ages=list(AGES),
            every=EVERY_AGE,
            drawn=len(AGES) - 1,
            stage=self._kms_stage_sql(),
            keys=SQL(", ").join(keys),
            exchanges=self.env["crm.lead"]._kms_score_exchanges(SQL("moments")),
        )

    @api.model
    def _kms_closed_query(self, company):
        Leads = self.env["crm.lead"].with_context(active_test=False)
        domain = Leads._kms_score_company_domain(company) & Domain(
            "won_status", "in", ["won", "lost"]
        )
        return SQL(
            "SELECT l.id, %(start)s AS start, l.won_status = 'won' AS won,"
            " GREATEST(COALESCE(l.date_closed, %(start)s), %(start)s) AS finish"
            " FROM crm_lead l WHERE l.id IN %(ids)s"
            " ORDER BY start DESC, l.id DESC LIMIT %(limit)s",
            start=START,
            ids=Leads._search(domain).subselect(),
            limit=company.kms_score_learn_limit,
        )

    @api.model
    def _kms_numbers(self, closed, name):
        column = SQL.identifier("l", name)
        return [
            value
            for (value,) in self.env.execute_query(
                SQL(
                    "SELECT COALESCE(%s, 0)::float8 FROM (%s) c JOIN crm_lead l ON l.id = c.id",
                    column,
                    closed,
                )
            )
        ]

    @api.model
    def _kms_key_sql(self, name, key):
        """Return a criterion's key as it was at ``m.at``."""
        if name not in FILLED_LATER:
            return key
        field = self.env["ir.model.fields"]._get("crm.lead", FILLED_LATER[name])
        return SQL(
            """CASE WHEN EXISTS (
            SELECT FROM mail_message mm JOIN mail_tracking_value v ON v.mail_message_id = mm.id
             WHERE mm.model = 'crm.lead' AND mm.res_id = l.id AND v.field_id = %s
               AND mm.date > m.at AND COALESCE(v.old_value_char, '') = ''
            ) THEN '' ELSE %s END""",
            field.id,
            key,
        )

    @api.model
    def _kms_stage_sql(self):
        """Return the stage of ``l`` at ``m.at``: where it left from on its next move."""
        field = self.env["ir.model.fields"]._get("crm.lead", "stage_id")
        return SQL(
            """(
            SELECT v.old_value_integer
              FROM mail_message mm JOIN mail_tracking_value v ON v.mail_message_id = mm.id
             WHERE mm.model = 'crm.lead' AND mm.res_id = l.id AND v.field_id = %s
               AND mm.date > m.at
          ORDER BY mm.date, mm.id LIMIT 1)""",
            field.id,
        )

    # ------------------------------------------------------------
    # CORE
    # ------------------------------------------------------------

    @api.model
    def _kms_stages(self, rows):
        """Return the stage that each row's lead was in, as far as it is known.

        A won lead has left its stage, so its past is known by tracked moves only. Where most are
        not tracked, all are taken at their first stage: using what only some have would tell
        who won.

        :return: stage id per row and whether moves are known
        :rtype: tuple[list[int], bool]
        """
        first = {row.lead_id: row for row in reversed(rows)}
        won = [row for row in first.values() if row.won]
        tracked = sum(bool(row.stage_id) for row in won)
        known = bool(won) and tracked >= TRACKED_SHARE * len(won)
        leads = self.env["crm.lead"].browse(first)
        now = {lead.id: lead.stage_id for lead in leads}
        teams = {lead.id: lead.team_id.id for lead in leads}
        found = {
            team: self.env["crm.lead"]._stage_find(team_id=team).id for team in set(teams.values())
        }
        stages = []
        for row in rows:
            stage = now[row.lead_id]
            begins = found[teams[row.lead_id]]
            if known:
                stages.append(row.stage_id or (begins if stage.is_won else stage.id) or begins)
            else:
                stages.append(begins)
        return stages, known

    @api.model
    def _kms_core_values(self, rows):
        """Return what core's engine knows of each lead of the rows.

        :rtype: dict[int, dict]
        """
        ids = list({row.lead_id for row in rows})
        return self.env["crm.lead"]._pls_get_lead_pls_values(domain=[("id", "in", ids)])

    @api.model
    def _kms_core_frequencies(self, values, lead_ids):
        """Return the frequencies core would have, had only these leads been closed.

        :rtype: list[dict]
        """
        chosen = {lead_id: values[lead_id] for lead_id in lead_ids if lead_id in values}
        Leads = self.env["crm.lead"].with_context(kms_trial_values=chosen)
        counted, _existing = Leads._pls_prepare_update_frequency_table(rebuild=True)
        return [
            {
                "variable": name,
                "value": value,
                # as core does, so that what was never seen does not rule anything out
                "won_count": count["won"] + 0.1,
                "lost_count": count["lost"] + 0.1,
                "team_id": team_id or False,
            }
            for team_id, names in counted.items()
            for name, found in names.items()
            for value, count in found.items()
        ]

    @api.model
    def _kms_core_percents(self, values, frequencies, rows, stages, places):
        """Return core's own prediction for rows; None where it makes none.

        :param list places: which rows
        :return: percent by place
        :rtype: dict[int, float]
        """
        if not frequencies or not places:
            return {}
        leads = self.env["crm.lead"].browse({rows[place].lead_id for place in places})
        came = {lead.id: lead.partner_id.create_date for lead in leads if lead.partner_id}
        trial = {}
        # core keeps the totals of a team as long as the team stays the same
        for place in sorted(places, key=lambda place: values[rows[place].lead_id]["team_id"]):
            row = rows[place]
            known = values[row.lead_id]
            told = {"stage_id", "probability"}
            if row.lead_id in came and came[row.lead_id] > row.start:
                # the customer's card, made by the sale, brought its language along
                told.add("lang_id")
            pairs = [pair for pair in known["values"] if pair[0] not in told]
            trial[place] = {
                "values": [("stage_id", stages[place]), *pairs],
                "team_id": known["team_id"],
            }
        percents, _tooltip = (
            leads[:1]
            .with_context(kms_trial_values=trial, kms_trial_frequencies=frequencies)
            ._pls_get_naive_bayes_probabilities()
        )
        return percents

    @api.model
    def _kms_core_crossed(self, values, rows, stages, places):
        """Return core's prediction for rows by what the other half of the leads taught it.

        :return: percent by place
        :rtype: dict[int, float]
        """
        halves = defaultdict(list)
        for place in places:
            halves[rows[place].lead_id % 2].append(place)
        percents = {}
        for half in (0, 1):
            others = {rows[place].lead_id for place in halves[1 - half]}
            frequencies = self._kms_core_frequencies(values, others)
            percents |= self._kms_core_percents(values, frequencies, rows, stages, halves[half])
        return percents

    @api.model
    def _kms_core_keys(self, percents, places):
        return [core_key(percents.get(place)) or UNKNOWN for place in places]
