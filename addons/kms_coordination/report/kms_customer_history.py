from odoo import fields, models
from odoo.tools import SQL


class KmsCustomerHistory(models.Model):
    """The disputes of a customer: what they were about and what came of them."""

    _inherit = "kms.customer.history"
    _depends = {
        "kms.dispute": [
            "company_id",
            "date",
            "description",
            "kms_channel",
            "name",
            "partner_id",
            "sale_id",
            "user_id",
        ]
    }

    kind = fields.Selection(selection_add=[("dispute", "Dispute")])

    def _get_kind_models(self):
        return super()._get_kind_models() | {"dispute": "kms.dispute"}

    def _get_parts(self):
        return super()._get_parts() | {
            "dispute": SQL(
                """SELECT d.id, d.date, CONCAT_WS(' · ', d.name, s.name, d.description) AS summary,
                          COALESCE(s.user_id, d.user_id) AS user_id, d.kms_channel, d.company_id,
                          'kms.dispute' AS res_model, d.id AS res_id, d.partner_id,
                          s.opportunity_id AS lead_id, NULL::varchar AS phone
                     FROM kms_dispute d LEFT JOIN sale_order s ON s.id = d.sale_id"""
            )
        }
