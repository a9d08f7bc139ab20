import random

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..facts import Days

TOLERANCE = 0.005  # half of the smallest coin of any currency
MAX_LINES = 50


class KmsFactCheck(models.Model):
    """A night on which daily figures were not what their documents, or the books, say."""

    _name = "kms.fact.check"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Difference in figures"
    _order = "date desc, id desc"

    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade")
    date = fields.Date(required=True)
    source = fields.Char(required=True)
    difference_count = fields.Integer(string="Differences")
    report = fields.Text(help="Day, figure, value kept, value found.")

    @api.depends("date", "source")
    def _compute_display_name(self):
        for check in self:
            check.display_name = f"{check.source} {check.date}"

    @api.model
    def _cron_check(self, limit=20):
        """Compare some days, chosen at random, with the documents and with the books.

        :param int limit: days per company and source
        """
        companies = self.env["res.company"].search(Domain.TRUE)
        for company in companies:
            for source in self.env["kms.fact.engine"]._kms_sources().values():
                self._kms_check(company, source, limit)
                if not self.env["ir.cron"]._commit_progress(1):
                    return

    @api.model
    def _kms_check(self, company, source, limit):
        """Compare random days of a source; differences wake management and heal the facts.

        :return: the record of the differences, empty when there are none
        :rtype: kms.fact.check
        """
        self.env.flush_all()
        dates = self._kms_sample(company, source, limit)
        if not dates:
            return self.browse()
        days = Days.of(company.id, company.kms_timezone, dates)
        lines = self._kms_compare(source, days, self._kms_found(source, days))
        if lines:
            # the facts are wrong, the documents never: count these days again
            self.env["kms.fact.dirty"]._kms_mark(company, source.code, dates)
        if source.ledger:
            booked = source.ledger(self.env, days)
            lines += self._kms_compare(source, days, booked, ledger=True)
        if not lines:
            return self.browse()
        check = self.create(
            {
                "company_id": company.id,
                "date": company._kms_today(),
                "source": source.code,
                "difference_count": len(lines),
                "report": "\n".join(lines[:MAX_LINES]),
            }
        )
        check._kms_alert()
        return check

    @api.model
    def _kms_sample(self, company, source, limit):
        """Days with facts, chosen at random; those that wait to be refreshed aside."""
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT f.date FROM kms_fact f JOIN kms_metric m ON m.id = f.metric_id"
                " WHERE f.company_id = %s AND m.source = %s AND NOT EXISTS ("
                " SELECT FROM kms_fact_dirty d WHERE d.company_id = f.company_id"
                " AND d.source = m.source AND (d.date IS NULL OR d.date = f.date))",
                company.id,
                source.code,
            )
        )
        dates = [row[0] for row in rows]
        return random.sample(dates, min(limit, len(dates)))

    @api.model
    def _kms_found(self, source, days):
        rows = self.env["kms.fact.engine"]._kms_rows(source, days)
        return SQL(
            "SELECT r.date, m.code, SUM(r.value) FROM (%s) r"
            " JOIN kms_metric m ON m.id = r.metric_id GROUP BY 1, 2",
            rows,
        )

    @api.model
    def _kms_compare(self, source, days, found, ledger=False):
        """Return one line per day and figure that differs.

        :param SQL found: rows of ``(date, metric, value)``
        :param bool ledger: only the figures that are found are compared
        :rtype: list[str]
        """
        rows = self.env.execute_query(
            SQL(
                "SELECT COALESCE(s.date, f.date), COALESCE(s.code, f.code),"
                " COALESCE(s.value, 0), COALESCE(f.value, 0) FROM ("
                " SELECT k.date, m.code, SUM(k.value) AS value FROM kms_fact k"
                " JOIN kms_metric m ON m.id = k.metric_id"
                " WHERE k.company_id = %s AND m.source = %s AND %s GROUP BY 1, 2) s"
                " %s JOIN (%s) f (date, code, value) ON f.date = s.date AND f.code = s.code"
                " WHERE ABS(COALESCE(s.value, 0) - COALESCE(f.value, 0)) > %s ORDER BY 1, 2",
                days.company_id,
                source.code,
                days.holds_date(SQL("k.date")),
                SQL("RIGHT") if ledger else SQL("FULL"),
                found,
                TOLERANCE,
            )
        )
        kind = self.env._("books") if ledger else self.env._("documents")
        return [
            f"{date} {code}: {kept:.2f} ≠ {value:.2f} ({kind})" for date, code, kept, value in rows
        ]

    def _kms_alert(self):
        """Give management something to do about it."""
        group = self.env.ref("kms_base.role_management")
        for check in self:
            managers = group.all_user_ids.filtered(
                lambda user, check=check: user.active and check.company_id in user.company_ids
            )
            for manager in managers:
                check.activity_schedule(
                    "kms_dashboard.mail_activity_type_difference",
                    user_id=manager.id,
                    summary=self.env._("Figures differ from their documents"),
                )
