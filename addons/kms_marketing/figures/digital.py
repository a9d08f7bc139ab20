"""Where the figures of leads by step and of what campaigns cost come from. No environment."""

from odoo.tools import SQL

from odoo.addons.kms_dashboard.facts import Source, Watch


def select_steps(_env, days):
    """Digital leads on the day they were written down, by the step they have reached by now."""
    return SQL(
        "SELECT %s, r.kms_channel, r.user_id, NULL::int4, r.campaign_id,"
        " 'digital_' || CASE WHEN r.won_status = 'lost' THEN 'lost' ELSE g.kms_step END, 1"
        " FROM crm_lead r LEFT JOIN crm_stage g ON g.id = r.stage_id"
        " WHERE (r.company_id = %s OR r.company_id IS NULL) AND r.kms_channel = 'digital' AND %s",
        days.day(SQL("r.create_date")),
        days.company_id,
        days.holds(SQL("r.create_date")),
    )


def select_costs(_env, days):
    """What campaigns cost, on their first day."""
    return SQL(
        "SELECT r.kms_cost_date, 'digital', r.user_id, NULL::int4, r.id, 'campaign_cost',"
        " r.kms_cost FROM utm_campaign r WHERE (r.company_id = %s OR r.company_id IS NULL)"
        " AND r.kms_cost <> 0 AND %s",
        days.company_id,
        days.holds_date(SQL("r.kms_cost_date")),
    )


SOURCES = {
    source.code: source
    for source in (
        Source(
            "lead_step",
            (
                Watch(
                    "crm_lead",
                    (
                        "company_id",
                        "kms_channel",
                        "user_id",
                        "campaign_id",
                        "create_date",
                        "stage_id",
                        "won_status",
                    ),
                    SQL("r.create_date"),
                ),
                Watch(
                    "crm_stage",
                    ("kms_step",),
                    SQL("o.create_date"),
                    company=SQL("o.company_id"),
                    join=SQL("JOIN crm_lead o ON o.stage_id = r.id"),
                ),
            ),
            select_steps,
        ),
        Source(
            "campaign",
            (
                Watch(
                    "utm_campaign",
                    ("company_id", "user_id", "kms_cost", "kms_cost_date"),
                    SQL("r.kms_cost_date"),
                    is_date=True,
                ),
            ),
            select_costs,
        ),
    )
}
