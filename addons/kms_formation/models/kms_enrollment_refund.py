from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class KmsEnrollment(models.Model):
    """What the house owes a student, and paying it back: a real payment that goes out."""

    _inherit = "kms.enrollment"

    amount_to_refund = fields.Monetary(
        string="To refund",
        compute="_compute_amount_to_refund",
        compute_sudo=True,
        help="What the student paid beyond the fee.",
    )

    @api.depends("amount_due")
    def _compute_amount_to_refund(self):
        for enrollment in self:
            enrollment.amount_to_refund = max(-enrollment.amount_due, 0)

    def action_refund(self):
        """Open the window that pays back what the student is owed.

        :rtype: dict
        """
        self.ensure_one()
        self.check_access("read")
        self.env["account.payment"].check_access("create")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kms_formation.kms_fee_refund_action"
        )
        return {**action, "context": {"default_enrollment_id": self.id}}

    def _refund(self, amount, journal, ref, uuid):
        """Pay money back to the student.

        Only so much as is owed at this very moment: the row is written, so that of two cashiers
        at once the second starts again and finds that nothing is owed any more.

        :param float amount: in the company's currency
        :param journal: `account.journal` the money leaves from
        :param str ref: transaction id of a mobile operator
        :param str uuid: identifier of the refund, it counts once
        :return: the payment
        :rtype: account.payment
        :raise UserError: more than is owed
        """
        self.ensure_one()
        self.env.cr.execute(
            SQL("UPDATE kms_enrollment SET write_date = write_date WHERE id = %s", self.id)
        )
        payment = self.env["account.payment"].search([("kms_client_uuid", "=", uuid)])
        if payment:
            return payment
        self.invalidate_recordset()
        currency = self.currency_id
        amount = currency.round(amount)
        if amount <= 0 or currency.compare_amounts(amount, self.amount_to_refund) > 0:
            raise UserError(
                self.env._(
                    "%(student)s is owed %(amount)s: type an amount between 1 and that.",
                    student=self.partner_id.name,
                    amount=currency.format(self.amount_to_refund),
                )
            )
        payment = self.env["account.payment"].create(
            {
                "payment_type": "outbound",
                "partner_type": "customer",
                "partner_id": self.partner_id.id,
                "journal_id": journal.id,
                "amount": amount,
                "date": self.company_id._kms_today(),
                "memo": self.env._("Refund %(number)s", number=self.name),
                "kms_transaction_ref": ref,
                "kms_enrollment_id": self.id,
                "kms_client_uuid": uuid,
            }
        )
        payment.action_post()
        # sudo: matching needs no more right than paying the money out.
        self.sudo()._match_payments()
        return payment
