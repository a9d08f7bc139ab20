from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize, plaintext2html

from odoo.addons.kms_base.ids import read_values

from ..calling import may_not_call

APPOINTMENT_MINUTES = 60
MAX_TEXT = 4000


class KmsQuickAction(models.AbstractModel):
    """Call, write to or meet whoever a line of a list is about, without opening it."""

    _name = "kms.quick.action"
    _description = "Quick actions in lists"
    _inherit = ["kms.quick.person"]

    @api.model
    def read_person(self, model, res_id):
        """Who the line is about, with the texts ready to be sent.

        :param str model: crm.lead, res.partner or sale.order
        :return: name, phone, display_phone, email, texts
        :rtype: dict
        :raise AccessError: the document is not the user's to read
        """
        document = self._document(model, res_id)
        document.check_access("read")
        return self._read_person(document)

    @api.model
    def call(self, model, res_id):
        """Put the person on the user's call screen, or say why they may not be called.

        :return: ``campaign_id`` and ``prospect_id`` for the call screen; ``tel`` for whoever has
            no call screen
        :rtype: dict
        :raise UserError: no number, or they may not be called, or a colleague calls them now
        """
        document = self._document(model, res_id)
        document.check_access("read")
        self.env["res.partner"]._kms_check_sees_phones()
        person, lead, _partner = self._people_of(document)
        company = lead.company_id or self.env.company
        People = self.env["kms.call.people"]
        phone = People._read_phone(person["phone"], company.country_id.code or "")
        if not phone:
            raise UserError(
                self.env._("%(name)s has no valid phone number.", name=document.display_name)
            )
        self._check_callable(company, phone, person)
        if not self.env["kms.call.prospect"].has_access("read"):
            return {"tel": phone}
        return self.env["kms.call.direct"]._take(company, person | {"phone": phone})

    def _check_callable(self, company, phone, person):
        # sudo: a word given to anybody of the company holds for every seller
        words = self.env["kms.call.consent"].sudo()._last_words([phone], company)
        reason = may_not_call(
            phone,
            company._kms_today(),
            is_business=person["is_business"],
            said=words.get(phone, ""),
        )
        if reason == "opt_out":
            raise UserError(self.env._("%(name)s does not want to be called.", name=person["name"]))
        if reason:
            raise UserError(
                self.env._(
                    "%(name)s is a consumer in France without recorded consent: the law forbids "
                    "the call.",
                    name=person["name"],
                )
            )

    @api.model
    def send(self, values):
        """Send an e-mail, or keep what the user's WhatsApp sends; once, however often it arrives.

        :param dict values: uuid, model, id, kind (email or whatsapp), subject, text
        :return: a sentence for the user
        :rtype: str
        :raise UserError: no address or no text
        """
        values = read_values(values)
        document = self._document(values.get("model"), values.get("id"))
        document.check_access("read")
        text = str(values.get("text") or "").strip()[:MAX_TEXT]
        if not text:
            raise UserError(self.env._("Write the text of the message first."))
        person, _lead, _partner = self._people_of(document)
        email = email_normalize(person["email"] or "")
        if values.get("kind") == "email" and not email:
            raise UserError(self.env._("%(name)s has no e-mail address.", name=person["name"]))
        if not self.env["kms.client.call"]._first_time(values.get("uuid")):
            return ""
        # sudo: who may read a document may write to its customer; the message carries their name
        target = document.sudo()
        if values.get("kind") != "email":
            self.env["kms.message.template"]._note_whatsapp(target, text)
            return self.env._("The message to %(name)s is in the timeline.", name=person["name"])
        subject = str(values.get("subject") or "").strip()[:200] or self.env.company.name
        target.env["mail.mail"].create(
            {
                "subject": subject,
                "body_html": plaintext2html(text),
                # what the timeline shows: a mail alone leaves its message empty
                "body": plaintext2html(text),
                "email_to": email,
                "email_from": self.env.user.email_formatted,
                "model": target._name,
                "res_id": target.id,
                "message_type": "email_outgoing",
                "author_id": self.env.user.partner_id.id,
            }
        )
        return self.env._("E-mail to %(email)s on its way.", email=email)

    @api.model
    def plan(self, values):
        """Put an appointment into the calendar, once, however often it arrives.

        :param dict values: uuid, model, id, start (naive UTC as text), place (showroom or video)
        :return: a sentence for the user
        :rtype: str
        :raise UserError: the date is missing or over
        """
        values = read_values(values)
        document = self._document(values.get("model"), values.get("id"))
        document.check_access("read")
        self.env["calendar.event"].check_access("create")
        start = self.env["kms.call.step"]._read_start(values.get("start"))
        if not self.env["kms.client.call"]._first_time(values.get("uuid")):
            return ""
        person, lead, partner = self._people_of(document)
        about = lead or partner
        video = values.get("place") == "video"
        # sudo: who may read the document may meet whom it is about
        event = about.env["calendar.event"].create(
            {
                "name": self.env._("Appointment: %(name)s", name=person["name"]),
                "start": start,
                "stop": start + timedelta(minutes=APPOINTMENT_MINUTES),
                "opportunity_id": lead.id,
                "res_model_id": self.env["ir.model"]._get_id(about._name),
                "res_id": about.id,
                "user_id": self.env.uid,
                "partner_ids": [fields.Command.set((partner | self.env.user.partner_id).ids)],
                "location": self.env._("Video") if video else self.env._("Showroom"),
            }
        )
        if video:
            event._set_discuss_videocall_location()
        when = fields.Datetime.context_timestamp(self, start).strftime("%d/%m %H:%M")
        return self.env._("Appointment with %(name)s on %(date)s.", name=person["name"], date=when)
