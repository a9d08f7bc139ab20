from uuid import uuid4

from odoo import api, fields, models


class KmsFeeRefund(models.TransientModel):
    """Pay back what a student is owed, in cash, by mobile money or by the bank."""

    _name = "kms.fee.refund"
    _description = "Refund of a student"
    _order = "id"

    enrollment_id = fields.Many2one(
        "kms.enrollment", string="Enrolment", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="enrollment_id.company_id")
    currency_id = fields.Many2one(related="enrollment_id.currency_id")
    partner_id = fields.Many2one(related="enrollment_id.partner_id", string="Student")
    reason = fields.Char(related="enrollment_id.reason")
    amount_to_refund = fields.Monetary(related="enrollment_id.amount_to_refund", string="Owed")
    amount = fields.Monetary(
        string="Paid back",
        compute="_compute_amount",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    journal_ids = fields.Many2many("account.journal", compute="_compute_journal_ids")
    journal_id = fields.Many2one(
        "account.journal",
        string="By",
        compute="_compute_journal_id",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        domain="[('id', 'in', journal_ids)]",
    )
    kms_mobile_operator = fields.Selection(related="journal_id.kms_mobile_operator")
    kms_transaction_ref = fields.Char(
        string="Transaction id",
        help="The id in the operator's message, for instance MP260315.1042.A12345.",
    )
    # One window pays once, however often it is confirmed.
    uuid = fields.Char(default=lambda self: uuid4().hex, readonly=True, required=True)

    @api.depends("enrollment_id")
    def _compute_amount(self):
        for refund in self:
            refund.amount = refund.amount_to_refund

    @api.depends("enrollment_id")
    def _compute_journal_ids(self):
        for refund in self:
            refund.journal_ids = refund._doors()

    @api.depends("enrollment_id")
    def _compute_journal_id(self):
        for refund in self:
            refund.journal_id = refund._doors()[:1]

    def _doors(self):
        """Return the journals that the cash desk offers, cash first."""
        self.ensure_one()
        desk = self.env["kms.fee.desk"].with_company(self.enrollment_id.company_id)
        journals = self.env["account.journal"].browse(way["id"] for way in desk._journals())
        return journals.sorted(lambda journal: journal.type != "cash")

    def action_confirm(self):
        """Pay, and print the receipt that the student signs.

        :rtype: dict
        :raise UserError: more than is owed, or a mobile payment without its transaction id
        """
        self.ensure_one()
        self.check_access("write")
        self.env["account.payment"].check_access("create")
        self.enrollment_id.check_access("read")
        self.journal_id.check_access("read")
        payment = self.enrollment_id._refund(
            self.amount, self.journal_id, self.kms_transaction_ref or "", self.uuid
        )
        report = self.env.ref("account.action_report_payment_receipt")
        return {**report.report_action(payment, config=False), "close_on_report_download": True}
