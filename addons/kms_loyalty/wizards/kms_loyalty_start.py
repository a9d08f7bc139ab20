from odoo import fields, models


class KmsLoyaltyStart(models.TransientModel):
    """Start an analysis now, or try it."""

    _name = "kms.loyalty.start"
    _description = "Start a loyalty run"
    _order = "id"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="cascade"
    )
    kind = fields.Selection(
        [("dry", "Try: show what would happen"), ("apply", "Run: move the customers")],
        required=True,
        default="dry",
    )
    coupons = fields.Boolean(
        string="Congratulation coupons",
        default=True,
        help="One for each promotion, as the settings say.",
    )

    def action_start(self):
        """Analyse the customers and open the report.

        :rtype: dict
        """
        self.ensure_one()
        self.check_access("write")
        # The company must be one of the user's own.
        self.company_id.check_access("read")
        run = self.env["kms.loyalty.run"]._kms_analyse(
            self.company_id, "dry" if self.kind == "dry" else "full", self.coupons
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "kms.loyalty.run",
            "res_id": run.id,
            "view_mode": "form",
            "target": "current",
        }
