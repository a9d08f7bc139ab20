from odoo import api, fields, models
from odoo.tools import plaintext2html

# What the server alone decides: forged values are dropped rather than refused, the order was paid.
SERVER_FIELDS = frozenset(("kms_review_state", "kms_review_reason"))


class PosOrder(models.Model):
    """Orders that the till was paid for and that the server would not have made like that."""

    _inherit = "pos.order"

    kms_review_state = fields.Selection(
        [("info", "Noted"), ("review", "To review"), ("done", "Reviewed")],
        string="Review",
        copy=False,
        readonly=True,
        index="btree_not_null",
    )
    kms_review_reason = fields.Text(string="To review because", copy=False, readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._kms_own(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._kms_own(vals))

    @api.model
    def _kms_own(self, vals):
        if self.env.su or SERVER_FIELDS.isdisjoint(vals):
            return vals
        return {name: value for name, value in vals.items() if name not in SERVER_FIELDS}

    def action_kms_reviewed(self):
        """Say that somebody has looked at the orders.

        :raise AccessError: not for who only sells
        """
        self.check_access("read")
        # not a right on orders, which a cashier has, but on what coupons did
        self.env["kms.coupon.use"].check_access("read")
        # sudo: the mark is the server's; who may set it was checked above.
        self.sudo().filtered("kms_review_state").kms_review_state = "done"

    def _kms_mark(self, doubts, notes=()):
        """Keep the order, write down what is odd about it, and tell a manager what needs a look.

        :param list doubts: sentences that somebody has to look at
        :param list notes: sentences that explain themselves, such as a till that was offline
        """
        if not doubts and not notes:
            return
        self.write(
            {
                "kms_review_state": "review" if doubts else "info",
                "kms_review_reason": "\n".join([*doubts, *notes]),
            }
        )
        if doubts:
            self.session_id.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("%(order)s to review", order=self.display_name),
                note=plaintext2html("\n".join(doubts)),
                user_id=self._kms_loyalty_manager().id,
            )

    def _kms_loyalty_manager(self):
        """A marketing manager of the company, else its management, else who opened the session.

        :rtype: res.users
        """
        for role in ("kms_base.role_marketing", "kms_base.role_management"):
            members = self.env.ref(role).all_user_ids.filtered(
                lambda user: self.company_id in user.company_ids and not user.share
            )
            if members:
                return members[0]
        return self.session_id.user_id
