"""The scores of a company's customers as one SELECT. No environment."""

from datetime import timedelta

from odoo.tools import SQL

from ..rating.days import day_start
from .documents import purchases

# What a score consists of, in the order of the table's columns.
COLUMNS = (
    "frequency",
    "regularity",
    "recency",
    "amount",
    "score",
    "tier_id",
    "purchases",
    "periods",
    "spent",
    "last_purchase",
    "grace_until",
)


class Terms:
    """What a run goes by.

    :param int company_id: id of the company
    :param int decimals: of its currency
    :param str zone: its time zone
    :param datetime.date day: the day of the run
    :param grid: :class:`..rating.grid.Grid` whose tiers' keys are ids
    :param int grace: days of grace before a demotion
    """

    def __init__(self, company_id, decimals, zone, day, grid, grace=0):
        self.company_id = company_id
        self.decimals = decimals
        self.zone = zone
        self.day = day
        self.grid = grid
        self.grace = grace

    def span(self):
        """Return the first moment that decides about points, and the first after the run's day."""
        ages = self.grid.purchase_ages() | self.grid.last_ages()
        return self.start(max(ages) + 1), self.start(0)

    def start(self, days):
        """Return the first moment of the window of so many days that ends on the day of the run."""
        return day_start(self.day - timedelta(days=days - 1), self.zone)


def rated(terms, some=None, known=None):
    """Return the expressions that end in ``rated``: customer, parts, score, tier it calls for.

    :param Terms terms: see there
    :param Some some: see :func:`.documents.purchases`
    :param SQL known: see there
    :rtype: SQL
    """
    return SQL(
        """
        %(purchases)s,
        summed AS (%(summed)s),
        joined AS (%(joined)s),
        pointed AS (%(pointed)s),
        rated AS (
            SELECT *, %(tier)s AS target_id
              FROM (
                   SELECT *, frequency + regularity + recency + amount AS score
                     FROM pointed OFFSET 0
                   ) AS pointed
        )
        """,
        purchases=purchases(terms.company_id, terms.decimals, some, known),
        summed=_summed(terms),
        joined=_joined(some),
        pointed=_pointed(terms),
        tier=_steps([(SQL("score >= %s", _number(x)), y) for x, y in terms.grid.tiers]),
    )


def _summed(terms):
    # By contact first: a million sums find their customers sooner than five million orders.
    grid = terms.grid
    bounds = [terms.start(grid.period_days * place) for place in range(grid.period_count, 0, -1)]
    return SQL(
        """
        SELECT contact_id,
               COUNT(*) FILTER (WHERE amount > 0 AND moment >= %(frequency)s) AS purchases,
               COALESCE(SUM(amount) FILTER (WHERE moment >= %(amount)s), 0) AS spent,
               COALESCE(
                   BIT_OR(1::bigint << width_bucket(moment, %(bounds)s::timestamp[]))
                       FILTER (WHERE amount > 0 AND moment >= %(first)s),
                   0
               ) AS seen,
               MAX(moment) FILTER (WHERE amount > 0) AS last_moment
          FROM bought
         WHERE moment < %(end)s
         GROUP BY contact_id
        """,
        frequency=terms.start(grid.frequency_days),
        amount=terms.start(grid.amount_days),
        bounds=bounds,
        first=bounds[0],
        end=terms.start(0),
    )


def _joined(some):
    if some:
        customer = SQL("m.commercial_partner_id")
        contacts = SQL("JOIN %s m ON m.id = s.contact_id", some.members)
    else:
        # Most who buy are no contacts of somebody else: only the others are looked up.
        customer = SQL("COALESCE(m.commercial_partner_id, s.contact_id)")
        contacts = SQL(
            """
            LEFT JOIN (
                SELECT id, commercial_partner_id FROM res_partner
                 WHERE commercial_partner_id != id OFFSET 0
            ) m ON m.id = s.contact_id
            WHERE s.contact_id IS NOT NULL
            """
        )
    return SQL(
        """
        SELECT %(customer)s AS partner_id, SUM(s.purchases) AS purchases, SUM(s.spent) AS spent,
               BIT_OR(s.seen) AS seen, MAX(s.last_moment) AS last_moment
          FROM summed s %(contacts)s
         GROUP BY %(customer)s
        """,
        customer=customer,
        contacts=contacts,
    )


def _pointed(terms):
    # OFFSET 0 keeps PostgreSQL from computing each day, sum and share once per step of the grid.
    grid = terms.grid
    return SQL(
        """
        SELECT partner_id, purchases, spent, periods, last_purchase,
               LEAST(%(most)s, ROUND(%(factor)s * purchases / %(divisor)s, 2)) AS frequency,
               %(regularity)s AS regularity, %(recency)s AS recency, %(amount)s AS amount
          FROM (
               SELECT partner_id, purchases::int, spent, bit_count(seen::bit(64))::int AS periods,
                      (last_moment AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date AS last_purchase
                 FROM joined OFFSET 0
               ) AS counted OFFSET 0
        """,
        most=_number(grid.frequency_max),
        factor=_number(grid.frequency_factor),
        divisor=_number(grid.frequency_divisor),
        regularity=_points(
            [
                (SQL("100 * periods >= %s * %s", _number(x), grid.period_count), y)
                for x, y in grid.regularity
            ]
        ),
        recency=_points(
            [(SQL("%s::date - last_purchase <= %s", terms.day, int(x)), y) for x, y in grid.recency]
        ),
        amount=_points([(SQL("spent > %s", _number(x)), y) for x, y in grid.amount]),
        zone=terms.zone,
    )


