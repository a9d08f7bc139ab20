from datetime import timedelta
from functools import partial
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL, ormcache

from ..scoring.bands import band

# Edges of the bands: days since arrival, contacts, days of silence, minutes to the first contact
# and percent of core's prediction.
AGE_EDGES = (1, 3, 7, 14, 30, 60, 90)
CONTACT_EDGES = (1, 2, 4, 7)
SILENCE_EDGES = (2, 7, 14, 21, 45)
ANSWER_EDGES = (15, 60, 240, 1440, 4320)
CORE_EDGES = (2, 5, 10, 15, 20, 25, 30, 40, 50, 60, 70, 80, 90)
EDGES = {
    "age": AGE_EDGES,
    "contacts": CONTACT_EDGES,
    "silence": SILENCE_EDGES,
    "answer": ANSWER_EDGES,
    "core": CORE_EDGES,
}
# Columns of the lead whose value is the key. Not the expected revenue, nor the customer with the
# address and language it brings: the sale itself fills them in, they would foretell the past.
COLUMNS = (
    "kms_channel",
    "source_id",
    "medium_id",
    "campaign_id",
    "phone_state",
    "email_state",
)
# What a company may add: see res.company.kms_score_field_ids.
CATEGORY_TYPES = ("char", "selection", "many2one", "boolean")
NUMBER_TYPES = ("integer", "float", "monetary")
# What has to be in the database before exchanges are counted there.
EXCHANGE_FIELDS = {
    "mail.message": ["model", "res_id", "date", "message_type"],
    "calendar.event": ["opportunity_id"],
    "kms.field.visit": ["lead_id", "visit_date"],
    "sale.order": ["opportunity_id"],
    "kms.quote.followup": ["order_id", "date"],
}
START = SQL("COALESCE(l.kms_arrival_date, l.create_date)")


class Facts(NamedTuple):
    """What a lead's exchanges say at a moment."""

    moment: object
    contacts: int
    first: object
    last: object


class Criterion(NamedTuple):
    """One criterion, told twice: to PostgreSQL and to Python.

    :param SQL sql: text expression over ``l`` (crm_lead), ``m`` (moment) and ``t`` (exchanges)
    :param read: function of a lead and its :class:`Facts` that returns the same key
    """

    sql: SQL
    read: object


