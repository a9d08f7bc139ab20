from odoo import models
from odoo.exceptions import UserError


class KmsCouponCampaign(models.Model):
    """Coupons as cards on paper, so many sheets at a time."""

    _inherit = "kms.coupon.campaign"

    def action_print(self):
        """Print the next cards that were not printed yet.

        :rtype: dict
        """
        self.ensure_one()
        self.check_access("write")
        # sudo: what was printed is the server's to note; the right to the campaign was checked.
        members = (
            self.env["kms.coupon.member"]
            .sudo()
            .search(
                [
                    ("campaign_id", "=", self.id),
                    ("card_id.active", "=", True),
                    ("printed", "=", False),
                ],
                limit=self.company_id.kms_coupon_print_most,
            )
        )
        if not members:
            raise UserError(
                self.env._("Every card has been printed: print it again from its line.")
            )
        members.printed = self.env.cr.now()
        return self.env.ref("kms_loyalty.action_report_coupon_cards").report_action(
            members.ids, config=False
        )
