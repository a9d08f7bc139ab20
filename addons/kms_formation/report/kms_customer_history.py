from odoo import fields, models
from odoo.tools import SQL


class KmsCustomerHistory(models.Model):
    """The courses of a customer, on the day of the enrolment."""

    _inherit = "kms.customer.history"
    _depends = {
        "kms.course": ["name"],
        "kms.enrollment": [
            "company_id",
            "course_id",
            "create_date",
            "enroll_date",
            "name",
            "partner_id",
            "sale_id",
            "state",
            "user_id",
        ],
    }

    kind = fields.Selection(selection_add=[("course", "Course")])

    def _get_amount_fields(self):
        return super()._get_amount_fields() | {"course": "amount_total"}

    def _get_kind_models(self):
        return super()._get_kind_models() | {"course": "kms.enrollment"}

    def _get_parts(self):
        parts = super()._get_parts()
        orders = {
            # the enrolment stands for its order, unless somebody else pays that
            kind: SQL(
                "SELECT * FROM (%s) o WHERE NOT EXISTS (SELECT FROM kms_enrollment e"
                " WHERE e.sale_id = o.res_id AND e.partner_id = o.partner_id)",
                parts[kind],
            )
            for kind in ("quotation", "order")
        }
        return (
            parts
            | orders
            | {
                "course": SQL(
                    """SELECT e.id, COALESCE(e.enroll_date, e.create_date) AS date,
                          CONCAT_WS(' · ', e.name, COALESCE(c.name->>%s, c.name->>'en_US'))
                              AS summary,
                          e.user_id, 'training' AS kms_channel, e.company_id,
                          'kms.enrollment' AS res_model, e.id AS res_id, e.partner_id,
                          NULL::int AS lead_id, NULL::varchar AS phone
                     FROM kms_enrollment e
                     JOIN kms_course c ON c.id = e.course_id
                    WHERE e.state <> 'cancelled'""",
                    self.env.lang or "en_US",
                ),
            }
        )
