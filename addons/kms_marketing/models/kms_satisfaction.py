import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import consteq

from odoo.addons.kms_base.models.crm_team import CHANNELS

# What was used (domain.md, register 11). An addon with a service of its own adds it here by
# selection_add and puts the mixin on its document.
SERVICES = [
    ("purchase", "Purchase"),
    ("visit", "Visit at the door"),
]
LEVELS = [
    ("1", "Very unsatisfied"),
    ("2", "Unsatisfied"),
    ("3", "Fair"),
    ("4", "Satisfied"),
    ("5", "Very satisfied"),
]
ORIGINS = [("link", "Link"), ("tablet", "Tablet")]
COMMENT_MAX_LENGTH = 1000
# What a customer said is written by the customer alone.
ANSWER_FIELDS = {
    "rating",
    "comment",
    "state",
    "origin",
    "answer_date",
    "access_token",
    "res_model",
    "user_id",
    "kms_channel",
    "service",
    "res_id",
    "partner_id",
    "customer_name",
    "company_id",
}


class KmsSatisfaction(models.Model):
    """What one customer thinks of one service: asked once, answered once.

    Core's ``rating.rating`` does not fit: every employee may write it and read its tokens, and it
    knows neither company nor channel.
    """

    _name = "kms.satisfaction"
    _description = "Customer satisfaction"
    _inherit = ["mail.thread", "mail.activity.mixin", "kms.register.line"]
    _order = "answer_date desc, id desc"
    _rec_name = "customer_name"

    res_model = fields.Char(string="Document model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Document", model_field="res_model", required=True, readonly=True
    )
    document_name = fields.Char(string="Document name", readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    partner_id = fields.Many2one(
        "res.partner", string="Customer", readonly=True, index="btree_not_null"
    )
    # A visitor of whom only the name is known has no card.
    customer_name = fields.Char(string="Customer name", readonly=True)
    user_id = fields.Many2one(
        "res.users", string="Salesperson", readonly=True, index="btree_not_null"
    )
    kms_channel = fields.Selection(CHANNELS, string="Channel", readonly=True, index=True)
    service = fields.Selection(SERVICES, string="Service used", required=True, readonly=True)
    state = fields.Selection(
        [("asked", "Asked"), ("answered", "Answered")],
        required=True,
        readonly=True,
        default="asked",
        index=True,
    )
    asked_date = fields.Datetime(
        string="Asked on", required=True, readonly=True, default=fields.Datetime.now
    )
    answer_date = fields.Datetime(string="Date", readonly=True, index="btree_not_null")
    origin = fields.Selection(ORIGINS, string="Answered by", readonly=True)
    rating = fields.Integer(string="Rating (1-5)", readonly=True, aggregator="avg", tracking=True)
    level = fields.Selection(
        LEVELS, string="Satisfaction", compute="_compute_level", store=True, index=True
    )
    satisfied_rate = fields.Float(
        string="Satisfied (%)",
        compute="_compute_satisfied_rate",
        store=True,
        aggregator="avg",
        digits=(5, 1),
        help="100 for an answer from the rating set in Settings on, 0 below; its mean is the "
        "share of satisfied customers.",
    )
    comment = fields.Text(readonly=True)
    alerted = fields.Boolean(
        readonly=True, copy=False, help="The manager was told of an unsatisfied customer."
    )
    access_token = fields.Char(
        required=True,
        readonly=True,
        copy=False,
        groups="base.group_system",
        default=lambda self: secrets.token_urlsafe(16),
    )

    _document_uniq = models.UniqueIndex(
        "(res_model, res_id)", "This document has been asked about already."
    )
    _rating_range = models.Constraint(
        "CHECK (rating BETWEEN 1 AND 5 OR (rating = 0 AND state = 'asked'))",
        "A rating goes from 1 to 5.",
    )

    @api.depends("rating")
    def _compute_level(self):
        for answer in self:
            answer.level = str(answer.rating) if answer.rating else False

    @api.depends("rating", "company_id.kms_satisfied_from")
    def _compute_satisfied_rate(self):
        for answer in self:
            satisfied = answer.rating >= answer.company_id.kms_satisfied_from
            answer.satisfied_rate = 100 if answer.rating and satisfied else 0

    def write(self, vals):
        """Keep employees from answering in a customer's place."""
        if not self.env.su and ANSWER_FIELDS & set(vals):
            raise AccessError(self.env._("Only the customer writes what they think."))
        return super().write(vals)

    # ------------------------------------------------------------
    # THE ANSWER
    # ------------------------------------------------------------

    @api.model
    def _kms_by_token(self, survey_id, token):
        """Return the survey that a link leads to, as superuser, or an empty record.

        :param int survey_id: from the link
        :param str token: from the link
        """
        # sudo: whoever has the link is the customer; the token is the proof.
        survey = self.sudo().browse(survey_id).exists()
        known = survey.access_token or ""
        return survey if known and consteq(known, token) else survey.browse()

    def _kms_closed_sentence(self):
        """Say why this survey takes no answer any more, or return an empty text."""
        self.ensure_one()
        company = self.company_id
        now = fields.Datetime.now()
        if self.state == "answered":
            if now >= self.answer_date + timedelta(hours=company.kms_satisfaction_change_hours):
                return self.env._("You have already answered. Thank you!")
        elif now >= self.asked_date + timedelta(days=company.kms_satisfaction_link_days):
            return self.env._("This link is too old to be answered. Thank you for your visit.")
        document = self._kms_document()
        return document._kms_satisfaction_refusal() if document else ""

    def _kms_document(self):
        """Return the rated document, or nothing when it or its model is gone."""
        self.ensure_one()
        if self.res_model not in self.env:
            return None
        return self.env[self.res_model].browse(self.res_id).exists() or None

    def _kms_answer(self, rating, comment, origin):
        """Write down what the customer thinks; the same answer again changes nothing.

        :param rating: 1 to 5, as a number or a digit
        :param comment: text of at most 1 000 characters
        :param str origin: a key of :data:`ORIGINS`
        :raise UserError: a value that a person has to correct, or a survey that is closed
        """
        self.ensure_one()
        values = {"rating": self._read_rating(rating), "comment": self._read_comment(comment)}
        if self.state == "answered" and all(self[name] == values[name] for name in values):
            return
        if closed := self._kms_closed_sentence():
            raise UserError(closed)
        if self.state == "asked":
            values |= {"state": "answered", "answer_date": fields.Datetime.now()}
        # sudo: only this method writes answers, see write().
        survey = self.sudo()
        survey.write({**values, "origin": origin})
        survey._kms_alert_manager()

    @api.model
    def _read_rating(self, rating):
        text = str(rating) if isinstance(rating, (int, str)) else ""
        if text not in dict(LEVELS):
            raise UserError(self.env._("Choose one of the five answers."))
        return int(text)

    @api.model
    def _read_comment(self, comment):
        text = comment.replace("\0", "").strip() if isinstance(comment, str) else ""
        if len(text) > COMMENT_MAX_LENGTH:
            raise UserError(
                self.env._(
                    "A comment has at most %(limit)s characters; shorten yours.",
                    limit=COMMENT_MAX_LENGTH,
                )
            )
        return text or False

    def _kms_alert_manager(self):
        """Make one activity for the manager when the customer is unsatisfied."""
        self.ensure_one()
        if self.alerted or self.rating > self.company_id.kms_unsatisfied_to:
            return
        self.alerted = True
        manager = self.company_id._kms_get_complaint_user()
        if not manager:
            return
        translated = self.with_context(lang=manager.lang)
        self.activity_schedule(
            "kms_marketing.activity_type_unsatisfied",
            date_deadline=self.company_id._kms_today(),
            summary=translated.env._(
                "%(customer)s is unsatisfied: %(rating)s out of 5",
                customer=self.customer_name,
                rating=self.rating,
            ),
            note=self.comment,
            user_id=manager.id,
        )

    # ------------------------------------------------------------
    # ASKING
    # ------------------------------------------------------------

    def _kms_link(self):
        """Return the address where the customer answers without signing in."""
        self.ensure_one()
        # sudo: the token is for the customer; employees only hand the link on.
        survey = self.sudo()
        return f"{survey.get_base_url()}/avis/{survey.id}/{survey.access_token}"

    def action_open_document(self):
        """Open what was rated.

        :rtype: dict
        :raise UserError: the document does not exist any more
        """
        self.ensure_one()
        self.check_access("read")
        document = self._kms_document()
        if not document:
            raise UserError(self.env._("The document does not exist any more."))
        return document._get_records_action()
