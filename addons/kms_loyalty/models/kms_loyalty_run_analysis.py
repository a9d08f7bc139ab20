import logging
import time
import zlib
from datetime import timedelta
from decimal import Decimal

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..purchases import documents, scores
from ..rating.days import day_start
from ..rating.grid import Grid
from .kms_loyalty_dirty import EVERYBODY

_logger = logging.getLogger(__name__)

# After so many days without a run, all windows have moved too far: rate everybody.
LONGEST_GAP = 31
# A million customers are grouped and compared in memory rather than on disk.
WORK_MEMORY = "128MB"
FRESH = SQL.identifier("kms_loyalty_fresh")
CUSTOMERS = SQL.identifier("kms_loyalty_customer")
MEMBERS = SQL.identifier("kms_loyalty_member")
ORDERS = SQL.identifier("kms_loyalty_order")
SPECIAL = SQL.identifier("kms_loyalty_special")


class KmsLoyaltyRun(models.Model):
    """The analysis itself: one SELECT for all customers, then only what changed is written."""

    _inherit = "kms.loyalty.run"

    @api.model
    def _kms_logger(self):
        return _logger

    @api.model
    def _kms_analyse(self, company, kind=None, coupons=False, progress=None):
        """Rate the customers of a company as of its today.

        :param company: `res.company` record
        :param str kind: ``full``, ``increment`` or ``dry``; by default an increment, or a full
            run where an increment would not be exact
        :param bool coupons: give congratulation coupons
        :param progress: called with a sentence at each step
        :return: the run, with its report
        :rtype: kms.loyalty.run
        :raise UserError: another run of the company is under way, or it has no tiers
        """
        begin, tell = time.monotonic(), progress or (lambda sentence: None)
        self._kms_lock(company)
        terms = self._kms_terms(company)
        self.env.flush_all()
        # sudo: reports are written by runs alone, whoever was allowed to start one.
        run = self.sudo().create(
            {
                "company_id": company.id,
                "date": terms.day,
                "kind": kind or self._kms_due_kind(company, terms),
                "fingerprint": self._kms_fingerprint(company, terms),
            }
        )
        run._kms_rate(terms, tell)
        before, new = run._kms_split(), run._kms_new_customers()
        run._kms_write_moves(terms)
        if run.kind != "dry":
            tell(self.env._("Writing the scores"))
            run._kms_keep_history(terms)
            run._kms_write_scores(terms)
        run._kms_report(terms, before, new)
        if coupons:
            run.coupons = run._kms_congratulate(tell)
        run.duration = time.monotonic() - begin
        run.log = run._kms_text()
        self.env.invalidate_all()
        return run

    @api.model
    def _kms_lock(self, company):
        """:raise UserError: another run of the company is under way"""
        key = zlib.crc32(b"kms.loyalty.run")
        self.env.cr.execute(
            SQL("SELECT pg_try_advisory_xact_lock(%s::bigint::bit(32)::int, %s)", key, company.id)
        )
        if not self.env.cr.fetchone()[0]:
            raise UserError(
                self.env._(
                    "An analysis of %(company)s is under way. Wait until it is done, then look at "
                    "its report.",
                    company=company.name,
                )
            )

    # ------------------------------------------------------------
    # TERMS
    # ------------------------------------------------------------

    @api.model
    def _kms_terms(self, company):
        """Return what a run of a company goes by today.

        :rtype: odoo.addons.kms_loyalty.purchases.scores.Terms
        :raise UserError: the company has no tiers
        """
        tiers = self.env["kms.loyalty.tier"].search([("company_id", "=", company.id)])
        if not tiers:
            raise UserError(
                self.env._(
                    "%(company)s has no loyalty tiers: add one that starts at 0.",
                    company=company.name,
                )
            )
        return scores.Terms(
            company.id,
            company.currency_id.decimal_places,
            company.kms_timezone,
            company._kms_today(),
            self._kms_grid(company, tiers),
            company.kms_loyalty_grace_days,
        )

    @api.model
    def _kms_grid(self, company, tiers):
        steps = self.env["kms.loyalty.step"].search([("company_id", "=", company.id)])

        def grid(criterion):
            kept = steps.filtered(lambda step: step.criterion == criterion)
            ordered = kept.sorted("limit", reverse=criterion != "recency")
            return tuple((_decimal(step.limit), _decimal(step.points)) for step in ordered)

        return Grid(
            frequency_days=company.kms_loyalty_frequency_days,
            frequency_factor=_decimal(company.kms_loyalty_frequency_factor),
            frequency_divisor=_decimal(company.kms_loyalty_frequency_divisor),
            frequency_max=_decimal(company.kms_loyalty_frequency_max),
            period_days=company.kms_loyalty_period_days,
            period_count=company.kms_loyalty_period_count,
            amount_days=company.kms_loyalty_amount_days,
            regularity=grid("regularity"),
            recency=grid("recency"),
            amount=grid("amount"),
            tiers=tuple(
                (_decimal(tier.threshold), tier.id)
                for tier in tiers.sorted("threshold", reverse=True)
            ),
        )

    @api.model
    def _kms_fingerprint(self, company, terms):
        return terms.grid.fingerprint(terms.zone, terms.decimals, company.currency_id.id)

    @api.model
    def _kms_previous(self, company):
        """Return the last run of a company that counted.

        :rtype: kms.loyalty.run
        """
        return self.search([("company_id", "=", company.id), ("kind", "!=", "dry")], limit=1)

    @api.model
    def _kms_due_kind(self, company, terms):
        previous = self._kms_previous(company)
        if not previous or previous.fingerprint != self._kms_fingerprint(company, terms):
            return "full"
        if not timedelta(0) <= terms.day - previous.date <= timedelta(days=LONGEST_GAP):
            return "full"
        marked = self.env["kms.loyalty.dirty"].search_count(
            [("company_id", "=", company.id), ("partner", "=", EVERYBODY)], limit=1
        )
        return "full" if marked else "increment"

    # ------------------------------------------------------------
    # RATING
    # ------------------------------------------------------------

    def _kms_rate(self, terms, tell):
        """Put the scores that differ from the stored ones into a temporary table."""
        self.env.cr.execute(SQL("SET LOCAL work_mem = %s", WORK_MEMORY))
        # compiling a statement of a hundred expressions takes longer than it saves
        self.env.cr.execute(SQL("SET LOCAL jit = off"))
        some = None
        if self.kind == "increment":
            tell(self.env._("Looking for the customers concerned"))
            self._kms_find_customers(terms)
            some = documents.Some(CUSTOMERS, MEMBERS, ORDERS)
        elif self.kind == "full":
            self.env.cr.execute(
                SQL("DELETE FROM kms_loyalty_dirty WHERE company_id = %s", self.company_id.id)
            )
        tell(self.env._("Rating the customers"))
        self._kms_make_table(SPECIAL, documents.special(terms.company_id, some))
        self._kms_make_table(FRESH, scores.fresh(terms, SPECIAL, some), "old_id")

    def _kms_make_table(self, name, select, columns="id"):
        self.env.cr.execute(SQL("DROP TABLE IF EXISTS pg_temp.%s", name))
        self.env.cr.execute(SQL("CREATE TEMPORARY TABLE %s ON COMMIT DROP AS %s", name, select))
        # the planner has to know how many rows there are; of the columns the key will do
        keys = SQL(", ").join(SQL.identifier(column) for column in columns.split())
        self.env.cr.execute(SQL("ANALYZE %s (%s)", name, keys))

    def _kms_find_customers(self, terms):
        """List who may have another score than at the last run, and their contacts.

        Documents of theirs changed; or a purchase enters or leaves a window; or the last one
        turns a day too old; or the days of grace are over.
        """
        company = self.company_id.id
        raw = SQL(
            "SELECT partner AS id, TRUE AS marked FROM kms_loyalty_dirty WHERE company_id = %s"
            " UNION ALL SELECT partner_id, FALSE FROM (%s) AS moved",
            company,
            self._kms_on_boundaries(terms),
        )
        self._kms_make_table(
            CUSTOMERS,
            SQL(
                """
                WITH raw AS MATERIALIZED (
                    SELECT id, bool_or(marked) AS marked FROM (%s) AS found GROUP BY id
                ), both_ways AS (
                    SELECT id, marked FROM raw UNION ALL
                    SELECT p.commercial_partner_id, raw.marked
                      FROM raw JOIN res_partner p ON p.id = raw.id
                )
                SELECT id, bool_or(marked) AS marked FROM both_ways GROUP BY id
                """,
                raw,
            ),
        )
        # It reads the same snapshot of the database as the list above: no mark goes unseen.
        self.env.cr.execute(SQL("DELETE FROM kms_loyalty_dirty WHERE company_id = %s", company))
        self._kms_make_table(
            MEMBERS,
            SQL(
                "SELECT p.id, p.commercial_partner_id, c.marked"
                " FROM res_partner p JOIN %s c ON c.id = p.commercial_partner_id",
                CUSTOMERS,
            ),
            "id marked",
        )
        self._kms_make_table(ORDERS, documents.till_orders(company, MEMBERS, terms.span()))

    def _kms_on_boundaries(self, terms):
        """Return the SELECT of the partners whom time alone has moved since the last run."""
        previous = self._kms_previous_of()
        days = [
            terms.day - timedelta(days=back) for back in range((terms.day - previous.date).days)
        ]
        bought = {day - timedelta(days=age) for day in days for age in terms.grid.purchase_ages()}
        last = [day - timedelta(days=age) for day in days for age in terms.grid.last_ages()]
        starts = [day_start(day, terms.zone) for day in sorted(bought)]
        ends = [day_start(day + timedelta(days=1), terms.zone) for day in sorted(bought)]
        return SQL(
            """
            SELECT o.partner_id
              FROM unnest(%(starts)s::timestamp[], %(ends)s::timestamp[]) AS span (first, after)
              JOIN pos_order o ON o.date_order >= span.first AND o.date_order < span.after
             WHERE o.company_id = %(company)s AND o.partner_id IS NOT NULL
               AND o.state IN ('paid', 'done')
             UNION
            SELECT o.partner_id
              FROM unnest(%(starts)s::timestamp[], %(ends)s::timestamp[]) AS span (first, after)
              JOIN sale_order o ON o.date_order >= span.first AND o.date_order < span.after
             WHERE o.company_id = %(company)s AND o.partner_id IS NOT NULL
             UNION
            SELECT partner_id FROM kms_loyalty_score
             WHERE company_id = %(company)s
               AND (last_purchase = ANY(%(last)s::date[]) OR grace_until <= %(day)s)
            """,
            starts=starts,
            ends=ends,
            last=last,
            day=terms.day,
            company=self.company_id.id,
        )

    def _kms_previous_of(self):
        """Return the run before this one that counted."""
        return self.search(
            [("company_id", "=", self.company_id.id), ("kind", "!=", "dry"), ("id", "<", self.id)],
            limit=1,
        )

    # ------------------------------------------------------------
    # WRITING
    # ------------------------------------------------------------

    def _kms_write_moves(self, terms):
        """Write who goes from one tier to another; a trial writes them as not applied."""
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO kms_loyalty_move (
                    run_id, company_id, date, partner_id, kind, applied, from_tier_id, to_tier_id,
                    frequency, regularity, recency, amount, score, previous_score
                )
                SELECT %(run)s, %(company)s, %(day)s, partner_id,
                       CASE WHEN promoted THEN 'promotion' ELSE 'demotion' END, %(applied)s,
                       old_tier_id, tier_id, frequency, regularity, recency, amount, score,
                       COALESCE(old_score, 0)
                  FROM %(fresh)s
                 WHERE promoted OR demoted
                 ORDER BY partner_id
                """,
                run=self.id,
                company=self.company_id.id,
                day=terms.day,
                applied=self.kind != "dry",
                fresh=FRESH,
            )
        )

    def _kms_keep_history(self, terms):
        """Keep the scores that are about to change."""
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO kms_loyalty_score_history (
                    partner_id, company_id, date_from, date_to, tier_id,
                    frequency, regularity, recency, amount, score
                )
                SELECT partner_id, %(company)s, old_changed_on, %(day)s, old_tier_id,
                       old_frequency, old_regularity, old_recency, old_amount, old_score
                  FROM %(fresh)s
                 WHERE old_id IS NOT NULL
                   AND (frequency, regularity, recency, amount, tier_id) IS DISTINCT FROM
                       (old_frequency, old_regularity, old_recency, old_amount, old_tier_id)
                 ORDER BY partner_id
                """,
                company=self.company_id.id,
                day=terms.day,
                fresh=FRESH,
            )
        )

    def _kms_write_scores(self, terms):
        """Write the scores that changed, and those of new customers."""
        columns = SQL(", ").join(SQL.identifier(name) for name in scores.COLUMNS)
        values = SQL(", ").join(SQL.identifier("f", name) for name in scores.COLUMNS)
        self.env.cr.execute(
            SQL(
                "UPDATE kms_loyalty_score s SET (%s, changed_on) = ROW(%s, %s)"
                " FROM %s f WHERE s.id = f.old_id",
                columns,
                values,
                terms.day,
                FRESH,
            )
        )
        written = self.env.cr.rowcount
        self.env.cr.execute(
            SQL(
                "INSERT INTO kms_loyalty_score (partner_id, company_id, changed_on, %s)"
                " SELECT f.partner_id, %s, %s, %s"
                " FROM %s f WHERE f.old_id IS NULL ORDER BY f.partner_id",
                columns,
                self.company_id.id,
                terms.day,
                values,
                FRESH,
            )
        )
        self.written = written + self.env.cr.rowcount


def _decimal(value):
    return Decimal(str(value)).normalize()