def fresh(terms, known, some=None):
    """Return the SELECT of the scores that differ from the stored ones, with these beside them.

    Customers without a purchase left are rated too: nothing is 0 points.

    :param Terms terms: see there
    :param SQL known: see :func:`.documents.purchases`
    :param Some some: see there
    :rtype: SQL
    """
    stored = SQL(
        "SELECT s.*, %s FROM kms_loyalty_score s %s WHERE s.company_id = %s",
        SQL("c.marked") if some else SQL("TRUE AS marked"),
        SQL("JOIN %s c ON c.id = s.partner_id", some.customers) if some else SQL(""),
        terms.company_id,
    )
    return SQL(
        """
        WITH %(rated)s,
        compared AS (%(compared)s),
        decided AS (%(decided)s)
        SELECT * FROM decided
         WHERE old_id IS NULL
            OR (frequency, regularity, recency, amount, tier_id, purchases, periods, spent,
                last_purchase, grace_until)
               IS DISTINCT FROM
               (old_frequency, old_regularity, old_recency, old_amount, old_tier_id, old_purchases,
                old_periods, old_spent, old_last_purchase, old_grace_until)
        """,
        rated=rated(terms, some, known),
        compared=_compared(terms, stored),
        decided=_decided(terms),
    )


def _compared(terms, stored):
    base = terms.grid.tiers[-1][1]
    return SQL(
        """
        SELECT COALESCE(r.partner_id, o.partner_id) AS partner_id,
               COALESCE(r.frequency, 0) AS frequency, COALESCE(r.regularity, 0) AS regularity,
               COALESCE(r.recency, 0) AS recency, COALESCE(r.amount, 0) AS amount,
               COALESCE(r.score, 0) AS score, COALESCE(r.target_id, %(base)s) AS target_id,
               COALESCE(r.purchases, 0) AS purchases, COALESCE(r.periods, 0) AS periods,
               COALESCE(r.spent, 0) AS spent,
               -- nobody looked far back for those whose documents are the same
               CASE WHEN o.marked THEN r.last_purchase
                    ELSE GREATEST(r.last_purchase, o.last_purchase) END AS last_purchase,
               o.id AS old_id, o.frequency AS old_frequency, o.regularity AS old_regularity,
               o.recency AS old_recency, o.amount AS old_amount, o.score AS old_score,
               COALESCE(o.tier_id, %(base)s) AS old_tier_id, o.purchases AS old_purchases,
               o.periods AS old_periods, o.spent AS old_spent,
               o.last_purchase AS old_last_purchase, o.grace_until AS old_grace_until,
               o.changed_on AS old_changed_on
          FROM rated r FULL JOIN (%(stored)s) o ON o.partner_id = r.partner_id
        """,
        base=base,
        stored=stored,
    )


def _decided(terms):
    """Promote at once; demote at once, or when the days of grace are over."""
    ranks = SQL(", ").join(SQL("(%s::int, %s::numeric)", key, x) for x, key in terms.grid.tiers)
    falls = SQL("target.rank < COALESCE(held.rank, 0)")
    if not terms.grace:
        return SQL(
            """
            SELECT compared.*, target_id AS tier_id, NULL::date AS grace_until,
                   target.rank > COALESCE(held.rank, 0) AS promoted, %(falls)s AS demoted
              FROM compared
              JOIN (VALUES %(ranks)s) AS target (id, rank) ON target.id = target_id
         LEFT JOIN (VALUES %(ranks)s) AS held (id, rank) ON held.id = old_tier_id
            """,
            ranks=ranks,
            falls=falls,
        )
    waits = SQL("%s AND (old_grace_until IS NULL OR old_grace_until > %s)", falls, terms.day)
    return SQL(
        """
        SELECT compared.*, CASE WHEN %(waits)s THEN old_tier_id ELSE target_id END AS tier_id,
               CASE WHEN %(waits)s THEN COALESCE(old_grace_until, %(until)s::date) END
                   AS grace_until,
               target.rank > COALESCE(held.rank, 0) AS promoted,
               %(falls)s AND NOT (%(waits)s) AS demoted
          FROM compared
          JOIN (VALUES %(ranks)s) AS target (id, rank) ON target.id = target_id
     LEFT JOIN (VALUES %(ranks)s) AS held (id, rank) ON held.id = old_tier_id
        """,
        waits=waits,
        falls=falls,
        ranks=ranks,
        until=terms.day + timedelta(days=terms.grace),
    )


def _number(value):
    return SQL("%s::numeric", value)


def _points(steps):
    return _steps([(condition, _number(points)) for condition, points in steps], _number(0))


def _steps(steps, otherwise=None):
    """A CASE over ``(condition, value)``, the best first."""
    if not steps:
        return otherwise
    return SQL(
        "CASE %s%s END",
        SQL(" ").join(SQL("WHEN %s THEN %s", condition, value) for condition, value in steps),
        SQL(" ELSE %s", otherwise) if otherwise else SQL(""),
    )
