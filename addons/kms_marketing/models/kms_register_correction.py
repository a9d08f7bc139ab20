from odoo import api, fields, models
from odoo.exceptions import UserError


class KmsRegisterCorrection(models.Model):
    """What happened to a register after it was signed off; only ever added to."""

    _name = "kms.register.correction"
    _description = "Correction of a signed-off register"
    _order = "id desc"
    _rec_name = "line_name"

    closing_id = fields.Many2one(
        "kms.register.closing", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="closing_id.company_id", store=True, index=True)
    register_id = fields.Many2one(related="closing_id.register_id", store=True)
    day = fields.Date(related="closing_id.day", store=True)
    kind = fields.Selection(
        [
            ("changed", "Corrected"),
            ("added", "Added afterwards"),
            ("closed", "Signed off"),
            ("reopened", "Reopened"),
        ],
        required=True,
        readonly=True,
    )
    res_id = fields.Many2oneReference(string="Line", model_field="model", readonly=True, index=True)
    model = fields.Char(related="register_id.model", string="Model of the line")
    line_name = fields.Char(string="Line corrected", readonly=True)
    field_name = fields.Char(string="Field", readonly=True)
    label = fields.Char(string="Column", readonly=True)
    old_value = fields.Char(string="Before", readonly=True)
    new_value = fields.Char(string="After", readonly=True)
    reason = fields.Char(readonly=True)
    user_id = fields.Many2one(
        "res.users",
        string="By",
        required=True,
        readonly=True,
        default=lambda self: self.env.uid,
    )
    date = fields.Datetime(string="On", required=True, readonly=True, default=fields.Datetime.now)

    def write(self, vals):  # pylint: disable=method-required-super
        """Refuse: a trace that can be changed is none."""
        self.check_access("write")
        raise UserError(self.env._("The trace of corrections is never changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_always(self):
        raise UserError(self.env._("The trace of corrections is never deleted."))

    def action_open_line(self):
        """Open the line that was corrected.

        :rtype: dict
        """
        self.ensure_one()
        self.check_access("read")
        return self.env[self.model].browse(self.res_id)._get_records_action()
