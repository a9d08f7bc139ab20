from datetime import timedelta
from urllib.parse import quote

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.kms_base.phone import whatsapp_url

from .kms_quote_followup import METHODS


class SaleOrder(models.Model):
    """The ways to reach a customer who has not answered yet."""

    _inherit = "sale.order"

    kms_chain_followup_ids = fields.Many2many(
        "kms.quote.followup",
        string="Follow-ups of all versions",
        compute="_compute_kms_chain_followup_ids",
    )
    kms_followup_count = fields.Integer(
        string="Number of follow-ups", compute="_compute_kms_chain_followup_ids"
    )

    @api.depends("kms_followup_ids", "kms_root_id")
    def _compute_kms_chain_followup_ids(self):
        followups = self.env["kms.quote.followup"].search(self._kms_chain_followup_domain())
        by_root = followups.grouped(lambda followup: followup.order_id._kms_root())
        for order in self:
            order.kms_chain_followup_ids = by_root.get(order._kms_root(), followups.browse())
            order.kms_followup_count = len(order.kms_chain_followup_ids)

    def _kms_chain_followup_domain(self):
        roots = self._kms_root()._origin.ids
        return Domain("order_id", "in", roots) | Domain("order_id.kms_root_id", "in", roots)

    def action_kms_view_followups(self):
        """Open the follow-ups of all versions of the quotation.

        :rtype: dict
        """
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Follow-ups of %(name)s", name=self._kms_root().name),
            "res_model": "kms.quote.followup",
            "views": [(False, "list")],
            "domain": list(self._kms_chain_followup_domain()),
        }

    def action_kms_followup(self):
        """Open the follow-up dialog, or for the method in the context what the method needs.

        :return: the dialog, with everything it shows; for an e-mail the composer, ready to send
        :rtype: dict
        :raise UserError: the quotation is closed, or the customer cannot be reached that way
        """
        self.ensure_one()
        self.check_access("write")
        self._kms_check_open()
        method = self.env.context.get("kms_method")
        if method == "email":
            return self._kms_followup_mail()
        return {
            "type": "ir.actions.client",
            "tag": "kms_marketing.followup",
            "name": self.env._("Follow up %(name)s", name=self.name),
            "target": "new",
            "params": {**self._kms_followup_card(), "method": method or False},
        }

    def _kms_check_open(self):
        self.ensure_one()
        if self.state not in ("draft", "sent"):
            raise UserError(
                self.env._(
                    "%(name)s does not wait for an answer any more (%(state)s). Reload the list.",
                    name=self.name,
                    state=dict(self._fields["state"]._description_selection(self.env))[self.state],
                )
            )

    def _kms_followup_card(self):
        """Return what the dialog shows: the customer, the ways to reach them, what may follow.

        :rtype: dict
        """
        self.ensure_one()
        Followup = self.env["kms.quote.followup"]
        last = self.kms_last_followup_id
        return {
            "id": self.id,
            "name": self.name,
            "customer": self.partner_id.display_name,
            "phone": self.env["res.partner"]._kms_shown_phone(self.partner_id.phone),
            "email": self.partner_id.email or "",
            "amount": self.currency_id.format(self.amount_total),
            "validity": self.validity_date and format_date(self.env, self.validity_date),
            "urgent": self.kms_followup_state in ("urgent", "expired"),
            "last": bool(last)
            and {
                "date": format_date(self.env, last.date),
                "result": dict(last._fields["result"]._description_selection(self.env))[
                    last.result
                ],
                "comment": (last.comment or "")[:200],
            },
            "methods": self._kms_followup_methods(),
            "results": Followup._get_results(self.company_id),
            "reasons": Followup._get_reasons(),
            "today": fields.Date.to_string(self.company_id._kms_today()),
        }

    def _kms_followup_methods(self):
        """Return the methods with the address that opens each on the phone or the computer.

        :return: dicts of code, label and href; href is empty where the customer has no number
        :rtype: list[dict]
        """
        sees = self.env["res.partner"]._kms_sees_phones()
        number = (sees and self.partner_id.phone_sanitized) or ""
        text = self._kms_followup_text() if number else ""
        links = {
            "phone": number and f"tel:{number}",
            "whatsapp": number and whatsapp_url(number, text),
            # The phone's own messages: no paid service, and the customer may answer.
            "sms": number and f"sms:{number}?body={quote(text)}",
        }
        labels = dict(
            self.env["kms.quote.followup"]._fields["method"]._description_selection(self.env)
        )
        return [
            {"code": code, "label": labels[code], "href": links.get(code, "")}
            for code, _label in METHODS
        ]

    def _kms_followup_text(self):
        """Return the message, in the customer's language, that reminds of the quotation."""
        self.ensure_one()
        order = self.with_context(lang=self.partner_id.lang or self.env.lang)
        values = {
            "customer": order.partner_id.name,
            "name": order.name,
            "company": order.company_id.name,
            "amount": order.currency_id.format(order.amount_total),
            "link": order.get_base_url() + order.get_portal_url(),
        }
        if not order.validity_date:
            return order.env._(
                "Hello %(customer)s, have you been able to look at our quotation %(name)s, "
                "%(amount)s? Here it is: %(link)s We are glad to answer your questions. "
                "%(company)s",
                **values,
            )
        return order.env._(
            "Hello %(customer)s, have you been able to look at our quotation %(name)s, "
            "%(amount)s, valid until %(date)s? Here it is: %(link)s We are glad to answer your "
            "questions. %(company)s",
            date=format_date(order.env, order.validity_date),
            **values,
        )

    def _kms_followup_mail(self):
        """Return core's composer with the reminder and the PDF; sending it is the follow-up."""
        self.ensure_one()
        if not self.partner_id.email:
            raise UserError(
                self.env._(
                    "%(customer)s has no e-mail address. Add one on the customer first.",
                    customer=self.partner_id.display_name,
                )
            )
        action = self.action_quotation_send()
        template = self.env.ref(
            "kms_marketing.mail_template_followup", raise_if_not_found=False
        ) or self.env["mail.template"].browse(action["context"].get("default_template_id"))
        action["context"] = {
            **action["context"],
            "default_template_id": template.id,
            "mark_so_as_sent": True,
            "kms_followup_mail": True,
        }
        return action

    def _message_post_after_hook(self, message, msg_vals):
        """Record the follow-up once its e-mail leaves."""
        result = super()._message_post_after_hook(message, msg_vals)
        if self.env.context.get("kms_followup_mail"):
            self.with_context(kms_followup_mail=False)._kms_record_mail()
        return result

    def _kms_record_mail(self):
        Followup = self.env["kms.quote.followup"]
        return Followup.create(
            [
                {
                    **Followup._get_defaults("no_answer", order.company_id),
                    "order_id": order.id,
                    "method": "email",
                    "comment": order.env._("Reminder sent by e-mail"),
                }
                for order in self
                if order.state in ("draft", "sent")
            ]
        )

    # ------------------------------------------------------------
    # CLOSING AND REOPENING
    # ------------------------------------------------------------

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
        orders = self.filtered(lambda order: order.state in ("draft", "sent"))
        orders._action_cancel()
        orders.kms_cancel_reason = reason
        orders.activity_unlink(["kms_marketing.activity_type_followup"])