class CrmLead(models.Model):
    _inherit = "crm.lead"

    @api.model
    def _kms_score_criteria(self, numbers=None, company_id=False):
        """Return every criterion of the score.

        :param dict numbers: edges of the additional fields that are numbers, by field name
        :param int company_id: the additional fields of this company; of any when left out
        :rtype: dict[str, Criterion]
        """
        criteria = {name: self._kms_column_criterion(name) for name in COLUMNS}
        criteria["organisation"] = Criterion(
            SQL("CASE WHEN COALESCE(l.partner_name, '') = '' THEN '' ELSE '1' END"),
            lambda lead, facts: "1" if lead.partner_name else "",
        )
        criteria["product"] = Criterion(
            SQL("CASE WHEN l.kms_product_id IS NULL THEN '' ELSE '1' END"),
            lambda lead, facts: "1" if lead.kms_product_id else "",
        )
        criteria["family"] = Criterion(
            SQL(
                "COALESCE((SELECT pt.categ_id::text FROM product_product pp"
                " JOIN product_template pt ON pt.id = pp.product_tmpl_id"
                " WHERE pp.id = l.kms_product_id), '')"
            ),
            lambda lead, facts: str(lead.kms_product_id.categ_id.id or ""),
        )
        criteria["core"] = Criterion(
            SQL(
                "CASE WHEN COALESCE(l.automated_probability, 0) > 0"
                " THEN width_bucket(l.automated_probability, %s::float8[])::text ELSE '' END",
                list(CORE_EDGES),
            ),
            lambda lead, facts: core_key(lead.automated_probability),
        )
        criteria |= _exchange_criteria()
        for name in numbers or {}:
            criteria[name] = self._kms_number_criterion(name, numbers[name])
        return criteria | {
            name: self._kms_column_criterion(name)
            for name in self._kms_score_extra_names(company_id)
            if name not in criteria and self._fields[name].type in CATEGORY_TYPES
        }

    @api.model
    @ormcache("company_id")
    def _kms_score_extra_names(self, company_id=False):
        """Return the additional fields that a company, or any, has its score learn from.

        :rtype: tuple[str]
        """
        domain = [("id", "=", company_id)] if company_id else []
        # sudo: whoever changes a lead has it scored, whatever companies they may see.
        chosen = self.env["res.company"].sudo().search(domain).kms_score_field_ids
        return tuple(
            name
            for name in sorted(set(chosen.mapped("name")))
            if name in self._fields
            and self._fields[name].store
            and self._fields[name].type in CATEGORY_TYPES + NUMBER_TYPES
        )

    @api.model
    def _kms_column_criterion(self, name):
        column, kind = SQL.identifier("l", name), self._fields[name].type
        if kind == "boolean":
            return Criterion(
                SQL("CASE WHEN %s THEN '1' ELSE '' END", column),
                lambda lead, facts: "1" if lead[name] else "",
            )
        if kind == "many2one":
            return Criterion(
                SQL("COALESCE(%s::text, '')", column),
                lambda lead, facts: str(lead[name].id or ""),
            )
        return Criterion(SQL("COALESCE(%s, '')", column), lambda lead, facts: lead[name] or "")

    @api.model
    def _kms_number_criterion(self, name, edges):
        return Criterion(
            _band_sql(SQL("COALESCE(%s, 0)::float8", SQL.identifier("l", name)), edges),
            lambda lead, facts: band(float(lead[name] or 0), edges),
        )

    # ------------------------------------------------------------
    # EXCHANGES
    # ------------------------------------------------------------

    @api.model
    def _kms_score_exchange_queries(self):
        """Return queries of (lead_id, moment): what counts as an exchange with a prospect.

        An addon that has exchanges of its own adds a query. Notes that the system writes do not
        count; an appointment made and a follow-up of the quotation do, and so does being
        received at the door, which stands on the lead itself.

        :rtype: list[SQL]
        """
        return [
            SQL(
                "SELECT res_id AS lead_id, date AS moment FROM mail_message"
                " WHERE model = 'crm.lead' AND message_type IN"
                " ('email', 'email_outgoing', 'comment', 'sms', 'whatsapp_message')"
            ),
            SQL(
                "SELECT opportunity_id, create_date FROM calendar_event"
                " WHERE opportunity_id IS NOT NULL"
            ),
            SQL("SELECT lead_id, visit_date FROM kms_field_visit WHERE visit_date IS NOT NULL"),
            SQL(
                "SELECT so.opportunity_id, f.date FROM kms_quote_followup f"
                " JOIN sale_order so ON so.id = f.order_id WHERE so.opportunity_id IS NOT NULL"
            ),
        ]

    @api.model
    def _kms_score_exchanges(self, moments, door=True):
        """Return the query that sums the exchanges of leads up to a moment each.

        :param SQL moments: name of a relation with lead_id and at
        :param bool door: count being received at the door too
        :return: query of lead_id, at, contacts, first, last
        :rtype: SQL
        """
        queries = self._kms_score_exchange_queries()
        if door:
            received = (
                "SELECT id, kms_contact_date FROM crm_lead WHERE kms_contact_date IS NOT NULL"
            )
            queries.append(SQL(received))
        parts = [
            SQL(
                "SELECT m.lead_id, m.at, e.moment FROM %s m JOIN (%s) AS e (lead_id, moment)"
                " ON e.lead_id = m.lead_id AND e.moment <= m.at",
                moments,
                query,
            )
            for query in queries
        ]
        return SQL(
            "SELECT lead_id, at, COUNT(*) AS contacts, MIN(moment) AS first, MAX(moment) AS last"
            " FROM (%s) AS every GROUP BY lead_id, at",
            SQL(" UNION ALL ").join(parts),
        )

    def _kms_score_facts(self, moment):
        """Return the exchanges of these leads up to a moment, in one query.

        :rtype: dict[int, Facts]
        """
        facts = self._kms_score_written_facts(moment)
        for lead in self:
            received = lead.kms_contact_date
            if received and received <= moment:
                known = facts.get(lead.id)
                moments = [received, known.first, known.last] if known else [received]
                count = known.contacts + 1 if known else 1
                facts[lead.id] = Facts(moment, count, min(moments), max(moments))
        return facts

    def _kms_score_written_facts(self, moment):
        # the leads themselves are not written first: this runs while they are being computed
        ids = [lead.id for lead in self if isinstance(lead.id, int)]
        if not ids:
            return {}
        self._kms_flush_exchanges()
        rows = self.env.execute_query(
            SQL(
                "WITH moments AS (SELECT unnest(%s) AS lead_id, %s::timestamp AS at)"
                " SELECT lead_id, contacts, first, last FROM (%s) AS t",
                ids,
                moment,
                self._kms_score_exchanges(SQL("moments"), door=False),
            )
        )
        return {row[0]: Facts(moment, *row[1:]) for row in rows}

    @api.model
    def _kms_flush_exchanges(self):
        for model, names in EXCHANGE_FIELDS.items():
            self.env[model].flush_model(names)


