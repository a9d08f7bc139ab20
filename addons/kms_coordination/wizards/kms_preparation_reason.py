from odoo import fields, models
from odoo.exceptions import UserError


class KmsPreparationReason(models.TransientModel):
    """Asks why before an order is cancelled, sent one step back or put off."""

    _name = "kms.preparation.reason"
    _description = "Reason of a step"
    _order = "id desc"

    preparation_id = fields.Many2one("kms.preparation.order", required=True, ondelete="cascade")
    step = fields.Selection(
        [
            ("cancel", "Cancel the order"),
            ("back", "One step back"),
            ("absent", "Customer absent: new date"),
        ],
        required=True,
    )
    reason = fields.Char(required=True)
    new_date = fields.Datetime(string="New date")

    def action_apply(self):
        """Do the step with its reason.

        :raise UserError: without a reason, with a date in the past, or in another state by now
        """
        self.ensure_one()
        self.preparation_id.check_access("write")
        reason = " ".join((self.reason or "").split())
        if not reason:
            raise UserError(self.env._("Write in a few words why."))
        if self.step == "absent":
            if not self.new_date or self.new_date <= fields.Datetime.now():
                raise UserError(self.env._("Choose a date to come for the next delivery."))
            self.preparation_id._kms_absent(reason, self.new_date)
        elif self.step == "cancel":
            self.preparation_id._kms_cancel(reason)
        else:
            self.preparation_id._kms_back(reason)
        return {"type": "ir.actions.act_window_close"}
