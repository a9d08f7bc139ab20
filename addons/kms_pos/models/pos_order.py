from odoo import fields, models


class PosOrder(models.Model):
    _inherit = "pos.order"

    kms_channel = fields.Selection(
        related="crm_team_id.kms_channel", store=True, index="btree_not_null", string="Channel"
    )

    def _process_saved_order(self, draft):
        self._kms_set_team()
        if draft or self.state == "cancel":
            return super()._process_saved_order(draft)
        self.payment_ids._kms_claim_transactions()
        result = super()._process_saved_order(draft)
        self._kms_confirm_paid_quotations()
        self._kms_call_for_review()
        return result

    def _kms_set_team(self):
        """A sale that is only paid at the till counts for the team that made it."""
        sales = self.lines.sale_order_origin_id
        settled = len(sales) == 1 and all(line.sale_order_origin_id for line in self.lines)
        # Tills without sales rights settle orders too.
        team = (settled and sales.sudo().team_id) or self.config_id.crm_team_id
        if self.crm_team_id != team:
            self.crm_team_id = team

    def _kms_confirm_paid_quotations(self):
        """Core confirms a paid quotation in the name of the cashier, who may lack the rights of the
        warehouse; an order that is paid is not refused for that.
        """
        sales = self.lines.sale_order_line_id.order_id
        # The payment decides, not the right to confirm.
        sales.filtered(lambda sale: sale.state in ("draft", "sent")).sudo().action_confirm()

    def _kms_call_for_review(self):
        """Ask for one look at the session's doubtful payments, however many there are."""
        # The cashier whose order it is does not read the flag.
        order = self.sudo()
        if not any(payment.kms_review_reason for payment in order.payment_ids):
            return
        session = order.session_id
        summary = self.env._("Mobile money payments to review")
        if session.activity_ids.filtered(lambda activity: activity.summary == summary):
            return
        session.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=summary,
            note=self.env._(
                "The till kept at least one payment whose transaction id is missing or was used "
                "before. Open KMS, Cash desk, Payments to review."
            ),
            user_id=self._kms_reviewer().id,
        )

    def _kms_reviewer(self):
        """An accountant of the company, else its management, else who opened the session.

        :rtype: res.users
        """
        for role in ("kms_base.role_accountant", "kms_base.role_management"):
            # The members of a role are not the cashier's to read.
            members = self.env.ref(role).sudo().all_user_ids
            users = members.filtered(
                lambda user: self.company_id in user.company_ids and not user.share
            )
            if users:
                return users[0]
        return self.session_id.user_id
