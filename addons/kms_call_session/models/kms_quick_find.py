from odoo import api, models
from odoo.fields import Domain

from odoo.addons.kms_base.phone import normalize

SHORTEST = 3
# Of each kind: a palette shows no more.
SHOWN = 5


def index_of_parts(column):
    """Definition of an index for a part of a text; none where the database has no trigrams.

    :param str column: name of the column
    """
    return lambda registry: f"USING gin ({column} gin_trgm_ops)" if registry.has_trigram else ""


class KmsQuickFind(models.AbstractModel):
    """Prospects, customers and campaigns by a part of their name or number."""

    _name = "kms.quick.find"
    _description = "Search from the command palette"

    @api.model
    def find(self, text):
        """Find people and campaigns that the user may see, a few of each.

        :param str text: a part of a name, or of a number as people write it
        :return: dicts of model, id, kind and name, which contains what was searched
        :rtype: list[dict]
        """
        self.env["res.partner"].check_access("read")
        text = str(text or "").strip()[:60]
        if len(text) < SHORTEST:
            return []
        digits = "".join(filter(str.isdigit, text))
        is_number = len(digits) >= SHORTEST and not any(map(str.isalpha, text))
        found, sees = [], self.env["res.partner"]._kms_sees_phones()
        kinds = {
            "crm.lead": self.env._("Prospect"),
            "res.partner": self.env._("Customer"),
            "kms.call.prospect": self.env._("To call"),
            "kms.call.campaign": self.env._("Call campaign"),
        }
        for model, names, phone, label in self._get_sources():
            if not self.env[model].has_access("read"):
                continue
            # who sees no number finds nobody by a part of one
            by_number = is_number and phone and (sees or model == "res.partner")
            if by_number:
                records = self._by_number(model, phone, text, digits if sees else "")
            else:
                domain = Domain.OR(Domain(name, "ilike", text) for name in names)
                records = self.env[model].search(domain, limit=SHOWN)
            found += [
                {"model": model, "id": record.id, "name": label(record), "kind": kinds[model]}
                for record in records
            ]
        return found

    def _by_number(self, model, phone, text, digits):
        """People with a number, or else with a part of it: of its digits where these are given."""
        whole = normalize(text).e164
        found = whole and self.env[model].search([(phone, "=", whole)], limit=SHOWN)
        part = digits.lstrip("0") or text
        return found or self.env[model].search([(phone, "ilike", part)], limit=SHOWN)

    def _get_sources(self):
        """Where is searched: model, fields of a name, field of a number, what is shown."""

        def with_phone(name, phone):
            number = phone and (normalize(phone).international or phone)
            number = self.env["res.partner"]._kms_shown_phone(number)
            return " \u00b7 ".join(filter(None, (name, number)))

        return [
            (
                "crm.lead",
                ("name", "contact_name", "partner_name"),
                "phone_sanitized",
                lambda lead: with_phone(
                    " \u00b7 ".join(dict.fromkeys(filter(None, (lead.contact_name, lead.name)))),
                    lead.phone_sanitized,
                ),
            ),
            (
                "res.partner",
                ("complete_name",),
                "phone_sanitized",
                lambda partner: with_phone(partner.display_name, partner.phone_sanitized),
            ),
            (
                "kms.call.prospect",
                ("name", "company_name"),
                "phone",
                lambda prospect: with_phone(
                    f"{prospect.name}, {prospect.campaign_id.name}", prospect.phone
                ),
            ),
            ("kms.call.campaign", ("name",), None, lambda campaign: campaign.name),
        ]
