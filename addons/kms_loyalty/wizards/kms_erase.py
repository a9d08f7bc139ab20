from odoo import api, fields, models
from odoo.exceptions import UserError


class KmsErase(models.TransientModel):
    """Forget a customer: what stays and why is said before."""

    _name = "kms.erase"
    _description = "Erasing a customer's data"
    _order = "id"

    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, ondelete="cascade"
    )
    reason = fields.Selection(
        [("request", "The person asked"), ("unused", "No longer needed")],
        required=True,
        default="request",
    )
    obstacles = fields.Text(compute="_compute_kept")
    kept = fields.Text(string="Kept by law", compute="_compute_kept")
    understood = fields.Boolean(string="I have checked who asks, and know that this is for good")

    @api.depends("partner_id")
    def _compute_kept(self):
        Erasure = self.env["kms.erasure"]
        for wizard in self:
            partner = wizard.partner_id
            wizard.obstacles = "\n".join((partner and Erasure._kms_obstacles(partner)) or [])
            wizard.kept = "\n".join((partner and Erasure._kms_kept(partner)) or [])

    def action_erase(self):
        """Erase, and open the record of it.

        :rtype: dict
        :raise UserError: something is open, or the box is not ticked
        """
        self.ensure_one()
        self.check_access("write")
        self.partner_id.check_access("write")
        if not self.understood:
            raise UserError(self.env._("Tick the box first: nothing brings the data back."))
        erasure = self.env["kms.erasure"]._kms_erase(self.partner_id, self.reason)
        return {
            "type": "ir.actions.act_window",
            "res_model": "kms.erasure",
            "res_id": erasure.id,
            "view_mode": "form",
        }
