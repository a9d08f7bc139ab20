"""What the addon gives back when it goes."""

GIVEN = [
    ("kms_base.role_training", "sales_team.group_sale_salesman"),
    ("kms_base.role_training", "event.group_event_user"),
    ("kms_base.role_marketing", "event.group_event_manager"),
]


def uninstall_hook(env):
    """Take back from the roles what this addon gave: core's sales and event groups."""
    for role_id, group_id in GIVEN:
        role = env.ref(role_id, raise_if_not_found=False)
        group = env.ref(group_id, raise_if_not_found=False)
        if role and group:
            role.implied_ids -= group
