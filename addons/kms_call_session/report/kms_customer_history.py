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

    kind = fields.Selection(selection_add=[("call", "Call")])

    def _get_parts(self):
        return super()._get_parts() | {"call": self._call()}

    def _call(self):
        """Return the SQL of calls: how long, what came of it, what was noted."""
        return SQL(
            """SELECT k.id, k.start AS date,
                      CONCAT_WS(' · ', COALESCE(o.name->>%s, o.name->>'en_US'),
                                (k.duration / 60) || ' min ' || (k.duration %% 60) || ' s',
                                c.name, k.note) AS summary,
                      k.user_id, c.kms_channel, k.company_id, 'kms.call' AS res_model,
                      k.id AS res_id, COALESCE(k.partner_id, l.partner_id) AS partner_id
                 FROM kms_call k
                 JOIN kms_call_outcome o ON o.id = k.outcome_id
                 JOIN kms_call_campaign c ON c.id = k.campaign_id
            LEFT JOIN kms_call_prospect p ON p.id = k.prospect_id
            LEFT JOIN crm_lead l ON l.id = COALESCE(k.lead_id, p.lead_id)
                WHERE k.is_undone IS NOT TRUE""",
            self.env.lang or "en_US",
        )
