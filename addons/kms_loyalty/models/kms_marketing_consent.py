from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

MEDIA = [("email", "E-mail"), ("sms", "SMS"), ("whatsapp", "WhatsApp")]
SAID = [("agree", "Agrees"), ("refuse", "Refuses")]
LONGEST = 256


class KmsMarketingConsent(models.Model):
    """What a person said about receiving offers, when and where; the last word counts."""

    _name = "kms.marketing.consent"
    _inherit = ["kms.appended.mixin"]
    _description = "Consent to receive offers"
    _order = "moment desc, id desc"
    _rec_name = "source"
    _log_access = False

    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="cascade", readonly=True
    )
    medium = fields.Selection(MEDIA, required=True, readonly=True)
    said = fields.Selection(SAID, string="Word", required=True, readonly=True)
    moment = fields.Datetime(string="Date", required=True, readonly=True)
    source = fields.Char(
        required=True, readonly=True, help="Where it was said: form, till, call, letter."
    )
    user_id = fields.Many2one(
        "res.users",
        string="Recorded by",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
    )

    _last_idx = models.Index("(partner_id, company_id, medium, moment DESC, id DESC)")

    @api.model
    def _kms_record(self, partner, company, medium, said, source, moment=None):
        """Add a word of a person.

        :param str medium: key of ``MEDIA``
        :param str said: key of ``SAID``
        :param str source: where it was said
        :param datetime moment: when, in UTC; now when left out
        :raise ValidationError: the moment is ahead, or a value is none of the known ones
        """
        now = fields.Datetime.now()
        source = (source or "").strip()[:LONGEST]
        if medium not in dict(MEDIA) or said not in dict(SAID) or not source:
            raise ValidationError(self.env._("Say what was agreed to, and where it was said."))
        if moment and moment > now:
            raise ValidationError(self.env._("Nobody has said this yet: the date is ahead."))
        self._kms_append(
            {
                "partner_id": partner.commercial_partner_id.id,
                "company_id": company.id,
                "medium": medium,
                "said": said,
                "moment": moment or now,
                "source": source,
                "user_id": self.env.uid,
            }
        )

    @api.model
    def _kms_last_word(self, alias, company, medium, said):
        """Return the condition that the last word of a partner on a medium is this one.

        :param SQL alias: of the table of partners
        :rtype: SQL
        """
        return SQL(
            "%(said)s = (SELECT c.said FROM kms_marketing_consent c"
            " WHERE c.partner_id = %(alias)s.id AND c.company_id = %(company)s"
            " AND c.medium = %(medium)s ORDER BY c.moment DESC, c.id DESC LIMIT 1)",
            alias=alias,
            company=company.id,
            medium=medium,
            said=said,
        )

    @api.model
    def _kms_who_said(self, partners, company, medium, said="agree"):
        """Return those of some customers whose last word on a medium is this one.

        :rtype: res.partner
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "SELECT p.id FROM res_partner p WHERE p.id = ANY(%s) AND %s",
                partners.ids,
                self._kms_last_word(SQL("p"), company, medium, said),
            )
        )
        return partners.browse([row[0] for row in self.env.cr.fetchall()])