def core_key(percent):
    """Return the key of core's prediction; "" where core has not enough history to make one.

    :param float percent: ``automated_probability``
    :rtype: str
    """
    return band(percent, CORE_EDGES) if percent and percent > 0 else ""


def start_of(lead, facts):
    """Return when a lead arrived.

    :rtype: datetime.datetime
    """
    return lead.kms_arrival_date or lead.create_date or facts.moment


def days_silent(lead, facts):
    """Return the whole days since the last exchange, or since the arrival.

    :rtype: int
    """
    return (facts.moment - (facts.last or start_of(lead, facts))) // timedelta(days=1)


def _days_old(lead, facts):
    return (facts.moment - start_of(lead, facts)) // timedelta(days=1)


def minutes_to_answer(lead, facts):
    """Return the whole minutes from arrival to the first exchange, None before it.

    :rtype: int | None
    """
    if not facts.first:
        return None
    return (facts.first - start_of(lead, facts)) // timedelta(minutes=1)


def _exchange_criteria():
    def since(moment):
        return SQL("floor(extract(epoch FROM m.at - %s) / 86400)::int", moment)

    answer = SQL("floor(extract(epoch FROM t.first - %s) / 60)::int", START)

    def read(function, edges, lead, facts):
        return band(function(lead, facts), edges)

    return {
        "age": Criterion(_band_sql(since(START), AGE_EDGES), partial(read, _days_old, AGE_EDGES)),
        "silence": Criterion(
            _band_sql(since(SQL("COALESCE(t.last, %s)", START)), SILENCE_EDGES),
            partial(read, days_silent, SILENCE_EDGES),
        ),
        "contacts": Criterion(
            _band_sql(SQL("COALESCE(t.contacts, 0)::int"), CONTACT_EDGES),
            lambda lead, facts: band(facts.contacts, CONTACT_EDGES),
        ),
        "answer": Criterion(
            SQL("COALESCE(%s, '')", _band_sql(answer, ANSWER_EDGES)),
            partial(read, minutes_to_answer, ANSWER_EDGES),
        ),
    }


def _band_sql(value, edges):
    kind = SQL("float8[]") if any(isinstance(edge, float) for edge in edges) else SQL("int[]")
    if not edges:
        return SQL("CASE WHEN %s IS NULL THEN NULL ELSE '0' END", value)
    return SQL("width_bucket(%s, %s::%s)::text", value, list(edges), kind)
