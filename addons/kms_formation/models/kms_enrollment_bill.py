from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..instalments.plan import shares, spread


class KmsEnrollment(models.Model):
    """The order of the school behind an enrolment, and the invoices made from it."""

    _inherit = "kms.enrollment"

    def _bill_course(self):
        """Make the order of the fee and invoice it; the first part is due at once."""
        self.ensure_one()
        if not self.sale_id:
            self.sale_id = self.env["sale.order"].create(self._prepare_order_values())
            self.sale_id.action_confirm()
        self._bill_line(self._prepare_fee_line())

    def _prepare_order_values(self):
        self.ensure_one()
        team = self.env["crm.team"]._kms_get_channel_team("training", self.company_id)
        return {
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "team_id": team.id,
            "user_id": self.user_id.id,
            "opportunity_id": self.lead_id.id,
            "origin": self.name,
            "kms_enrollment_id": self.id,
        }

    def _prepare_fee_line(self):
        self.ensure_one()
        return {
            "name": self._fee_label(),
            "product_id": self.course_id.product_id.id,
            "product_uom_qty": 1,
            "price_unit": self.course_id.list_price,
            "discount": self.discount_percent,
        }

    def _fee_label(self):
        """Return what the student, a parent or an employer reads on the invoice."""
        student = self.with_context(lang=self.partner_id.lang or self.env.lang)
        course, session = student.course_id, student.session_id
        first, last = (
            format_date(student.env, self.company_id._kms_day_of(moment))
            for moment in (session.date_begin, session.date_end)
        )
        # a session is mostly called like its course: once is enough
        lines = list(dict.fromkeys([course.name, session.name]))
        lines.append(
            student.env._(
                "From %(first)s to %(last)s, %(number)s", first=first, last=last, number=self.name
            )
        )
        if self.discount_percent:
            lines.append(self.discount_reason)
        return "\n".join(lines)

    def _bill_line(self, values):
        """Add a line to the order and bill it: an invoice with instalments, or a credit note.

        :param dict values: values of a `sale.order.line`; a negative price credits
        :return: the posted document
        :rtype: account.move
        """
        self.ensure_one()
        order = self.sale_id
        order.payment_term_id = self._payment_term()
        order.order_line = [(0, 0, values)]
        move = order._create_invoices(final=True)
        move.invoice_date = self.company_id._kms_today()
        move.action_post()
        self._match_payments()
        return move

    def _payment_term(self):
        """Return the payment term of a bill of today: its parts spread until the course ends.

        :rtype: account.payment.term
        """
        self.ensure_one()
        company = self.company_id
        last_day = company._kms_day_of(self.session_id.date_end)
        course = self.course_id
        days = spread((last_day - company._kms_today()).days, course.instalment_count)
        percents = shares(course.first_percent, len(days))
        return self.env["account.payment.term"]._kms_find_or_create_plan(
            company, list(zip(percents, days, strict=True))
        )

    def _match_payments(self):
        """Let payments and credit notes pay the instalments, the earliest first."""
        for enrollment in self:
            lines = enrollment._open_lines()
            for account_lines in lines.grouped("account_id").values():
                signs = {line.amount_residual > 0 for line in account_lines}
                if len(signs) == 2:
                    account_lines.sorted("date_maturity").reconcile()

    def _open_lines(self):
        return self.env["account.move.line"].search(
            [
                ("move_id.kms_enrollment_id", "in", self.ids),
                ("account_id.account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("amount_residual", "!=", 0),
            ],
            order="date_maturity, id",
        )

    def _credit(self, price, label):
        """Credit a part of the fee.

        :param float price: before taxes, more than 0
        :param str label: what stands on the credit note
        """
        self.ensure_one()
        if self.currency_id.compare_amounts(price, 0) <= 0:
            return
        self._bill_line(
            {
                "name": label,
                "product_id": self.course_id.product_id.id,
                "product_uom_qty": 1,
                "price_unit": -price,
                "discount": 0,
            }
        )

    def _billed_price(self):
        """Return the fee before taxes and after discount, as it was billed."""
        self.ensure_one()
        return sum(self.sale_id.order_line.mapped("price_subtotal"))

    def action_open_invoices(self):
        """Open the invoices and credit notes.

        :rtype: dict
        :raise UserError: there is none yet
        """
        self.check_access("read")
        if not self.invoice_ids:
            raise UserError(self.env._("Nothing has been invoiced yet."))
        return self.invoice_ids._get_records_action(name=self.env._("Invoices"))
