from odoo import api, fields, models
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
    ("order", "Order"),
    ("meeting", "Meeting"),
    ("email", "E-mail"),
    ("whatsapp", "WhatsApp"),
    ("sms", "SMS"),
    ("note", "Note"),
    ("web", "Web page"),
]


class KmsCustomerHistory(models.Model):
    """All that happened with a customer or prospect, newest first, wherever it was written down.

    Each line belongs to a prospect or a quotation, and is seen by whoever sees that one, if they
    may see such documents at all (:meth:`_get_kind_models`).
    """

    _name = "kms.customer.history"
    _description = "Customer history"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "summary"
    _depends = {
        "calendar.event": ["name", "opportunity_id", "partner_ids", "res_id", "res_model", "start"],
        "crm.lead": [
            "company_id",
            "kms_arrival_date",
            "kms_channel",
            "kms_contact_date",
            "name",
            "partner_id",
            "user_id",
        ],
        "kms.lead.delivery": ["contact", "lead_id", "received_at", "source_id"],
        "kms.field.visit": ["action_taken", "lead_id", "need", "next_step", "visit_date"],
        "kms.quote.followup": ["comment", "date", "next_action", "order_id"],
        "kms.satisfaction": ["answer_date", "comment", "partner_id", "rating", "state"],
        "mail.message": ["body", "date", "message_type", "model", "res_id", "subject"],
        "mail.activity": ["active", "date_deadline", "res_id", "res_model", "summary"],
        "sale.order": [
            "company_id",
            "date_order",
            "kms_channel",
            "name",
            "opportunity_id",
            "partner_id",
            "state",
            "user_id",
        ],
        "res.partner": ["commercial_partner_id"],
    }

    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    lead_id = fields.Many2one("crm.lead", string="Prospect", readonly=True)
    phone = fields.Char(readonly=True, help="Of somebody who has no card yet.")
    date = fields.Datetime(readonly=True)
    kind = fields.Selection(KINDS, readonly=True)
    summary = fields.Char(readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    kms_channel = fields.Selection(CHANNELS, string="Channel", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    res_model = fields.Char(string="Document model", readonly=True)
    res_id = fields.Many2oneReference(string="Document", model_field="res_model", readonly=True)
    amount = fields.Monetary(compute="_compute_amount", currency_field="currency_id")
    currency_id = fields.Many2one("res.currency", compute="_compute_amount")

    def _get_amount_fields(self):
        """Return what a line is worth: a field of its document, by kind.

        :rtype: dict[str, str]
        """
        return {"quotation": "amount_total", "order": "amount_total"}

    def _get_kind_models(self):
        """Return whose documents a kind of line shows: who may not read those does not see it.

        :rtype: dict[str, str]
        """
        return {
            **dict.fromkeys((kind for kind, _label in KINDS), "crm.lead"),
            "field_visit": "kms.field.visit",
            "quotation": "sale.order",
            "order": "sale.order",
            "followup": "kms.quote.followup",
            "rating": "kms.satisfaction",
            "meeting": "calendar.event",
        }

    def _get_visible_kinds(self):
        """Return the kinds of line that the reader may see.

        :rtype: list[str]
        """
        models_by_kind = self._get_kind_models()
        return [
            kind
            for kind, _label in self._fields["kind"].selection
            if self.env.su or self.env[models_by_kind[kind]].has_access("read")
        ]

    @api.depends("kind", "res_id")
    def _compute_amount(self):
        self.amount = self.currency_id = False
        for kind, name in self._get_amount_fields().items():
            lines = self.filtered(lambda line, kind=kind: line.kind == kind)
            if not lines or not self.env[lines[0].res_model].has_access("read"):
                continue
            documents = self.env[lines[0].res_model].browse(lines.mapped("res_id"))
            known = {document.id: document for document in documents._filtered_access("read")}
            for line in lines.filtered(lambda line, known=known: line.res_id in known):
                line.amount = known[line.res_id][name]
                line.currency_id = known[line.res_id].currency_id

    @property
    def _table_query(self):
        parts = self._get_parts()
        # those of other addons come after, so that an id keeps its meaning
        kinds = [kind for kind, _label in self._fields["kind"].selection]
        visible = set(self._get_visible_kinds())
        lines = [
            SQL(
                """SELECT x.id * %s + %s AS id, p.commercial_partner_id AS partner_id, x.lead_id,
                          x.phone, x.date, %s AS kind, LEFT(x.summary, 200) AS summary, x.user_id,
                          x.kms_channel, x.company_id, x.res_model, x.res_id
                     FROM (%s) x LEFT JOIN res_partner p ON p.id = x.partner_id""",
                len(kinds),
                index,
                SQL("x.kind") if kind == "message" else SQL("%s", kind),
                part,
            )
            for index, kind in enumerate(kinds)
            if kind in parts and kind in visible
            # side by side, for inside a part no index would be used
            for part in (parts[kind] if isinstance(parts[kind], list) else [parts[kind]])
        ]
        return SQL(" UNION ALL ").join(lines)

    def _get_parts(self):
        """Return the SQL of each kind of line, or a list of it where there are several sources.

        Columns: id, date, summary, user_id, kms_channel, company_id, res_model, res_id, partner_id,
        lead_id and phone (of somebody with neither card; else nothing).
        """
        return self._get_lead_parts() | self._get_order_parts() | self._get_message_parts()

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
        } | self._get_attached_parts()

    def _get_attached_parts(self):
        """Return the SQL of what is attached to prospects: tasks, files, what the web sent."""
        return {
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
            "web": self._of_lead(
                "crm.lead",
                SQL("v.received_at"),
                SQL("CONCAT_WS(' · ', w.name, v.contact)"),
                SQL(
                    "kms_lead_delivery v JOIN crm_lead l ON l.id = v.lead_id "
                    "JOIN kms_lead_source w ON w.id = v.source_id"
                ),
                SQL("l.id"),
            ),
        }

    def _get_order_parts(self):
        is_order = SQL("s.state = 'sale'")
        return {
            "quotation": self._of_order(
                SQL("s.date_order"),
                SQL("s.name"),
                SQL("sale_order s WHERE NOT (%s)", is_order),
                SQL("s.id"),
            ),
            "order": self._of_order(
                SQL("s.date_order"),
                SQL("s.name"),
                SQL("sale_order s WHERE %s", is_order),
                SQL("s.id"),
            ),
            "followup": self._of_order(
                SQL("f.date"),
                SQL("CONCAT_WS(' · ', s.name, f.comment, f.next_action)"),
                SQL("kms_quote_followup f JOIN sale_order s ON s.id = f.order_id"),
                SQL("f.id"),
            ),
            "rating": SQL(
                """SELECT k.id, k.answer_date AS date,
                          CONCAT_WS(' · ', k.rating || '/5', k.document_name, k.comment) AS summary,
                          k.user_id, k.kms_channel, k.company_id,
                          'kms.satisfaction' AS res_model, k.id AS res_id, k.partner_id,
                          NULL::int AS lead_id, NULL::varchar AS phone
                     FROM kms_satisfaction k WHERE k.state = 'answered'"""
            ),
        }

    def _lead_moment(self, date):
        return SQL(
            """SELECT l.id, %s AS date, l.name AS summary, l.user_id, l.kms_channel, l.company_id,
                      'crm.lead' AS res_model, l.id AS res_id, l.partner_id, l.id AS lead_id,
                      NULL::varchar AS phone
                 FROM crm_lead l WHERE %s IS NOT NULL""",
            date,
            date,
        )

    def _of_lead(self, model, date, summary, source, res_id=None):
        """Return the SQL of records `v` that hang on a prospect `l`."""
        return SQL(
            """SELECT v.id, %s AS date, %s AS summary, l.user_id, l.kms_channel, l.company_id,
                      %s AS res_model, %s AS res_id, l.partner_id, l.id AS lead_id,
                      NULL::varchar AS phone
                 FROM %s""",
            date,
            summary,
            model,
            res_id or SQL("v.id"),
            source,
        )

    def _of_order(self, date, summary, source, record_id):
        """Return the SQL of records that hang on a quotation `s`."""
        return SQL(
            """SELECT %s AS id, %s AS date, %s AS summary, s.user_id, s.kms_channel, s.company_id,
                      'sale.order' AS res_model, s.id AS res_id, s.partner_id,
                      s.opportunity_id AS lead_id, NULL::varchar AS phone
                 FROM %s""",
            record_id,
            date,
            summary,
            source,
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
