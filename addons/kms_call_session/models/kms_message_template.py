from odoo import api, fields, models
from odoo.tools import ormcache, plaintext2html

from odoo.addons.kms_base.phone import whatsapp_url

from ..calling import fill

KINDS = [("whatsapp", "WhatsApp"), ("email", "E-mail")]


class KmsMessageTemplate(models.Model):
    """A text that sellers send again and again, with blanks that are filled in."""

    _name = "kms.message.template"
    _inherit = ["kms.cached.mixin"]
    _description = "Text of a message"
    _order = "kind desc, sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(KINDS, required=True, default="whatsapp")
    subject = fields.Char(translate=True, help="Of an e-mail, with the same blanks.")
    text = fields.Text(
        required=True,
        translate=True,
        help="[Nom], [Societe], [Ville], [Produit], [Vendeur], [Maison] and [Devis] are filled in.",
    )
    is_no_answer = fields.Boolean(
        string="After calls without answer",
        help="Proposed to who did not answer so many times as the settings say.",
    )
    company_id = fields.Many2one("res.company", help="Every company when left empty.", index=True)

    @ormcache("company_id", "self.env.lang")
    def _texts(self, company_id):
        """Templates of a company in the user's language, kept in memory.

        :rtype: tuple[dict, ...]
        """
        # sudo: every seller of the company may send them, and the cache is everybody's
        templates = self.sudo().search([("company_id", "in", (False, company_id))])
        return tuple(
            {
                "id": template.id,
                "name": template.name,
                "kind": template.kind,
                "subject": template.subject or "",
                "text": template.text,
                "is_no_answer": template.is_no_answer,
            }
            for template in templates
        )

    @api.model
    def _fill_all(self, company_id, values):
        """Templates of a company with their blanks filled in for somebody.

        :param dict values: see ``calling.fill``
        :rtype: list[dict]
        """
        return [
            text | {"subject": fill(text["subject"], values), "text": fill(text["text"], values)}
            for text in self._texts(company_id)
        ]

    @api.model
    def _note_whatsapp(self, document, text):
        """Keep what the user's own WhatsApp sends, on the document's timeline.

        Whether it arrived only the phone knows.

        :param document: record to keep it on
        :param str text: as sent
        """
        subtype_id = self.env["ir.model.data"]._xmlid_to_res_id("kms_marketing.mt_whatsapp")
        if hasattr(document, "message_post"):
            document.message_post(body=text, message_type="comment", subtype_id=subtype_id)
            return
        # sudo: a person to call has no thread of their own; who holds the card has written to them
        self.env["mail.message"].sudo().create(
            {
                "model": document._name,
                "res_id": document.id,
                "body": plaintext2html(text),
                "message_type": "comment",
                "subtype_id": subtype_id,
                "author_id": self.env.user.partner_id.id,
            }
        )

    @api.model
    def _whatsapp(self, phone, text):
        return whatsapp_url(phone, text)
