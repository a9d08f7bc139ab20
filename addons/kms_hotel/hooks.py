"""What the addon gives back when it goes."""


def uninstall_hook(env):
    """Take back from the concierge what this addon gave: core's sales group."""
    concierge = env.ref("kms_base.role_concierge", raise_if_not_found=False)
    salesman = env.ref("sales_team.group_sale_salesman", raise_if_not_found=False)
    if concierge and salesman:
        concierge.implied_ids -= salesman
