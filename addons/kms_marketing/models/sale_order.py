from datetime import timedelta
from urllib.parse import quote

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_amount, format_date

FOLLOWUP_STATES = [
    ("none", "Nothing to do"),
    ("waiting", "Waiting"),
    ("urgent", "Urgent"),
    ("expired", "Expired"),
]
OPEN = Domain("state", "in", ("draft", "sent"))
BATCH = 100


class SaleOrder(models.Model):
    _inherit = "sale.order"

    kms_visit_id = fields.Many2one(
        "crm.lead",
        string="Visit",
        readonly=True,
        copy=False,
        ondelete="set null",
        help="Visit at the door that was turned into this quotation.",
    )
    kms_sold_amount = fields.Monetary(
        string="Sold amount",
        compute="_compute_kms_sold_amount",
        store=True,
        help="Total including taxes once the sale is made, nothing before.",
    )
    kms_remark = fields.Char(string="Remark", copy=False)
    kms_followup_ids = fields.One2many("kms.quote.followup", "order_id", string="Follow-ups")
    kms_last_followup_id = fields.Many2one(
        "kms.quote.followup", compute="_compute_kms_last_followup_id", store=True, copy=False
    )
    kms_last_followup_date = fields.Datetime(
        related="kms_last_followup_id.date", string="Last follow-up"
    )
    kms_last_result = fields.Selection(related="kms_last_followup_id.result", string="Last result")
    kms_next_followup_date = fields.Date(
        related="kms_last_followup_id.next_date", string="Next follow-up", store=True, index=True
    )
    kms_next_action = fields.Char(related="kms_last_followup_id.next_action")
    # Not stored: it changes at midnight without anybody writing anything.
    kms_followup_state = fields.Selection(
        FOLLOWUP_STATES,
        string="Follow-up",
        compute="_compute_kms_followup_state",
        search="_search_kms_followup_state",
    )
    kms_partner_phone = fields.Char(related="partner_id.phone", string="Phone")
    kms_cancel_reason = fields.Char(
        string="Closed because", readonly=True, copy=False, tracking=True
    )

    # Two agents converting one visitor meet here, whatever path they come by; a cancelled
    # quotation makes room for a new one.
    _kms_visit_uniq = models.UniqueIndex(
        "(kms_visit_id) WHERE kms_visit_id IS NOT NULL AND state != 'cancel'",
        "This visitor already has a quotation. Open it from the visit.",
    )

    @api.depends("state", "amount_total")
    def _compute_kms_sold_amount(self):
        for order in self:
            order.kms_sold_amount = order.amount_total if order.state == "sale" else 0

    def _confirmation_error_message(self):
        """Refuse a quotation past its validity: its prices no longer bind the house."""
        message = super()._confirmation_error_message()
        today = self.company_id._kms_today()
        if not message and self.validity_date and self.validity_date < today:
            message = self.env._(
                "Quotation %(name)s expired on %(date)s. Set a new expiration date, once the "
                "prices are checked, then confirm it.",
                name=self.name,
                date=format_date(self.env, self.validity_date),
            )
        return message

    def action_kms_send_whatsapp(self):
        """Open WhatsApp on the customer's number with the quotation's text and link ready.

        :return: a URL action
        :rtype: dict
        :raise UserError: the customer has no phone number
        """
        self.ensure_one()
        self.check_access("write")
        number = self.partner_id.phone_sanitized
        if not number:
            raise UserError(
                self.env._(
                    "%(customer)s has no valid phone number. Add one on the customer first.",
                    customer=self.partner_id.display_name,
                )
            )
        if self.state == "draft":
            self.action_quotation_sent()
        self.message_post(body=self.env._("Link to the quotation handed to WhatsApp."))
        return {
            "type": "ir.actions.act_url",
            "url": f"https://wa.me/{number.lstrip('+')}?text={quote(self._kms_whatsapp_text())}",
            "target": "new",
        }

    def _kms_whatsapp_text(self):
        """Return the message, in the customer's language, that goes with the portal link."""
        self.ensure_one()
        order = self.with_context(lang=self.partner_id.lang or self.env.lang)
        return order.env._(
            "Hello %(customer)s, here is your quotation %(name)s from %(company)s, "
            "%(amount)s: %(link)s You can sign it online.",
            customer=order.partner_id.name,
            name=order.name,
            company=order.company_id.name,
            amount=format_amount(order.env, order.amount_total, order.currency_id),
            link=order.get_base_url() + order.get_portal_url(),
        )

    # ------------------------------------------------------------
    # FOLLOW-UP: WHAT WAITS
    # ------------------------------------------------------------

    @api.depends("kms_followup_ids.date")
    def _compute_kms_last_followup_id(self):
        for order in self:
            order.kms_last_followup_id = order.kms_followup_ids.sorted(
                lambda followup: (followup.date, followup.id), reverse=True
            )[:1]

    @api.depends("state", "validity_date", "company_id.kms_followup_urgent_days")
    def _compute_kms_followup_state(self):
        days = {company: company._kms_today() for company in self.company_id}
        for order in self:
            if order.state not in ("draft", "sent"):
                order.kms_followup_state = "none"
                continue
            company = order.company_id
            left = order.validity_date and (order.validity_date - days[company]).days
            if not order.validity_date or left > company.kms_followup_urgent_days:
                order.kms_followup_state = "waiting"
            else:
                order.kms_followup_state = "expired" if left < 0 else "urgent"

    def _search_kms_followup_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        parts = []
        if "none" in value:
            parts.append(~OPEN)
        # sudo: the days of each company count, whoever searches; nothing of it is shown.
        for company in self.env["res.company"].sudo().search([("active", "in", (True, False))]):
            today = company._kms_today()
            limit = today + timedelta(days=company.kms_followup_urgent_days)
            domains = {
                "waiting": Domain("validity_date", "=", False)
                | Domain("validity_date", ">", limit),
                "urgent": Domain("validity_date", ">=", today)
                & Domain("validity_date", "<=", limit),
                "expired": Domain("validity_date", "<", today),
            }
            wanted = Domain.OR(domains[state] for state in domains if state in value)
            parts.append(OPEN & Domain("company_id", "=", company.id) & wanted)
        return Domain.OR(parts)

    @api.model
    def kms_get_followup_counts(self):
        """Return the four counters of the follow-up screen (domain.md, "Quote follow-up").

        :return: number of quotations by name of the search filter that lists them
        :rtype: dict[str, int]
        :raise AccessError: the user may not read quotations
        """
        self.check_access("read")
        company = self.env.company
        today = company._kms_today()
        start, end = company._kms_day_bounds(today - timedelta(days=today.weekday()), today)
        domains = {
            "waiting": Domain("kms_followup_state", "in", ("waiting", "urgent")),
            "urgent": Domain("kms_followup_state", "=", "urgent"),
            "never": OPEN & Domain("kms_last_followup_id", "=", False),
            "followed": OPEN
            & Domain("kms_followup_ids.date", ">=", start)
            & Domain("kms_followup_ids.date", "<", end),
        }
        return {name: self.search_count(domain) for name, domain in domains.items()}

    # ------------------------------------------------------------
    # FOLLOW-UP: BUTTONS
    # ------------------------------------------------------------

    def action_kms_followup(self):
        """Open the dialog that records a follow-up.

        :rtype: dict
        """
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Follow up %(name)s", name=self.name),
            "res_model": "kms.quote.followup",
            "views": [
                (self.env.ref("kms_marketing.kms_quote_followup_view_form_dialog").id, "form")
            ],
            "target": "new",
            "context": {"default_order_id": self.id},
        }

    def action_kms_reopen(self):
        """Make closed quotations open again, valid as long as a new one.

        :rtype: bool
        """
        self.check_access("write")
        closed = self.filtered(lambda order: order.state == "cancel")
        closed.action_draft()
        for order in closed:
            days = order.company_id.quotation_validity_days or 30
            order.validity_date = order.company_id._kms_today() + timedelta(days=days)
        return True

    def action_draft(self):
        """Forget why a quotation was closed once it is open again."""
        self.check_access("write")
        result = super().action_draft()
        self.filtered("kms_cancel_reason").kms_cancel_reason = False
        return result

    def _kms_close(self, reason):
        """Cancel the open quotations among these and keep why."""
        orders = self.filtered_domain(OPEN)
        orders._action_cancel()
        orders.kms_cancel_reason = reason

    # ------------------------------------------------------------
    # FOLLOW-UP: EVERY NIGHT
    # ------------------------------------------------------------

    @api.model
    def _kms_due_domain(self, fname, days):
        """Return the domain of what is before today less some days, in each company's days.

        :param str fname: name of the date field
        :param days: function that gives the number of days of a company
        :rtype: Domain
        """
        return Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain(fname, "<", company._kms_today() - timedelta(days=days(company)))
            for company in self.env["res.company"].search([("active", "in", (True, False))])
        )

    @api.model
    def _cron_kms_remind_followups(self):
        """Make one activity for each follow-up that is due."""
        Followup = self.env["kms.quote.followup"]
        domain = (
            Domain("reminded", "=", False)
            & Domain("order_id.state", "in", ("draft", "sent"))
            & self._kms_due_domain("next_date", lambda company: -1)
        )
        while followups := Followup.search(domain, limit=BATCH):
            for followup in followups:
                order = followup.order_id
                if followup == order.kms_last_followup_id:
                    order.activity_schedule(
                        "kms_marketing.activity_type_followup",
                        date_deadline=followup.next_date,
                        note=followup.next_action,
                        user_id=(order.user_id or followup.user_id).id,
                    )
            followups.reminded = True
            if not self.env["ir.cron"]._commit_progress(
                len(followups), remaining=Followup.search_count(domain)
            ):
                break

    @api.model
    def _cron_kms_close_expired(self):
        """Close the quotations whose validity ended longer ago than the days of grace."""
        domain = OPEN & self._kms_due_domain(
            "validity_date", lambda company: company.kms_followup_grace_days
        )
        while orders := self.search(domain, limit=BATCH):
            for order in orders:
                translated = order.with_context(
                    lang=order.user_id.lang or order.company_id.partner_id.lang
                )
                order._kms_close(
                    translated.env._(
                        "Not valid any more since %(date)s",
                        date=format_date(translated.env, order.validity_date),
                    )
                )
            if not self.env["ir.cron"]._commit_progress(
                len(orders), remaining=self.search_count(domain)
            ):
                break
