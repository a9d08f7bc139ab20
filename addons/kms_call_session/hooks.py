"""What the addon gives back when it goes."""

from odoo.addons.kms_base.uninstall import give_back


def uninstall_hook(env):
    """Take the functions out of the database, and what core would leave behind."""
    env["kms.call.queue"]._drop_functions()
    give_back(env, "kms_call_session", models=["kms.call.campaign"])
