"""What the addon gives back when it goes."""

from odoo.addons.kms_base.uninstall import give_back


def uninstall_hook(env):
    """Take back from the concierge what this addon gave, and what core would leave behind."""
    give_back(
        env,
        "kms_hotel",
        groups=[("kms_base.role_concierge", "sales_team.group_sale_salesman")],
        menus=[("kms_marketing.menu_registers", "kms_base.role_concierge")],
        models=["kms.reservation"],
    )
