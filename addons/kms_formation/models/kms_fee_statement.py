from odoo import api, fields, models, tools


class KmsFeeStatement(models.Model):
    """The account of a student, line by line: the screen and the PDF read the same lines."""

    _name = "kms.fee.statement"
    _description = "Account statement of a student"
    _auto = False
    _order = "enrollment_id, date, id"
    _rec_name = "label"

    enrollment_id = fields.Many2one("kms.enrollment", string="Enrolment", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Student", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(readonly=True)
    move_id = fields.Many2one("account.move", string="Document", readonly=True)
    label = fields.Char(readonly=True)
    debit = fields.Monetary(string="Billed", readonly=True)
    credit = fields.Monetary(string="Paid or credited", readonly=True)
    balance = fields.Monetary(string="Balance due", readonly=True, aggregator=None)

    @api.private
    def init(self):
        tools.drop_view_if_exists(self.env.cr, self._table)
        self.env.cr.execute(
            """
            CREATE VIEW kms_fee_statement AS
            WITH entry AS (
                SELECT move.id, move.kms_enrollment_id, move.company_id, move.date,
                       CONCAT_WS(' · ', move.name, payment.kms_transaction_ref) AS label,
                       SUM(line.balance) AS amount
                  FROM account_move move
                  JOIN account_move_line line ON line.move_id = move.id
                  JOIN account_account account ON account.id = line.account_id
             LEFT JOIN account_payment payment ON payment.move_id = move.id
                 WHERE move.kms_enrollment_id IS NOT NULL AND move.state = 'posted'
                   AND account.account_type = 'asset_receivable'
                 GROUP BY move.id, payment.id
            )
            SELECT entry.id, entry.kms_enrollment_id AS enrollment_id, student.partner_id,
                   entry.company_id, entry.date, entry.id AS move_id, entry.label,
                   GREATEST(entry.amount, 0) AS debit, GREATEST(-entry.amount, 0) AS credit,
                   SUM(entry.amount) OVER (PARTITION BY entry.kms_enrollment_id
                       ORDER BY entry.date, entry.id) AS balance
              FROM entry JOIN kms_enrollment student ON student.id = entry.kms_enrollment_id
            """
        )
