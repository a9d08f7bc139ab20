"""The list of 50 targets over 200 000 leads and 100 000 orders.

The reference is the same figures by ``_read_group``, one call for each target and kind of document.
"""

from odoo.fields import Domain

from common import check, median_seconds, run

LEADS = 200_000
ORDERS = 100_000
USERS = 5
QUERIES = 12
TIMES = 5
FIELDS = ["actual_value", "progress", "expected_value", "pace", "actual_label"]
KINDS = {
    "revenue": ["sales"],
    "sales": ["sales"],
    "quotes": ["quotes"],
    "prospects": ["prospects"],
    "conversion": ["sales", "prospects"],
}


def main(bench):
    with bench.environment() as env:
        # amounts of one currency, so that the reference may add them up without converting
        teams = env["crm.team"].search([("kms_channel", "!=", False)])
        users = env["res.users"].search([("share", "=", False)], limit=USERS)
        fill(env, teams, users)
        targets = make_targets(env, users)

        def read_list():
            env.invalidate_all()
            return targets.read(FIELDS)

        def read_reference():
            env.invalidate_all()
            return [reference(env, target) for target in targets]

        found = [line["actual_value"] for line in read_list()]
        for target, ours, theirs in zip(targets, found, read_reference(), strict=True):
            check(abs(ours - theirs) < 1, f"{target.display_name}: {ours} is {theirs}")
        check(sum(found) > 0, "the targets count something")
        before = env.cr.sql_log_count
        read_list()
        bench.count("queries of the list", env.cr.sql_log_count - before, QUERIES)
        bench.ratio(
            f"{len(targets)} targets",
            median_seconds(read_list, TIMES),
            median_seconds(read_reference, TIMES),
            0.3,
            "_read_group",
        )


def fill(env, teams, users):
    """Leads and orders of the last twelve months, spread over channels and people."""
    company = env.company
    partner = env["res.partner"].create({"name": "Bench"})
    common = {
        "teams": teams.ids,
        "channels": teams.mapped("kms_channel"),
        "users": users.ids,
        "company": company.id,
        "partner": partner.id,
        "currency": company.currency_id.id,
    }
    env.flush_all()
    env.cr.execute(
        """
        INSERT INTO crm_lead (name, type, active, company_id, team_id, kms_channel, user_id,
                              create_date, kms_arrival_date)
             SELECT 'Bench ' || n, 'opportunity', true, %(company)s,
                    (%(teams)s)[1 + n %% cardinality(%(teams)s)],
                    (%(channels)s)[1 + n %% cardinality(%(channels)s)],
                    (%(users)s)[1 + n / 7 %% cardinality(%(users)s)],
                    moment, moment
               FROM generate_series(1, %(count)s) AS n,
                    LATERAL (SELECT now() AT TIME ZONE 'UTC' - n * interval '157 s' AS moment) t
        """,
        {**common, "count": LEADS},
    )
    env.cr.execute(
        """
        INSERT INTO sale_order (name, state, company_id, team_id, kms_channel, user_id, partner_id,
                                partner_invoice_id, partner_shipping_id, currency_id, currency_rate,
                                amount_total, kms_revision, picking_policy, create_date,
                                date_order)
             SELECT 'Bench ' || n, CASE WHEN n %% 3 = 0 THEN 'sale' ELSE 'sent' END, %(company)s,
                    (%(teams)s)[1 + n %% cardinality(%(teams)s)],
                    (%(channels)s)[1 + n %% cardinality(%(channels)s)],
                    (%(users)s)[1 + n / 7 %% cardinality(%(users)s)],
                    %(partner)s, %(partner)s, %(partner)s, %(currency)s, 1,
                    1000 + n %% 1000, 1, 'direct', moment, moment
               FROM generate_series(1, %(count)s) AS n,
                    LATERAL (SELECT now() AT TIME ZONE 'UTC' - n * interval '314 s' AS moment) t
        """,
        {**common, "count": ORDERS},
    )
    env.cr.execute("ANALYZE crm_lead; ANALYZE sale_order")


def make_targets(env, users):
    """This month: five metrics for each of five channels and of five people."""
    env["kms.sales.target"].search([]).unlink()
    scopes = [
        *({"kms_channel": code} for code in ("showroom", "field", "digital", "hotel", "training")),
        *({"user_id": user.id} for user in users),
    ]
    return env["kms.sales.target"].create(
        [{**scope, "metric": metric, "target_value": 100} for scope in scopes for metric in KINDS]
    )


def reference(env, target):
    """One target's figure by the ORM's own means."""
    counts = {}
    for kind in KINDS[target.metric]:
        model = "crm.lead" if kind == "prospects" else "sale.order"
        aggregates = ["__count", "amount_total:sum"] if kind == "sales" else ["__count"]
        [found] = (
            env[model]
            .with_context(active_test=False)
            ._read_group(Domain(target._kms_document_domain(kind)), [], aggregates)
        )
        counts[kind] = found
    if target.metric == "revenue":
        return counts["sales"][1] or 0
    if target.metric == "conversion":
        return 100 * counts["sales"][0] / max(1, counts["prospects"][0])
    return counts[target.metric][0]


if __name__ == "__main__":
    run(main, __file__)
