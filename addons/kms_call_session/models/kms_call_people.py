import ast
import logging
from collections import Counter
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.kms_base.phone import normalize, quick

from ..calling import may_not_call

_logger = logging.getLogger(__name__)

INSERT_ROWS = 2000
# Leads that join a live campaign in one run, and how far back a run looks again: a lead may appear
# a moment after its own date, when its transaction ends.
LIVE_LIMIT = 1000
LIVE_OVERLAP = timedelta(minutes=10)
COLUMNS = {
    "name": "varchar",
    "company_name": "varchar",
    "phone": "varchar",
    "email": "varchar",
    "city": "varchar",
    "note": "text",
    "is_business": "bool",
    "lead_id": "int4",
    "partner_id": "int4",
    "priority": "varchar",
    "state": "varchar",
    "refusal": "varchar",
}
# What a second mention of somebody completes.
COMPLETED = ("lead_id", "partner_id", "company_name", "email", "city", "note")


class KmsCallPeople(models.AbstractModel):
    """People who join a campaign: once per phone number, unless they may not be called."""

    _name = "kms.call.people"
    _description = "People who join a call campaign"

    @api.model
    def _add(self, campaign, people, dry=False):
        """Put people into a campaign; the number of queries hardly depends on how many they are.

        :param campaign: `kms.call.campaign`
        :param people: dicts with keys of :data:`COLUMNS`; phone as written
        :param bool dry: only count
        :return: people by what became of them: ``all``, ``added``, ``known`` (in the campaign
            already, or twice among these), ``no_phone``, and of those added by the reason why
            they are not called: ``opt_out``, ``no_consent``
        :rtype: Counter
        """
        campaign.ensure_one()
        counts, by_phone = Counter(), {}
        country = campaign.company_id.country_id.code or ""
        for person in people:
            counts["all"] += 1
            phone = self._read_phone(person.get("phone"), country)
            if not phone:
                counts["no_phone"] += 1
            elif phone in by_phone:
                counts["known"] += 1
                self._complete(by_phone[phone], person)
            else:
                by_phone[phone] = {**person, "phone": phone}
        self._judge(campaign, by_phone)
        there = self._read_there(campaign, by_phone)
        counts["known"] += len(there)
        new = [person for phone, person in by_phone.items() if phone not in there]
        counts.update(person["refusal"] for person in new if person["refusal"])
        counts["added"] = len(new)
        if not dry:
            self._insert(campaign, list(by_phone.values()))
        return counts

    @api.model
    def _read_phone(self, written, country):
        written = (written or "").strip()
        plain = quick(written, country) if written else None
        if plain:
            return plain[0]
        known = normalize(written, country)
        if known.suggestion:
            known = normalize(known.suggestion, country)
        return known.e164

    def _complete(self, person, other):
        for name in COMPLETED:
            person[name] = person.get(name) or other.get(name)

    def _judge(self, campaign, by_phone):
        """Say of each person whether they may be called."""
        words = self.env["kms.call.consent"]._last_words(by_phone, campaign.company_id)
        today = campaign.company_id._kms_today()
        for phone, person in by_phone.items():
            reason = may_not_call(
                phone,
                today,
                is_business=bool(person.get("is_business")),
                said=words.get(phone, ""),
                has_contract=campaign.legal_basis == "contract",
            )
            person["refusal"] = reason or None
            person["state"] = "refused" if reason else "to_call"

    def _read_there(self, campaign, phones):
        self.env["kms.call.prospect"].flush_model(["campaign_id", "phone"])
        self.env.cr.execute(
            SQL(
                "SELECT phone FROM kms_call_prospect WHERE campaign_id = %s AND phone = ANY(%s)",
                campaign.id,
                list(phones),
            )
        )
        return {phone for (phone,) in self.env.cr.fetchall()}

    def _insert(self, campaign, people):
        columns = SQL(", ").join(map(SQL.identifier, COLUMNS))
        completed = SQL(", ").join(
            SQL("%s = COALESCE(p.%s, EXCLUDED.%s)", *[SQL.identifier(name)] * 3)
            for name in COMPLETED
        )
        missing = SQL(" OR ").join(
            SQL("p.%s IS NULL AND EXCLUDED.%s IS NOT NULL", *[SQL.identifier(name)] * 2)
            for name in COMPLETED
        )
        for start in range(0, len(people), INSERT_ROWS):
            part = people[start : start + INSERT_ROWS]
            arrays = SQL(", ").join(
                SQL("%s::%s[]", [self._cell(person, name) for person in part], SQL.identifier(kind))
                for name, kind in COLUMNS.items()
            )
            self.env.cr.execute(
                SQL(
                    """INSERT INTO kms_call_prospect AS p
                              (campaign_id, company_id, tries, create_uid, create_date, write_uid,
                               write_date, %(columns)s)
                       SELECT %(campaign)s, %(company)s, 0, %(user)s, NOW() AT TIME ZONE 'UTC',
                              %(user)s, NOW() AT TIME ZONE 'UTC', people.*
                         FROM UNNEST(%(arrays)s) AS people
                  ON CONFLICT (campaign_id, phone) DO UPDATE SET %(completed)s WHERE %(missing)s""",
                    columns=columns,
                    campaign=campaign.id,
                    company=campaign.company_id.id,
                    user=self.env.uid,
                    arrays=arrays,
                    completed=completed,
                    missing=missing,
                )
            )
        self.env["kms.call.prospect"].invalidate_model()
        campaign.invalidate_recordset(["prospect_ids"])

    def _cell(self, person, name):
        value = person.get(name)
        if name == "name":
            return value or person.get("company_name") or person["phone"]
        if name == "priority":
            return value or "0"
        if name == "is_business":
            return bool(value)
        return value or None

    # -- where they come from --------------------------------------------------------------------

    @api.model
    def _from_leads(self, leads):
        """Leads as people to call."""
        for lead in leads:
            partner = lead.partner_id
            yield {
                "name": lead.contact_name or lead.partner_name or lead.name,
                "company_name": lead.partner_name or partner.commercial_company_name,
                "phone": lead.phone_sanitized or lead.phone or partner.phone_sanitized,
                "email": lead.email_from or partner.email,
                "city": lead.city or partner.city,
                "is_business": bool(lead.partner_name or partner.commercial_company_name),
                "lead_id": lead.id,
                "partner_id": partner.id,
                "priority": min(lead.priority or "0", "2"),
            }

    @api.model
    def _from_partners(self, partners):
        """Customers as people to call; the important ones first."""
        for partner in partners:
            yield {
                "name": partner.name or partner.display_name,
                "company_name": partner.commercial_company_name,
                "phone": partner.phone_sanitized or partner.phone or partner.kms_mobile,
                "email": partner.email,
                "city": partner.city,
                "is_business": bool(partner.is_company or partner.commercial_company_name),
                "partner_id": partner.id,
                "priority": "1" if partner.kms_status == "vip" else "0",
            }

    # -- live ------------------------------------------------------------------------------------

    @api.model
    def _read_domain(self, text):
        """A filter as the domain widget keeps it.

        :raise UserError: it is none
        """
        try:
            domain = ast.literal_eval(text or "[]")
        except (ValueError, SyntaxError) as error:
            raise UserError(self.env._("This filter cannot be read. Choose it again.")) from error
        return domain

    @api.model
    def _cron_kms_join(self):
        """New leads join the live campaigns that they match."""
        campaigns = self.env["kms.call.campaign"].search(
            [("state", "=", "running"), ("is_live", "=", True)], limit=100
        )
        for done, campaign in enumerate(campaigns, 1):
            try:
                with self.env.cr.savepoint():
                    self._join(campaign)
            except Exception:
                _logger.exception("new leads cannot join call campaign %s", campaign.id)
                self.env.invalidate_all()
            if not self.env["ir.cron"]._commit_progress(1, remaining=len(campaigns) - done):
                break

    def _join(self, campaign):
        """Add the leads that arrived since the last time; the oldest first, a bounded number.

        :rtype: Counter
        """
        now = fields.Datetime.now()
        since = (campaign.live_date or now) - LIVE_OVERLAP
        domain = [
            *self._read_domain(campaign.live_domain),
            ("create_date", ">", since),
            ("company_id", "in", (False, campaign.company_id.id)),
        ]
        leads = self.env["crm.lead"].search(domain, order="create_date, id", limit=LIVE_LIMIT)
        counts = self._add(campaign, self._from_leads(leads))
        full = len(leads) == LIVE_LIMIT
        campaign.live_date = leads[-1].create_date + LIVE_OVERLAP if full else now
        return counts
