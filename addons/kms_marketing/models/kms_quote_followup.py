from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.kms_base.days import read_day

METHODS = [
    ("phone", "Phone"),
    ("whatsapp", "WhatsApp"),
    ("email", "E-mail"),
    ("sms", "SMS"),
    ("visit", "Visit"),
]
RESULTS = [
    ("no_answer", "No answer"),
    ("interested", "Interested"),
    ("call_back", "Call back"),
    ("accepted", "Accepted"),
    ("refused", "Refused"),
]
# Results after which the customer is followed up again, with the company's setting in days.
DELAYS = {
    "no_answer": "kms_followup_no_answer_days",
    "interested": "kms_followup_interested_days",
    "call_back": "kms_followup_call_back_days",
}
# Methods that put the quotation into the customer's hands.
WRITTEN = ("whatsapp", "sms")
COMMENT_LIMIT = 2000
ACTION_LIMIT = 200
REASONS_SHOWN = 6
VISIT_LENGTH = timedelta(hours=1)


class KmsQuoteFollowup(models.Model):
    """One attempt to hear what becomes of a quotation (domain.md, "Quote follow-up")."""

    _name = "kms.quote.followup"
    _inherit = ["kms.intake"]
    _description = "Quotation follow-up"
    _order = "date desc, id desc"
    _rec_name = "order_id"

    order_id = fields.Many2one(
        "sale.order", string="Quotation", required=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(related="order_id.partner_id", store=True, index=True)
    company_id = fields.Many2one(related="order_id.company_id", store=True, index=True)
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    method = fields.Selection(METHODS, required=True, default="phone")
    result = fields.Selection(RESULTS, required=True)
    lost_reason_id = fields.Many2one(
        "crm.lost.reason", string="Reason of the refusal", ondelete="restrict"
    )
    comment = fields.Text()
    next_action = fields.Char()
    next_date = fields.Date(string="Next follow-up", index="btree_not_null")
    user_id = fields.Many2one(
        "res.users", string="Done by", required=True, default=lambda self: self.env.user
    )
    reminded = fields.Boolean(
        readonly=True, copy=False, help="An activity was made for the next follow-up."
    )
    client_uuid = fields.Char(
        string="Client identifier",
        readonly=True,
        copy=False,
        help="Made by the screen, so that a follow-up sent twice is recorded once.",
    )

    _client_uuid_uniq = models.UniqueIndex(
        "(client_uuid) WHERE client_uuid IS NOT NULL", "This follow-up is already recorded."
    )

    @api.constrains("next_date", "date")
    def _check_next_date(self):
        for followup in self:
            company = followup.company_id or self.env.company
            if followup.next_date and followup.next_date < company._kms_day_of(followup.date):
                raise ValidationError(
                    self.env._("The next follow-up lies in the past. Choose today or a later day.")
                )

    @api.constrains("comment", "next_action")
    def _check_length(self):
        for followup in self:
            for text, limit in (
                (followup.comment, COMMENT_LIMIT),
                (followup.next_action, ACTION_LIMIT),
            ):
                if len(text or "") > limit:
                    raise ValidationError(
                        self.env._(
                            "This text has more than %(limit)s characters; keep what matters.",
                            limit=limit,
                        )
                    )

    @api.model_create_multi
    def create(self, vals_list):
        """Record what was heard; a refusal closes its quotation."""
        followups = super().create(vals_list)
        # A follow-up is part of its quotation: who may not change it does not write here.
        followups.order_id.check_access("write")
        followups.order_id.activity_feedback(["kms_marketing.activity_type_followup"])
        for followup in followups.filtered(lambda followup: followup.result == "refused"):
            followup.order_id._kms_close(followup._get_refusal_reason())
        return followups

    def _get_refusal_reason(self):
        self.ensure_one()
        said = [self.lost_reason_id.name, " ".join((self.comment or "").split())[:200]]
        reason = " - ".join(part for part in said if part)
        if reason:
            return self.env._("Refused by the customer: %(comment)s", comment=reason)
        return self.env._("Refused by the customer")

    # ------------------------------------------------------------
    # WHAT FOLLOWS
    # ------------------------------------------------------------

    @api.model
    def _get_defaults(self, result, company):
        """Return the next action and its date after a result.

        :param str result: a key of :data:`RESULTS`
        :param company: `res.company` whose settings count
        :return: values of a follow-up; empty when nothing follows
        :rtype: dict
        """
        if result not in DELAYS:
            return {"result": result}
        actions = {
            "no_answer": self.env._("Try again"),
            "interested": self.env._("Ask for the decision"),
            "call_back": self.env._("Call back"),
        }
        return {
            "result": result,
            "next_action": actions[result],
            "next_date": company._kms_today() + timedelta(days=company[DELAYS[result]]),
        }

    @api.model
    def _get_results(self, company):
        """Return the results to choose from, each with what follows it.

        :rtype: list[dict]
        """
        labels = self._fields["result"]._description_selection(self.env)
        results = []
        for code, label in labels:
            defaults = self._get_defaults(code, company)
            results.append(
                {
                    "code": code,
                    "label": label,
                    "next_action": defaults.get("next_action", ""),
                    "next_date": fields.Date.to_string(defaults.get("next_date")) or "",
                }
            )
        return results

    @api.model
    def _get_reasons(self):
        reasons = self.env["crm.lost.reason"].search([], limit=REASONS_SHOWN)
        return [{"id": reason.id, "name": reason.name} for reason in reasons]

    # ------------------------------------------------------------
    # THE DIALOG
    # ------------------------------------------------------------

    @api.model
    def record_followup(self, values):
        """Record a follow-up, once per client identifier.

        :param dict values: `uuid`, `method`, `result` (str) and `order_id` (int), needed;
            `comment`, `next_action` (str), `next_date` (str, YYYY-MM-DD), `lost_reason_id` (int),
            `visit_start` (str, UTC) to plan a visit; what follows is filled in when left out
        :return: `id`, `next_date`, and `confirm`: whether the sale waits to be confirmed
        :rtype: dict
        :raise UserError: a value that a person has to correct
        :raise AccessError: the user may not follow this quotation up
        """
        self.check_access("create")
        uuid = self._read_uuid(values)
        # sudo: only to find what was sent before; it is checked below before anything is said.
        followup = self.sudo().search([("client_uuid", "=", uuid)]).sudo(False)
        if not followup:
            followup = self._create_once(self, {**self._read_followup(values), "client_uuid": uuid})
            if values.get("visit_start"):
                followup._plan_visit(values["visit_start"])
            if followup.method in WRITTEN and followup.order_id.state == "draft":
                # the message held the link to the quotation
                followup.order_id.action_quotation_sent()
        followup.check_access("read")
        order = followup.order_id
        return {
            "id": followup.id,
            "next_date": fields.Date.to_string(followup.next_date) or "",
            "confirm": followup.result == "accepted" and order.state in ("draft", "sent"),
        }

    def _read_followup(self, values):
        """Return the values of a follow-up from what a client sent."""
        order = self._read_record("sale.order", values.get("order_id"))
        if not order:
            raise UserError(self.env._("The screen is out of date. Reload the page and try again."))
        order.check_access("write")
        order._kms_check_open()
        for name, choices in (("method", METHODS), ("result", RESULTS)):
            if values.get(name) not in [code for code, _label in choices]:
                raise UserError(self.env._("Choose a method and a result."))
        given = {
            name: " ".join(str(values[name]).split()) if name == "next_action" else values[name]
            for name in ("comment", "next_action")
            if values.get(name)
        }
        if "comment" in given:
            given["comment"] = str(given["comment"]).replace("\x00", "").strip()
        if values.get("next_date"):
            given["next_date"] = self._read_date(values["next_date"], order.company_id)
        reason = self._read_record("crm.lost.reason", values.get("lost_reason_id"))
        return {
            **self._get_defaults(values["result"], order.company_id),
            **given,
            "order_id": order.id,
            "method": values["method"],
            "lost_reason_id": reason.id if values["result"] == "refused" else False,
        }

    def _read_date(self, text, company):
        day = read_day(self.env, text)
        if day < company._kms_today():
            raise UserError(
                self.env._("The next follow-up lies in the past. Choose today or a later day.")
            )
        return day

    def _plan_visit(self, start):
        """Put the visit that was agreed on in the salesperson's calendar."""
        self.ensure_one()
        try:
            start = fields.Datetime.to_datetime(start)
        except (TypeError, ValueError):
            start = None
        if not start or start < fields.Datetime.now():
            raise UserError(self.env._("A visit is planned for later. Choose another time."))
        order = self.order_id
        # no invitation by mail: the visit has just been agreed on by word of mouth
        event = self.env["calendar.event"].with_context(no_mail_to_attendees=True)
        event.create(
            {
                "name": self.env._(
                    "Visit %(customer)s about %(name)s",
                    customer=order.partner_id.display_name,
                    name=order.name,
                ),
                "start": start,
                "stop": start + VISIT_LENGTH,
                "user_id": self.env.uid,
                "partner_ids": [
                    fields.Command.set((self.env.user.partner_id | order.partner_id).ids)
                ],
                "opportunity_id": order.opportunity_id.id,
                "kms_state": "planned",
                "location": order.partner_id.contact_address_inline,
            }
        )
        self.write({"next_date": start.date(), "next_action": self.env._("Visit")})
