from odoo import fields, models


class AccountBankStatementLine(models.Model):
    _inherit = "account.bank.statement.line"

    kms_till_sales = fields.Boolean(
        string="Sales of a till", readonly=True, help="Cash of a session that its closing booked."
    )
