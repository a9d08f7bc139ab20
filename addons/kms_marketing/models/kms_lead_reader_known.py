from typing import NamedTuple

from odoo import models
from odoo.tools import SQL

# What identifies somebody, the surest first: key of the row -> column of the lead.
LEAD_KEYS = {
    "external_id": "kms_external_id",
    "phone": "phone_sanitized",
    "email_from": "email_normalized",
}
PARTNER_KEYS = [
    ("phone", "phone_sanitized"),
    ("phone", "kms_mobile_sanitized"),
    ("email_from", "email_normalized"),
]


class Known(NamedTuple):
    """Whom a row speaks of: a lead or a customer by ``model`` and ``record_id``, or an earlier
    ``row`` (index) of the same file; ``key`` is the column by which they were recognised."""

    key: str
    model: str = ""
    record_id: int = 0
    row: int | None = None


class KmsLeadReader(models.AbstractModel):
    """Who of the rows that came in is known already."""

    _inherit = "kms.lead.reader"

    def _find_known(self, results, company, memory=None):
        """Recognise leads, customers and earlier rows by external id, phone and e-mail.

        Leads come before customers, active leads before lost ones, older before newer. Rows with
        problems are nobody's duplicate and have none. Record rules do not count: a colleague's
        prospect is known too, so check access before showing who it is.

        :param results: list of :class:`ReadLead`
        :param company: `res.company`; records of other companies do not count
        :param dict memory: for a long file read part by part, kept from call to call: starts empty.
            Rows are then counted over all parts.
        :return: for each result its :class:`Known`, or None
        :rtype: list[Known | None]
        """
        keys = [_keys(result) for result in results]
        asked = {key: list({values[key] for values in keys if key in values}) for key in LEAD_KEYS}
        found = self._find_known_partners(asked, company)
        for pair, record_id in self._find_known_leads(asked, company).items():
            found[pair] = Known(pair[0], "crm.lead", record_id)
        memory = {} if memory is None else memory
        first = memory.setdefault("first", {})
        answers, start = [], memory.get("rows", 0)
        memory["rows"] = start + len(keys)
        for row, values in enumerate(keys, start):
            known = next((found[pair] for pair in values.items() if pair in found), None)
            twin = next((pair for pair in values.items() if pair in first), None)
            # who came in with an earlier part of the file is a lead by now
            if twin and (not known or first[twin] < start):
                known = Known(twin[0], *(known or ())[1:3], row=first[twin])
            for pair in values.items():
                first.setdefault(pair, row)
            answers.append(known)
        return answers

    def _find_known_leads(self, asked, company):
        self.env["crm.lead"].flush_model([*LEAD_KEYS.values(), "company_id", "active"])
        queries = [
            SQL(
                """(SELECT DISTINCT ON (value) %(key)s, value, lead.id
                      FROM unnest(%(values)s::varchar[]) AS asked(value)
                      JOIN crm_lead lead ON lead.%(column)s = asked.value
                     WHERE lead.company_id IS NULL OR lead.company_id = %(company)s
                  ORDER BY value, lead.active DESC, lead.id)""",
                key=key,
                values=asked[key],
                column=SQL.identifier(column),
                company=company.id,
            )
            for key, column in LEAD_KEYS.items()
            if asked[key]
        ]
        return self._fetch_known(queries)

    def _find_known_partners(self, asked, company):
        columns = [column for _key, column in PARTNER_KEYS]
        self.env["res.partner"].flush_model([*columns, "company_id", "active", "parent_id", "type"])
        queries = [
            SQL(
                """(SELECT DISTINCT ON (value) %(key)s, value, card.id
                      FROM unnest(%(values)s::varchar[]) AS asked(value)
                      JOIN res_partner card ON card.%(column)s = asked.value
                     WHERE card.active
                       AND (card.company_id IS NULL OR card.company_id = %(company)s)
                       AND (card.parent_id IS NULL OR card.type = 'contact')
                  ORDER BY value, card.parent_id IS NOT NULL, card.id)""",
                key=key,
                values=asked[key],
                column=SQL.identifier(column),
                company=company.id,
            )
            for key, column in PARTNER_KEYS
            if asked[key]
        ]
        return {
            pair: Known(pair[0], "res.partner", record_id)
            for pair, record_id in self._fetch_known(queries).items()
        }

    def _fetch_known(self, queries):
        """Run the parts of a UNION; the first answer for a key and a value stands."""
        if not queries:
            return {}
        query = SQL(" UNION ALL ").join(queries)
        self.env.cr.execute(query)
        found = {}
        for key, value, record_id in self.env.cr.fetchall():
            found.setdefault((key, value), record_id)
        return found


def _keys(result):
    """What identifies a row, the surest first; nothing when the row has problems."""
    if result.problems:
        return {}
    values = {
        "external_id": result.values.get("kms_external_id"),
        "phone": result.phone,
        "email_from": result.email,
    }
    return {key: value for key, value in values.items() if value}
