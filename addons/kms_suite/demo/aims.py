"""What the marketing manager wants to reach, month by month, and the sheet that says whether."""

from odoo import fields

# metric, channel, login of a person, target of a month: a little more than the plan brings
MONTHLY = (
    ("revenue", False, False, 36_000_000),
    ("quotes", False, False, 420),
    ("sales", False, False, 350),
    ("revenue", "showroom", False, 11_000_000),
    ("sales", "showroom", False, 85),
    ("quotes", "showroom", False, 140),
    ("prospects", "showroom", False, 320),
    ("prospects", "field", False, 150),
    ("prospects", "digital", False, 140),
    ("revenue", False, "showroom", 10_000_000),
    ("sales", False, "showroom", 75),
    ("quotes", False, "showroom", 130),
    ("prospects", False, "terrain", 140),
    ("prospects", False, "appels", 130),
)


def set_aims(env, user, first, last):
    """Set the targets of the months that the story touches; the close of day goes out by itself.

    :param env: environment of the marketing manager
    :param user: called with a login, gives its `res.users` record
    :param date first: first day of the story
    :param date last: its last day
    """
    Targets = env["kms.sales.target"]
    months = {day.replace(day=1) for day in (first, last)}
    for month in sorted(months):
        if Targets.search_count([("date_from", "=", month), ("company_id", "=", env.company.id)]):
            continue
        Targets.create(
            [
                {
                    "date_from": month,
                    "date_to": fields.Date.end_of(month, "month"),
                    "company_id": env.company.id,
                    "metric": metric,
                    "kms_channel": channel,
                    "user_id": user(login).id if login else False,
                    "target_value": value,
                }
                for metric, channel, login, value in MONTHLY
            ]
        )
    env.ref("kms_marketing.sheet_close").scheduled = True
