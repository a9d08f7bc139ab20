from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.kms_base.models.res_partner import STATUSES

MAX_CUSTOMERS = 5000


class KmsPartnerBulk(models.TransientModel):
    """Salesperson, status and tags of the customers that are ticked in a list."""

    _name = "kms.partner.bulk"
    _description = "Change several customers"

    partner_ids = fields.Many2many(
        "res.partner",
        string="Customers",
        required=True,
        default=lambda self: self._default_partner_ids(),
    )
    partner_count = fields.Integer(string="Number", compute="_compute_partner_count")
    user_id = fields.Many2one("res.users", string="Salesperson", domain=[("share", "=", False)])
    remove_user = fields.Boolean(string="Take the salesperson off")
    kms_status = fields.Selection(STATUSES, string="Customer status")
    add_tag_ids = fields.Many2many(
        "res.partner.category", "kms_partner_bulk_add_tag_rel", string="Add tags"
    )
    remove_tag_ids = fields.Many2many(
        "res.partner.category", "kms_partner_bulk_remove_tag_rel", string="Remove tags"
    )

    @api.model
    def _default_partner_ids(self):
        if self.env.context.get("active_model") != "res.partner":
            return self.env["res.partner"]
        return self.env["res.partner"].browse(self.env.context.get("active_ids") or [])

    @api.depends("partner_ids")
    def _compute_partner_count(self):
        for wizard in self:
            wizard.partner_count = len(wizard.partner_ids)

    def action_apply(self):
        """Make the change and say how many customers it touched.

        :rtype: dict
        :raise UserError: nothing to change, or too many customers at once
        """
        self.ensure_one()
        self.check_access("write")
        vals = {}
        if self.user_id or self.remove_user:
            vals["user_id"] = not self.remove_user and self.user_id.id
        if self.kms_status:
            vals["kms_status"] = self.kms_status
        if not (vals or self.add_tag_ids or self.remove_tag_ids):
            raise UserError(self.env._("Choose at least one thing to change."))
        if len(self.partner_ids) > MAX_CUSTOMERS:
            raise UserError(
                self.env._(
                    "Change at most %(limit)s customers at once; filter the list further.",
                    limit=MAX_CUSTOMERS,
                )
            )
        changed, left = self.partner_ids._kms_apply_to_many(
            vals, self.add_tag_ids, self.remove_tag_ids
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if changed else "info",
                "message": self.env._(
                    "Customers changed: %(changed)s. Left as they were: %(left)s.",
                    changed=changed,
                    left=left,
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
