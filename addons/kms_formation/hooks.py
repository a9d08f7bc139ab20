"""What the addon gives back when it goes."""

from odoo.addons.kms_base.uninstall import give_back

GIVEN = [
    ("kms_base.role_training", "sales_team.group_sale_salesman"),
    ("kms_base.role_training", "event.group_event_user"),
    ("kms_base.role_marketing", "event.group_event_manager"),
]


def uninstall_hook(env):
    """Take back from the roles what this addon gave, and what core would leave behind."""
    give_back(
        env,
        "kms_formation",
        groups=GIVEN,
        menus=[("kms_marketing.menu_registers", "kms_base.role_training")],
        models=["kms.course", "kms.course.session", "kms.enrollment"],
    )
