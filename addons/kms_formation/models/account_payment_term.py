from odoo import api, fields, models


class AccountPaymentTerm(models.Model):
    _inherit = "account.payment.term"

    kms_plan = fields.Char(
        string="Instalment plan", readonly=True, copy=False, index="btree_not_null"
    )

    @api.model
    def _kms_find_or_create_plan(self, company, plan):
        """Return the term of some instalments; archived, as it is nobody's to choose.

        :param company: `res.company` record
        :param list plan: percentage and days after the invoice of each part
        :rtype: account.payment.term
        """
        key = ",".join(f"{percent:g}:{days}" for percent, days in plan)
        term = self.with_context(active_test=False).search(
            [("kms_plan", "=", key), ("company_id", "=", company.id)], limit=1
        )
        return term or self.create(self._kms_prepare_plan(company, plan, key))

    @api.model
    def _kms_prepare_plan(self, company, plan, key):
        percent, _days = plan[0]
        name = (
            self.env._(
                "%(percent)g%% at the enrolment, then %(count)s parts",
                percent=percent,
                count=len(plan) - 1,
            )
            if len(plan) > 1
            else self.env._("At the enrolment")
        )
        return {
            "name": name,
            "active": False,
            "company_id": company.id,
            "kms_plan": key,
            "display_on_invoice": True,
            "line_ids": [
                (
                    0,
                    0,
                    {
                        "value": "percent",
                        "value_amount": percent,
                        "delay_type": "days_after",
                        "nb_days": days,
                    },
                )
                for percent, days in plan
            ],
        }
