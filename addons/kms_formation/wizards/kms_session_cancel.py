from odoo import fields, models


class KmsSessionCancel(models.TransientModel):
    """Cancel a session: every student is refunded or goes to another session."""

    _name = "kms.session.cancel"
    _description = "Cancellation of a session"
    _order = "id"

    session_id = fields.Many2one("kms.course.session", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="session_id.company_id")
    way = fields.Selection(
        [("refund", "Credit the whole fee"), ("transfer", "Transfer everybody")],
        string="The students",
        required=True,
        default="refund",
    )
    target_id = fields.Many2one(
        "kms.course.session",
        string="To the session",
        domain="[('company_id', '=', company_id), ('id', '!=', session_id), "
        "('state', 'in', ('planned', 'open', 'running'))]",
    )
    reason = fields.Char(required=True)

    def action_confirm(self):
        """Cancel the session, all of it or nothing.

        :rtype: dict
        """
        self.ensure_one()
        self.check_access("write")
        self.session_id.check_access("write")
        self.target_id.check_access("read")
        target = self.target_id if self.way == "transfer" else self.env["kms.course.session"]
        # sudo: the steps write sealed fields and the school's own orders and invoices.
        self.session_id.sudo()._cancel(self.reason, target.sudo())
        return {"type": "ir.actions.act_window_close"}
