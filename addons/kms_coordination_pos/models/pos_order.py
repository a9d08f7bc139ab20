from odoo import models


class PosOrder(models.Model):
    _inherit = "pos.order"

    def action_kms_dispute(self):
        """Write down that the customer of a till's order is not content.

        :return: the form of a new dispute about the order
        :rtype: dict
        """
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "kms.dispute",
            "view_mode": "form",
            "context": {
                "default_pos_order_id": self.id,
                "default_partner_id": self.partner_id.id,
            },
        }

    def _process_saved_order(self, draft):
        first_time = self.state == "draft"
        result = super()._process_saved_order(draft)
        if not draft and first_time and self.state != "draft":
            self._kms_claim_refunds()
        return result

    def _kms_claim_refunds(self):
        """Count each unit that the till gave the money back for; the second time is flagged.

        The money has changed hands: such an order is kept, and someone looks at it.
        """
        # sudo: counters and flags are the server's.
        doubtful = self.sudo().lines.filtered(
            lambda line: (
                line.refunded_orderline_id
                and line.qty < 0
                and not line.refunded_orderline_id._kms_claim_units(-line.qty)
            )
        )
        if not doubtful:
            return
        doubtful.kms_refund_review = True
        session = self.session_id
        summary = self.env._("Refunds to review")
        if session.activity_ids.filtered(lambda activity: activity.summary == summary):
            return
        session.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=summary,
            note=self.env._(
                "%(order)s gave money back for goods that were refunded already: %(products)s.",
                order=self.name,
                products=", ".join(doubtful.product_id.mapped("display_name")),
            ),
            user_id=self._kms_reviewer().id,
        )
