from bisect import bisect_left
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.kms_base.phone import whatsapp_url

from ..touch import deadline

# Working hours are looked up this far ahead of an arrival; whoever works less has no deadlines.
HORIZON = timedelta(days=30)
# What people write themselves; everything else is written by the system about them.
HUMAN_MESSAGES = ("comment", "email_outgoing")
# The one aggregate that core does not know: of times the middle is told, not the mean.
MEDIAN = "kms_touch_minutes:median"


class CrmLead(models.Model):
    """From the arrival of a digital lead to the first person who does something about it.

    A touch is a message, note or e-mail that a colleague writes on the lead, a call or WhatsApp
    that they start from it, an activity they complete, a stage they move it to, a quotation they
    make of it. Opening the lead is none, and neither is what the system does.
    """

    _inherit = "crm.lead"

    kms_touch_minutes = fields.Integer(
        string="First contact (min)",
        compute="_compute_kms_touch_minutes",
        store=True,
        aggregator="median",
        help="Minutes from the arrival to the first contact; of several leads the median.",
    )
    kms_touch_deadline = fields.Datetime(
        string="First contact due",
        compute="_compute_kms_touch_deadline",
        store=True,
        help="Until then somebody should have contacted the lead. A change of the limit in the "
        "settings counts for leads that arrive afterwards.",
    )

    _kms_untouched_idx = models.Index(
        "(kms_touch_deadline) WHERE kms_contact_date IS NULL AND kms_touch_deadline IS NOT NULL"
    )

    # ------------------------------------------------------------
    # COMPUTES
    # ------------------------------------------------------------

    @api.depends("kms_arrival_date", "kms_contact_date")
    def _compute_kms_touch_minutes(self):
        for lead in self:
            waited = timedelta()
            if lead.kms_contact_date and lead.kms_arrival_date:
                waited = max(lead.kms_contact_date - lead.kms_arrival_date, waited)
            lead.kms_touch_minutes = waited.total_seconds() // 60

    @api.depends("kms_arrival_date", "kms_channel")
    def _compute_kms_touch_deadline(self):
        digital = self.filtered(
            lambda lead: lead.kms_channel == "digital" and lead.kms_arrival_date
        )
        (self - digital).kms_touch_deadline = False
        for company, leads in digital.grouped(
            lambda lead: lead.company_id or self.env.company
        ).items():
            arrivals = leads.mapped("kms_arrival_date")
            hours = company._kms_touch_hours(min(arrivals), max(arrivals) + HORIZON)
            ends = [end for _start, end in hours]
            for lead in leads:
                arrival = lead.kms_arrival_date
                ahead = hours[bisect_left(ends, arrival) :]
                lead.kms_touch_deadline = deadline(arrival, company.kms_touch_limit, ahead)

    @api.depends("kms_touch_deadline")
    def _compute_kms_waiting_minutes(self):
        super()._compute_kms_waiting_minutes()
        now = fields.Datetime.now()
        for lead in self.filtered(lambda lead: lead.kms_channel == "digital"):
            due = lead.kms_touch_deadline
            lead.kms_is_late = bool(due and due < (lead.kms_contact_date or now))

    def _read_group_select(self, aggregate_spec, query):
        if aggregate_spec != MEDIAN:
            return super()._read_group_select(aggregate_spec, query)
        # a lead that nobody has contacted has no such time, and must not count as contacted at once
        return SQL(
            "percentile_cont(0.5) WITHIN GROUP (ORDER BY %s) FILTER (WHERE %s IS NOT NULL)",
            self._field_to_sql(self._table, "kms_touch_minutes", query),
            self._field_to_sql(self._table, "kms_contact_date", query),
        )

    # ------------------------------------------------------------
    # TOUCH
    # ------------------------------------------------------------

    def _kms_touch(self, by_activity=False):
        """Write down that somebody of the house has just done something about these leads.

        :param bool by_activity: an activity is being completed, and is not to be deleted meanwhile
        """
        user = self.env.user
        if user.id == SUPERUSER_ID or not user._is_internal():
            return
        untouched = self.filtered(
            lambda lead: lead.kms_channel == "digital" and not lead.kms_contact_date
        )
        if untouched:
            # sudo: who may write to a prospect has contacted them, whatever else they may change
            untouched = untouched.sudo()
            untouched.write({"kms_contact_date": fields.Datetime.now()})
            if not by_activity:
                untouched.activity_unlink(["kms_marketing.activity_type_first_touch"])

    def _message_post_after_hook(self, message, msg_vals):
        result = super()._message_post_after_hook(message, msg_vals)
        by_hand = message.message_type in HUMAN_MESSAGES
        done = message.mail_activity_type_id
        if (by_hand or done) and message.author_id == self.env.user.partner_id:
            self._kms_touch(by_activity=bool(done))
        return result

    def write(self, vals):
        """A stage that somebody moves a lead to is a touch."""
        moved = self.browse()
        if vals.get("stage_id"):
            moved = self.filtered(lambda lead: lead.stage_id.id != vals["stage_id"])
        result = super().write(vals)
        moved._kms_touch()
        return result

    # ------------------------------------------------------------
    # BUTTONS
    # ------------------------------------------------------------

    def action_kms_call(self):
        """Dial the lead's number and note the call.

        :return: a URL action
        :rtype: dict
        :raise UserError: the lead has no number that can be dialled
        """
        self.ensure_one()
        self.check_access("write")
        self.env["res.partner"]._kms_check_sees_phones()
        number = self._kms_dialled_number()
        self._kms_note_contact(self.env._("Called %(number)s.", number=number))
        return {"type": "ir.actions.act_url", "url": f"tel:{number}", "target": "self"}

    def action_kms_whatsapp(self):
        """Open WhatsApp on the lead's number with a greeting ready, and note it.

        :return: a URL action
        :rtype: dict
        :raise UserError: the lead has no number that can be dialled
        """
        self.ensure_one()
        self.check_access("write")
        self.env["res.partner"]._kms_check_sees_phones()
        number = self._kms_dialled_number()
        lead = self.with_context(lang=self.lang_id.code or self.env.lang)
        name = lead.contact_name or lead.partner_name or ""
        text = lead.env._(
            "Hello %(customer)s, this is %(agent)s of %(company)s. Thank you for your interest: "
            "how can I help you?",
            customer=name,
            agent=self.env.user.name,
            company=(self.company_id or self.env.company).name,
        )
        self._kms_note_contact(self.env._("Written to on WhatsApp, %(number)s.", number=number))
        url = whatsapp_url(number, " ".join(text.split()))
        return {"type": "ir.actions.act_url", "url": url, "target": "new"}

    def action_kms_email(self):
        """Open the e-mail to the lead; sending it is the touch.

        :rtype: dict
        :raise UserError: the lead has no e-mail address
        """
        self.ensure_one()
        self.check_access("write")
        if not self.email_from:
            raise UserError(self.env._("This lead has no e-mail address. Call or write instead."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("E-mail to %(name)s", name=self.contact_name or self.email_from),
            "res_model": "mail.compose.message",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_model": "crm.lead",
                "default_res_ids": self.ids,
                "default_composition_mode": "comment",
                "default_partner_ids": self.partner_id.ids,
                "default_subject": self.name,
            },
        }

    def _kms_dialled_number(self):
        number = self.phone_sanitized or self.env["res.partner"]._kms_normalize(self.phone).e164
        if not number:
            raise UserError(
                self.env._(
                    "%(name)s has no valid phone number. Write it down first.",
                    name=self.contact_name or self.name,
                )
            )
        return number

    def _kms_note_contact(self, body):
        """Keep a contact in the history; who makes it takes a lead that is nobody's."""
        self.message_post(body=body, message_type="comment")
        user = self._kms_get_salesperson()
        if user != self.user_id:
            self.user_id = user
