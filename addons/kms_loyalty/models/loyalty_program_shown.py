from odoo import fields, models


class LoyaltyProgram(models.Model):
    """Codes for anybody that the till offers to who stands in front of it."""

    _inherit = "loyalty.program"

    kms_shown_at_till = fields.Boolean(
        string="Shown at the till",
        default=True,
        help="The till lists the code on the card of each customer who may use it. Without it, "
        "only who knows the code can use it.",
    )

    def _kms_shown_codes(self):
        """Return the codes for anybody that a till shows, with their programs.

        :rtype: list[tuple[str, loyalty.program]]
        """
        shown = self.filtered(
            lambda program: program.kms_coupon_kind == "generic" and program.kms_shown_at_till
        )
        # sudo: the till knows the codes of its programs anyway.
        codes = [(program.sudo().rule_ids.filtered("code")[:1].code, program) for program in shown]
        return [(code, program) for code, program in codes if code]
