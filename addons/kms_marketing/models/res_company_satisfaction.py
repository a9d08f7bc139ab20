from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    kms_satisfied_from = fields.Integer(
        string="Satisfied from",
        default=4,
        help="Ratings from this one on count as satisfied.",
    )
    kms_unsatisfied_to = fields.Integer(
        string="Unsatisfied up to",
        default=2,
        help="A rating up to this one makes an activity for the person who answers complaints.",
    )
    kms_complaint_user_id = fields.Many2one(
        "res.users",
        string="Answers complaints",
        domain=[("share", "=", False)],
        help="Left empty, the activity goes to a marketing and sales manager.",
    )
    kms_satisfaction_link_days = fields.Integer(
        string="Life of a rating link",
        default=30,
        help="Days after which a link that nobody used takes no answer any more.",
    )
    kms_satisfaction_change_hours = fields.Integer(
        string="Change of a rating",
        default=24,
        help="Hours during which a customer may change an answer.",
    )
    kms_idle_days = fields.Integer(
        string="No purchase lately",
        default=90,
        help="Days without a purchase after which a customer is listed as to be won back.",
    )
    _kms_satisfaction_limits = models.Constraint(
        "CHECK (kms_unsatisfied_to BETWEEN 0 AND 4 AND kms_satisfied_from BETWEEN 2 AND 5 "
        "AND kms_unsatisfied_to < kms_satisfied_from)",
        "Ratings go from 1 to 5, and an unsatisfied customer is not a satisfied one: "
        '"Unsatisfied up to" must be below "Satisfied from".',
    )
    _kms_satisfaction_delays_positive = models.Constraint(
        "CHECK (kms_satisfaction_link_days > 0 AND kms_satisfaction_change_hours >= 0 "
        "AND kms_idle_days > 0)",
        "Delays cannot be negative, and a link lives for at least one day.",
    )

    def _kms_get_complaint_user(self):
        """Return who is told of unsatisfied customers; may be empty.

        :rtype: res.users
        """
        self.ensure_one()
        if self.kms_complaint_user_id.active:
            return self.kms_complaint_user_id
        # The direct members first: management has the marketing role by implication only.
        for fname in ("group_ids", "all_group_ids"):
            managers = self.env["res.users"].search(
                [
                    (fname, "in", self.env.ref("kms_base.role_marketing").id),
                    ("company_ids", "in", self.id),
                    ("share", "=", False),
                ],
                order="id",
                limit=1,
            )
            if managers:
                return managers
        return managers
