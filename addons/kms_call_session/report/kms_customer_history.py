from odoo import fields, models
from odoo.tools import SQL


class KmsCustomerHistory(models.Model):
    """Calls are part of what happened with a customer."""

    _inherit = "kms.customer.history"
    _depends = {
        "kms.call": [
            "campaign_id",
            "is_undone",
            "lead_id",
            "note",
            "outcome_id",
            "partner_id",
            "start",
            "user_id",
        ]
    }

    kind = fields.Selection(selection_add=[("call", "Phone call")])

    def _get_kind_models(self):
        return super()._get_kind_models() | {"call": "kms.call"}

    def _get_subjects(self):
        return super()._get_subjects() | {
            "kms.call.prospect": ("partner_id.commercial_partner_id", "lead_id", "phone")
        }

    def _as_reader(self, document):
        """Who holds a card was given the person, and sees what was said to them by anybody."""
        if document._name == "kms.call.prospect" and document.lease_user_id == self.env.user:
            # sudo: the kinds are those that the reader may see, the person is theirs to call
            return self.sudo()
        return super()._as_reader(document)

    def _get_parts(self):
        parts = super()._get_parts()
        # who has no card yet was written to as well
        written = self._messages_on(
            "kms.call.prospect",
            SQL(
                "m.create_uid AS user_id, NULL::varchar AS kms_channel, p.company_id, "
                "p.partner_id, p.lead_id"
            ),
            SQL("kms_call_prospect p ON p.id = m.res_id"),
            SQL("p.phone"),
        )
        return parts | {
            "call": self._call(),
            "message": [*parts["message"], written],
        }

    def _call(self):
        """Return the SQL of calls: how long, what came of it, what was noted."""
        return SQL(
            """SELECT k.id, k.start AS date,
                      CONCAT_WS(' · ', COALESCE(o.name->>%s, o.name->>'en_US'),
                                (k.duration / 60) || ' min ' || (k.duration %% 60) || ' s',
                                c.name, k.note) AS summary,
                      k.user_id, c.kms_channel, k.company_id, 'kms.call' AS res_model,
                      k.id AS res_id, COALESCE(k.partner_id, p.partner_id, l.partner_id)
                          AS partner_id,
                      COALESCE(k.lead_id, p.lead_id) AS lead_id, k.phone
                 FROM kms_call k
                 JOIN kms_call_outcome o ON o.id = k.outcome_id
                 JOIN kms_call_campaign c ON c.id = k.campaign_id
            LEFT JOIN kms_call_prospect p ON p.id = k.prospect_id
            LEFT JOIN crm_lead l ON l.id = COALESCE(k.lead_id, p.lead_id)
                WHERE k.is_undone IS NOT TRUE""",
            self.env.lang or "en_US",
        )
