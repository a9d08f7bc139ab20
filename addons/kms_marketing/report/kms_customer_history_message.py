from odoo import models
from odoo.tools import SQL

# What people wrote to or about each other; the rest are traces of changes.
WRITTEN = ("comment", "email", "email_outgoing", "sms")


class KmsCustomerHistory(models.Model):
    """What was written, and meetings without a prospect."""

    _inherit = "kms.customer.history"

    def _get_message_parts(self):
        """Return the SQL of messages, which carry their own kind, and of a customer's meetings."""
        sources = (
            (
                "crm.lead",
                SQL("l.user_id, l.kms_channel, l.company_id, l.partner_id, l.id AS lead_id"),
                SQL("crm_lead l ON l.id = m.res_id"),
            ),
            (
                "sale.order",
                SQL(
                    "s.user_id, s.kms_channel, s.company_id, s.partner_id, "
                    "s.opportunity_id AS lead_id"
                ),
                SQL("sale_order s ON s.id = m.res_id"),
            ),
            (
                "res.partner",
                SQL(
                    "r.user_id, NULL::varchar AS kms_channel, r.company_id, r.id AS partner_id, "
                    "NULL::int AS lead_id"
                ),
                SQL("res_partner r ON r.id = m.res_id"),
            ),
        )
        return {
            "message": [
                self._messages_on(model, columns, join) for model, columns, join in sources
            ],
            "meeting": SQL(
                """SELECT v.id, v.start AS date, v.name AS summary, v.user_id,
                          NULL::varchar AS kms_channel, p.company_id,
                          'calendar.event' AS res_model, v.id AS res_id, p.id AS partner_id,
                          NULL::int AS lead_id, NULL::varchar AS phone
                     FROM calendar_event v
                     JOIN calendar_event_res_partner_rel a ON a.calendar_event_id = v.id
                     JOIN res_partner p ON p.id = a.res_partner_id
                    WHERE v.res_model = 'res.partner' AND v.res_id = p.id AND v.active"""
            ),
        }

    def _messages_on(self, model, columns, join, phone=None):
        """Return the SQL of what people wrote on the documents of a model, as plain text."""
        xmlid_to_id = self.env["ir.model.data"]._xmlid_to_res_id
        return SQL(
            """SELECT m.id, m.date,
                      CASE WHEN m.subtype_id = %(whatsapp)s THEN 'whatsapp'
                           WHEN m.message_type = 'sms' THEN 'sms'
                           WHEN m.message_type <> 'comment' THEN 'email'
                           WHEN m.subtype_id = %(note)s THEN 'note'
                           ELSE 'message' END AS kind,
                      CONCAT_WS(' · ', m.subject,
                                TRIM(REGEXP_REPLACE(LEFT(m.body, 2000), '<[^>]*>', ' ', 'g')))
                          AS summary,
                      m.model AS res_model, m.res_id, %(columns)s, %(phone)s AS phone
                 FROM mail_message m JOIN %(join)s
                WHERE m.model = %(model)s AND m.message_type IN %(written)s AND m.body != ''""",
            whatsapp=xmlid_to_id("kms_marketing.mt_whatsapp"),
            note=xmlid_to_id("mail.mt_note"),
            columns=columns,
            phone=phone or SQL("NULL::varchar"),
            join=join,
            model=model,
            written=WRITTEN,
        )
