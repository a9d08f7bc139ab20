from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.kms_base.models.crm_team import CHANNELS

KINDS = [
    ("arrival", "Arrival"),
    ("contact", "First contact"),
    ("field_visit", "Field visit"),
    ("quotation", "Quotation"),
    ("followup", "Follow-up"),
    ("appointment", "Appointment"),
    ("message", "Message"),
    ("activity", "Activity to do"),
    ("attachment", "Attachment"),
    ("rating", "Satisfaction"),
]


class KmsCustomerHistory(models.Model):
    """All that happened with a customer, newest first, wherever it was written down.

    Each line belongs to a prospect or a quotation, and is seen by whoever sees that one.
    """

    _name = "kms.customer.history"
    _description = "Customer history"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "summary"
    _depends = {
        "calendar.event": ["name", "opportunity_id", "start"],
        "crm.lead": [
            "company_id",
            "kms_arrival_date",
            "kms_channel",
            "kms_contact_date",
            "name",
            "partner_id",
            "user_id",
        ],
        "kms.field.visit": ["action_taken", "lead_id", "need", "next_step", "visit_date"],
        "kms.quote.followup": ["comment", "date", "next_action", "order_id"],
        "kms.satisfaction": ["answer_date", "comment", "partner_id", "rating", "state"],
        "mail.activity": ["active", "date_deadline", "res_id", "res_model", "summary"],
        "sale.order": ["company_id", "date_order", "kms_channel", "name", "partner_id", "user_id"],
        "res.partner": ["commercial_partner_id"],
    }

    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    date = fields.Datetime(readonly=True)
    kind = fields.Selection(KINDS, readonly=True)
    summary = fields.Char(readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    kms_channel = fields.Selection(CHANNELS, string="Channel", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    res_model = fields.Char(string="Document model", readonly=True)
    res_id = fields.Many2oneReference(string="Document", model_field="res_model", readonly=True)

    @property
    def _table_query(self):
        parts = self._get_parts()
        # other addons add kinds of their own
        kinds = self._fields["kind"].get_values(self.env)
        lines = [
            SQL(
                """SELECT x.id * %s + %s AS id, p.commercial_partner_id AS partner_id, x.date,
                          %s AS kind, LEFT(x.summary, 200) AS summary, x.user_id, x.kms_channel,
                          x.company_id, x.res_model, x.res_id
                     FROM (%s) x JOIN res_partner p ON p.id = x.partner_id""",
                len(kinds),
                index,
                kind,
                parts[kind],
            )
            for index, kind in enumerate(kinds)
            if kind in parts
        ]
        return SQL(" UNION ALL ").join(lines)

    def _get_parts(self):
        """Return the SQL of each kind of line."""
        return self._get_lead_parts() | self._get_order_parts()

    def _get_lead_parts(self):
        return {
            "arrival": self._lead_moment(SQL("l.kms_arrival_date")),
            "contact": self._lead_moment(SQL("l.kms_contact_date")),
            "field_visit": self._of_lead(
                "kms.field.visit",
                SQL("v.visit_date"),
                SQL("CONCAT_WS(' · ', v.need, v.action_taken, v.next_step)"),
                SQL("kms_field_visit v JOIN crm_lead l ON l.id = v.lead_id"),
            ),
            "appointment": self._of_lead(
                "calendar.event",
                SQL("v.start"),
                SQL("v.name"),
                SQL("calendar_event v JOIN crm_lead l ON l.id = v.opportunity_id"),
            ),
            "message": self._message(),
            "activity": self._of_lead(
                "crm.lead",
                SQL("v.date_deadline::timestamp"),
                SQL("v.summary"),
                SQL(
                    "mail_activity v JOIN crm_lead l "
                    "ON v.res_model = 'crm.lead' AND l.id = v.res_id AND v.active"
                ),
                SQL("l.id"),
            ),
            "attachment": self._of_lead(
                "ir.attachment",
                SQL("v.create_date"),
                SQL("v.name"),
                SQL(
                    "ir_attachment v JOIN crm_lead l ON v.res_model = 'crm.lead' "
                    "AND l.id = v.res_id AND v.res_field IS NULL"
                ),
            ),
        }

    def _get_order_parts(self):
        return {
            "quotation": self._of_order(
                "sale.order", SQL("s.date_order"), SQL("s.name"), SQL("sale_order s"), SQL("s.id")
            ),
            "followup": self._of_order(
                "sale.order",
                SQL("f.date"),
                SQL("CONCAT_WS(' · ', s.name, f.comment, f.next_action)"),
                SQL("kms_quote_followup f JOIN sale_order s ON s.id = f.order_id"),
                SQL("f.id"),
            ),
            "rating": SQL(
                """SELECT k.id, k.answer_date AS date,
                          CONCAT_WS(' · ', k.rating || '/5', k.document_name, k.comment) AS summary,
                          k.user_id, k.kms_channel, k.company_id,
                          'kms.satisfaction' AS res_model, k.id AS res_id, k.partner_id
                     FROM kms_satisfaction k WHERE k.state = 'answered'"""
            ),
        }

    def _lead_moment(self, date):
        return SQL(
            """SELECT l.id, %s AS date, l.name AS summary, l.user_id, l.kms_channel, l.company_id,
                      'crm.lead' AS res_model, l.id AS res_id, l.partner_id
                 FROM crm_lead l WHERE %s IS NOT NULL""",
            date,
            date,
        )

    def _of_lead(self, model, date, summary, source, res_id=None):
        """Return the SQL of records `v` that hang on a prospect `l`."""
        return SQL(
            """SELECT v.id, %s AS date, %s AS summary, l.user_id, l.kms_channel, l.company_id,
                      %s AS res_model, %s AS res_id, l.partner_id
                 FROM %s""",
            date,
            summary,
            model,
            res_id or SQL("v.id"),
            source,
        )

    def _of_order(self, model, date, summary, source, record_id):
        """Return the SQL of records that hang on a quotation `s`."""
        return SQL(
            """SELECT %s AS id, %s AS date, %s AS summary, s.user_id, s.kms_channel, s.company_id,
                      %s AS res_model, s.id AS res_id, s.partner_id
                 FROM %s""",
            record_id,
            date,
            summary,
            model,
            source,
        )

    def _message(self):
        """Return the SQL of what people wrote on prospects, as plain text."""
        return SQL(
            """SELECT m.id, m.date,
                      CONCAT_WS(' · ', m.subject, TRIM(REGEXP_REPLACE(m.body, '<[^>]*>', ' ', 'g')))
                          AS summary,
                      l.user_id, l.kms_channel, l.company_id,
                      'crm.lead' AS res_model, l.id AS res_id, l.partner_id
                 FROM mail_message m JOIN crm_lead l ON m.model = 'crm.lead' AND l.id = m.res_id
                WHERE m.message_type IN ('comment', 'email', 'email_outgoing') AND m.body != ''"""
        )

    def action_open_document(self):
        """Open what the line is about.

        :rtype: dict
        :raise UserError: it does not exist any more
        """
        self.ensure_one()
        self.check_access("read")
        document = self.env[self.res_model].browse(self.res_id).exists()
        if not document:
            raise UserError(self.env._("The document does not exist any more."))
        if self.res_model == "ir.attachment":
            return {"type": "ir.actions.act_url", "url": f"/web/content/{document.id}"}
        return document._get_records_action()
