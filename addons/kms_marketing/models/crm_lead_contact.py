from odoo import fields, models
from odoo.tools import SQL


class CrmLead(models.Model):
    """From the first word to the sale: how long it took, and what it brought."""

    _inherit = "crm.lead"

    kms_waiting_minutes = fields.Integer(aggregator="avg")
    kms_quoted_amount = fields.Monetary(
        string="Quoted amount",
        related="kms_quotation_id.amount_total",
        currency_field="company_currency",
    )

    def _read_group_select(self, aggregate_spec, query):
        # Who has not been received yet has waited for an unknown time: no part of the mean.
        if aggregate_spec == "kms_waiting_minutes:avg":
            return SQL(
                "AVG(FLOOR(EXTRACT(EPOCH FROM %s - %s) / 60))",
                self._field_to_sql(self._table, "kms_contact_date", query),
                self._field_to_sql(self._table, "kms_arrival_date", query),
            )
        return super()._read_group_select(aggregate_spec, query)
