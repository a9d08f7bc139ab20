import logging
from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_date

from .sale_order_followup import OPEN

_logger = logging.getLogger(__name__)
BATCH = 100


class SaleOrder(models.Model):
    """What happens to quotations every night."""

    _inherit = "sale.order"

    @api.model
    def _cron_kms_remind_followups(self):
        """Make one activity for each follow-up that is due."""
        self._kms_run_nightly(
            OPEN
            & Domain("kms_last_followup_id.reminded", "=", False)
            & self._kms_due_domain("kms_next_followup_date", lambda company: -1),
            self._kms_remind,
            limit=BATCH,
        )

    @api.model
    def _cron_kms_close_expired(self):
        """Close the quotations whose validity ended longer ago than the days of grace."""
        self._kms_run_nightly(
            OPEN
            & self._kms_due_domain(
                "validity_date", lambda company: company.kms_followup_grace_days
            ),
            self._kms_close_expired,
            limit=BATCH,
        )

    @api.model
    def _kms_run_nightly(self, domain, treat, limit):
        """Treat the quotations of a domain in batches; each one that is treated leaves it.

        One that fails is logged and waits for the next night; it stops no other.

        :param Domain domain: what is left to do
        :param treat: function of one quotation
        :param int limit: quotations between two commits
        """
        failed = []
        while orders := self.search(
            domain & Domain("id", "not in", failed), order="id", limit=limit
        ):
            for order in orders:
                try:
                    with self.env.cr.savepoint():
                        treat(order)
                except Exception:
                    _logger.exception(
                        "Quotation %s (%s) is left for tomorrow", order.name, order.id
                    )
                    failed.append(order.id)
            left = self.search_count(domain & Domain("id", "not in", failed))
            if not self.env["ir.cron"]._commit_progress(len(orders), remaining=left):
                break

    @api.model
    def _kms_due_domain(self, fname, days):
        """Return the domain of what is before today less some days, in each company's days.

        :param str fname: name of the date field
        :param days: function that gives the number of days of a company
        :rtype: Domain
        """
        return Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain(fname, "<", company._kms_today() - timedelta(days=days(company)))
            for company in self._kms_companies()
        )

    @api.model
    def _kms_remind(self, order):
        followup = order.kms_last_followup_id
        order.activity_schedule(
            "kms_marketing.activity_type_followup",
            date_deadline=followup.next_date,
            note=followup.next_action,
            user_id=(order.user_id or followup.user_id).id,
        )
        followup.reminded = True

    @api.model
    def _kms_close_expired(self, order):
        translated = order.with_context(lang=order.user_id.lang or order.company_id.partner_id.lang)
        order._kms_close(
            translated.env._(
                "Not valid any more since %(date)s",
                date=format_date(translated.env, order.validity_date),
            )
        )
