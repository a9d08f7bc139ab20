from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.iap.tools import iap_tools

# What a known lead or customer may be completed with, where it has nothing.
COMPLETED = {
    "crm.lead": [
        "contact_name",
        "partner_name",
        "phone",
        "email_from",
        "function",
        "street",
        "city",
        "description",
        "source_id",
        "medium_id",
        "campaign_id",
        "kms_product_id",
        "kms_external_id",
        "expected_revenue",
    ],
    "res.partner": ["function", "street", "city"],
}


class KmsLeadImport(models.Model):
    """Rows that have been understood become leads."""

    _inherit = "kms.lead.import"

    def _import_lead(self, outcomes, memory, samples):
        """Create and complete leads; outcomes and memory are those of :meth:`_outcomes`.

        :param dict samples: see ``kms.bulk.create``
        """
        if "base" not in memory:
            memory["base"] = self._prepare_base()
            memory["takers"] = self._takers()
        teams, takers = memory["base"]["teams"], memory["takers"]
        created, rows = [], []
        start = len(memory["numbers"]) - len(outcomes)
        for row, outcome in enumerate(outcomes, start):
            if outcome.action == "create":
                rows.append(row)
                taker = takers[memory.setdefault("turn", 0) % len(takers)]
                memory["turn"] += 1
                created.append(self._prepare_lead(outcome.read, taker, memory["base"], teams))
            elif outcome.action == "update":
                self._complete(outcome)
        leads = self.env["kms.bulk.create"]._create_many(self.env["crm.lead"], created, samples)
        # for rows of this part that speak of somebody of this part
        memory["made"] = dict(zip(rows, leads.ids, strict=True))

    def _prepare_base(self):
        """What all leads of the file have, and the team of each channel that is asked for."""
        defaults = {"source_id": self.source_id.id, "campaign_id": self.campaign_id.id}
        return {
            "values": {name: value for name, value in defaults.items() if value},
            "teams": {},
        }

    def _takers(self):
        """Ids of the users who get the leads, in turn.

        :raise UserError: the team has nobody
        """
        if self.assign == "none":
            return [False]
        if self.assign == "one":
            return self.user_id.ids or [False]
        # sudo: who works in a team is no secret for the one who shares leads out
        members = self._team(self.kms_channel).sudo().member_ids
        if not members:
            raise UserError(
                self.env._("The team of this channel has no member. Assign the leads to a person.")
            )
        return members.ids

    def _team(self, channel):
        # sudo: the team of a channel is not always one's own
        Team = self.env["crm.team"].sudo()
        return Team._kms_get_channel_team(channel, self.company_id)

    def _prepare_lead(self, read, user_id, base, teams):
        """Values of a lead, with what the ORM would otherwise work out again at a high price."""
        channel = read.values.get("kms_channel") or self.kms_channel
        if channel not in teams:
            teams[channel] = self._team(channel).id
        values = {
            **base["values"],
            **read.values,
            "kms_channel": channel,
            "team_id": teams[channel],
            "user_id": user_id,
            "kms_import_id": self.id,
        }
        if read.phone:
            # understood by the same rules as core's, so it is a number that can be dialled
            values |= {"phone_sanitized": read.phone, "phone_state": "correct"}
        if read.email:
            values |= {
                "email_normalized": read.email,
                "email_domain_criterion": _email_criterion(read.email),
                "email_state": "correct",
            }
        return values

    @api.model
    def _complete(self, outcome):
        """Fill in what a known record does not say yet, if it is the reader's to change."""
        record = self.env[outcome.known.model].browse(outcome.known.record_id)
        if not record.has_access("write"):
            return
        values = {
            name: outcome.read.values[name]
            for name in COMPLETED[record._name]
            if outcome.read.values.get(name) and not record[name]
        }
        if values:
            record.with_context(mail_auto_subscribe_no_notify=True).write(values)


def _email_criterion(email):
    """What core compares addresses by: the domain, or all of it when everybody has that domain."""
    domain = email.rsplit("@", 1)[1]
    return email if domain in iap_tools._MAIL_DOMAIN_BLACKLIST else f"@{domain}"
