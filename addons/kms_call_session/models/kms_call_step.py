from datetime import timedelta

from psycopg2 import Error

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import html_escape, plaintext2html

APPOINTMENT_MINUTES = 60


class KmsCallStep(models.AbstractModel):
    """What a call leads to. Each kind of step is one method ``_step_<kind>``."""

    _name = "kms.call.step"
    _description = "Next step of a call"

    @api.model
    def _follow(self, call, done, step):
        """Do what follows a call that has just been written down.

        The call is kept whatever happens to its next step: what could not be done is said.

        :param dict call: see ``kms.call.session``
        :param dict done: see ``kms.call.queue._record``
        :param dict step: ``kind`` and what that kind needs
        :return: sentences for the seller: dicts of kind, text and perhaps ``action``
        :rtype: list[dict]
        """
        if done["is_untouched"]:
            self._touch(done["lead_id"])
        work = getattr(self, f"_step_{step.get('kind')}", None) if step.get("kind") else None
        if not work:
            return []
        # sudo: who holds somebody's card was given them to work with, whoever's prospect they were
        prospect = self.env["kms.call.prospect"].sudo().browse(call["prospect_id"])
        try:
            with self.env.cr.savepoint():
                return work(prospect, call, step)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except (UserError, AccessError, Error) as error:
            self.env.invalidate_all()
            text = self.env._(
                "The call is saved, but not its next step: %(reason)s", reason=str(error)
            )
            return [{"kind": "danger", "text": text}]

    def _touch(self, lead_id):
        """A call is a contact with the lead."""
        # sudo: as above; it only says that somebody of the house has called
        self.env["crm.lead"].sudo().browse(lead_id)._kms_touch()

    def _lead_of(self, prospect):
        """The lead of somebody who shows interest, made when there is none.

        :rtype: crm.lead
        """
        if not prospect.lead_id:
            campaign = prospect.campaign_id
            prospect.lead_id = prospect.env["crm.lead"].create(
                {
                    "name": prospect.company_name or prospect.name,
                    "contact_name": prospect.name,
                    "partner_name": prospect.company_name,
                    "partner_id": prospect.partner_id.id,
                    "phone": prospect._display_phone(),
                    "email_from": prospect.email,
                    "city": prospect.city,
                    "kms_channel": campaign.kms_channel,
                    "kms_product_id": campaign.product_id.id,
                    "company_id": campaign.company_id.id,
                    "user_id": self.env.uid,
                }
            )
            # what was said before belongs to the lead as well, sales come from it
            prospect.call_ids.filtered(lambda call: not call.lead_id).lead_id = prospect.lead_id
        lead = prospect.lead_id
        if not lead.user_id:
            lead.user_id = self.env.user
        if prospect.campaign_id.product_id and not lead.kms_product_id:
            lead.kms_product_id = prospect.campaign_id.product_id
        return lead

    @api.model
    def _read_start(self, text):
        """When an appointment is, as a screen wrote it.

        :raise UserError: no date, or one that is over
        """
        try:
            start = fields.Datetime.to_datetime(str(text or "").replace("T", " ")[:19])
        except ValueError:
            start = None
        if not start or start < fields.Datetime.now() - timedelta(hours=1):
            raise UserError(self.env._("Choose when the appointment is."))
        return start

    # -- kinds -----------------------------------------------------------------------------------

    def _step_quotation(self, prospect, call, step):
        lead = self._lead_of(prospect)
        action = lead.action_kms_convert_to_quotation()
        order = lead.kms_quotation_id
        text = self.env._("Quotation %(order)s for %(name)s.", order=order.name, name=prospect.name)
        return [
            {"kind": "success", "text": text, "res_model": action["res_model"], "res_id": order.id}
        ]

    def _step_appointment(self, prospect, call, step):
        start = self._read_start(step.get("date"))
        lead = self._lead_of(prospect)
        video = step.get("place") == "video"
        event = lead.env["calendar.event"].create(
            {
                "name": self.env._("Appointment: %(name)s", name=prospect.name),
                "start": start,
                "stop": start + timedelta(minutes=APPOINTMENT_MINUTES),
                "opportunity_id": lead.id,
                "res_model_id": lead.env["ir.model"]._get_id("crm.lead"),
                "res_id": lead.id,
                "user_id": self.env.uid,
                "partner_ids": [
                    fields.Command.set((lead.partner_id | self.env.user.partner_id).ids)
                ],
                "location": self.env._("Video") if video else self.env._("Showroom"),
                "description": html_escape(call["note"]),
            }
        )
        if video:
            event._set_discuss_videocall_location()
        when = fields.Datetime.context_timestamp(self, start).strftime("%d/%m %H:%M")
        text = self.env._("Appointment with %(name)s on %(date)s.", name=prospect.name, date=when)
        return [
            {"kind": "success", "text": text, "res_model": "calendar.event", "res_id": event.id}
        ]

    def _step_lost(self, prospect, call, step):
        lead = prospect.lead_id
        if not lead:
            return []
        reason = prospect.env["crm.lost.reason"].browse(step.get("reason_id") or []).exists()
        if not reason:
            raise UserError(self.env._("Say why the prospect is lost."))
        lead.action_set_lost(lost_reason_id=reason.id)
        return []

    def _step_opt_out(self, prospect, call, step):
        """They do not want to be called again, by anybody of the house."""
        self.env["kms.call.consent"].create(
            {
                "phone": prospect.phone,
                "said": "opt_out",
                "source": self.env._(
                    "Said on the phone, %(campaign)s", campaign=prospect.campaign_id.name
                ),
                "proof": call["note"],
                "partner_id": prospect.partner_id.id,
                "company_id": prospect.company_id.id,
            }
        )
        prospect.write({"state": "refused", "refusal": "opt_out"})
        text = self.env._("%(name)s will not be called again.", name=prospect.name)
        return [{"kind": "success", "text": text}]

    def _step_email(self, prospect, call, step):
        text = str(step.get("text") or "").strip()[:4000]
        if not prospect.email or not text:
            raise UserError(self.env._("An e-mail needs an address and a text."))
        lead = self._lead_of(prospect)
        lead.env["mail.mail"].create(
            {
                "subject": str(step.get("subject") or "").strip()[:200]
                or prospect.campaign_id.name,
                "body_html": plaintext2html(text),
                # what the timeline shows: a mail alone leaves its message empty
                "body": plaintext2html(text),
                "email_to": prospect.email,
                "email_from": self.env.user.email_formatted,
                "model": "crm.lead",
                "res_id": lead.id,
                "message_type": "email_outgoing",
                "author_id": self.env.user.partner_id.id,
            }
        )
        return [
            {
                "kind": "success",
                "text": self.env._("E-mail to %(email)s on its way.", email=prospect.email),
            }
        ]

    def _step_whatsapp(self, prospect, call, step):
        """The seller's phone has sent it; the timeline keeps what it said."""
        text = str(step.get("text") or "").strip()[:4000]
        if text:
            target = prospect.lead_id or prospect.partner_id or prospect
            self.env["kms.message.template"]._note_whatsapp(target, text)
        return []

    def _step_park(self, prospect, call, step):
        """Who never answers is left in peace, until somebody has them called again."""
        prospect.write({"state": "parked", "next_date": False})
        return [{"kind": "success", "text": self.env._("%(name)s is parked.", name=prospect.name)}]
