from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tools import mute_logger

from odoo.addons.kms_base.phone import whatsapp_url


class KmsSatisfactionMixin(models.AbstractModel):
    """Put on a document whose customer may be asked for a rating.

    The document says who, where and what in :meth:`_prepare_kms_satisfaction_values`, when it
    cannot be rated in :meth:`_kms_satisfaction_refusal`, and which ones the tablet at the desk
    offers in :meth:`_kms_satisfaction_today_domain`.
    """

    _name = "kms.satisfaction.mixin"
    _description = "Document whose customer may be asked for a rating"

    kms_satisfaction_ids = fields.One2many(
        "kms.satisfaction",
        "res_id",
        string="Satisfaction",
        domain=lambda self: [("res_model", "=", self._name)],
        groups="sales_team.group_sale_salesman",
    )
    kms_rating = fields.Integer(
        string="Rating", compute="_compute_kms_rating", compute_sudo=True, aggregator=None
    )

    @api.depends("kms_satisfaction_ids.rating")
    def _compute_kms_rating(self):
        for document in self:
            document.kms_rating = document.kms_satisfaction_ids[:1].rating

    def unlink(self):
        """Forget the questions that nobody answered; answers outlive their document."""
        # sudo: whoever may delete the document may delete the question about it.
        surveys = self.sudo().kms_satisfaction_ids.filtered(lambda survey: survey.state == "asked")
        surveys.unlink()
        return super().unlink()

    # ------------------------------------------------------------
    # WHAT A DOCUMENT SAYS
    # ------------------------------------------------------------

    def _prepare_kms_satisfaction_values(self):
        """Return the values of the survey: partner, company, channel, salesperson, service.

        :rtype: dict
        """
        self.ensure_one()
        return {
            "res_model": self._name,
            "res_id": self.id,
            "document_name": self.display_name,
            "partner_id": self.partner_id.id,
            "customer_name": self.partner_id.name or self.display_name,
            "company_id": (self.company_id or self.env.company).id,
            "user_id": self.user_id.id,
            "kms_channel": self.kms_channel,
        }

    def _kms_satisfaction_refusal(self):
        """Say why this document cannot be rated, or return an empty text."""
        return ""

    @api.model
    def _kms_satisfaction_today_domain(self, start, end):
        """Return the domain of what the tablet offers for a day.

        :param datetime start: first moment of the day, UTC
        :param datetime end: first moment of the day after
        """
        raise NotImplementedError

    # ------------------------------------------------------------
    # ASKING
    # ------------------------------------------------------------

    def _kms_get_satisfaction(self):
        """Return the survey of this document as superuser, made at the first call.

        :raise UserError: the document cannot be rated
        """
        self.ensure_one()
        self.check_access("read")
        if refusal := self._kms_satisfaction_refusal():
            raise UserError(refusal)
        # sudo: nobody creates surveys by hand, and a colleague may have asked before.
        Survey = self.env["kms.satisfaction"].sudo()
        survey = Survey.search([("res_model", "=", self._name), ("res_id", "=", self.id)])
        if survey:
            return survey
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                return Survey.create(self._prepare_kms_satisfaction_values())
        except UniqueViolation as error:
            # A colleague asked at the same moment: the call runs again and finds that survey.
            raise ConcurrencyError("the same survey was made twice at once") from error

    def action_kms_ask_whatsapp(self):
        """Open WhatsApp on the customer's number with the question and the link ready.

        :rtype: dict
        :raise UserError: no phone number, or the document cannot be rated
        """
        self.ensure_one()
        self.check_access("read")
        self.env["res.partner"]._kms_check_sees_phones()
        survey = self._kms_get_satisfaction()
        partner = survey.partner_id
        if not partner.phone_sanitized:
            raise UserError(
                self.env._(
                    "%(customer)s has no valid phone number. Add one on the customer first.",
                    customer=partner.display_name or self.display_name,
                )
            )
        translated = survey.with_context(lang=partner.lang or self.env.lang)
        text = translated.env._(
            "Hello %(customer)s, thank you for coming to %(company)s. Were you satisfied? "
            "Ten seconds are enough to tell us: %(link)s",
            customer=partner.name,
            company=survey.company_id.name,
            link=survey._kms_link(),
        )
        survey.message_post(body=self.env._("Link to the rating handed to WhatsApp."))
        return {
            "type": "ir.actions.act_url",
            "url": whatsapp_url(partner.phone_sanitized, text),
            "target": "new",
        }

    def action_kms_ask_email(self):
        """Send the question with its link to the customer's e-mail address.

        :rtype: dict
        :raise UserError: no e-mail address, or the document cannot be rated
        """
        self.ensure_one()
        self.check_access("read")
        survey = self._kms_get_satisfaction()
        if not survey.partner_id.email:
            raise UserError(
                self.env._(
                    "%(customer)s has no e-mail address. Add one on the customer first.",
                    customer=survey.partner_id.display_name or self.display_name,
                )
            )
        template = self.env.ref("kms_marketing.mail_template_satisfaction")
        # sudo: the template reads the token for the customer.
        template.sudo().send_mail(survey.id)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "The question is on its way to %(email)s.", email=survey.partner_id.email
                ),
            },
        }

    def action_kms_open_satisfaction(self):
        """Open what the customer answered.

        :rtype: dict
        """
        self.ensure_one()
        self.check_access("read")
        return self.kms_satisfaction_ids._get_records_action()
