"""What the addon does to a database that was in use before it, and leaves of one after it."""


def post_init_hook(env):
    """Give each company the tiers and the grid that it starts with."""
    env["res.company"].with_context(active_test=False).search([])._kms_loyalty_set_up()


def uninstall_hook(env):
    """Take the triggers off core's tables, and give its cashiers their rights back."""
    env["kms.loyalty.dirty"]._kms_drop_triggers()
    env.ref("pos_loyalty.access_coupon_pos_user").perm_write = True
    for name in (
        "access_loyalty_history_pos_user",
        "access_sale_coupon_generate",
        "access_loyalty_card_update_balance_pos_user",
    ):
        env.ref(f"pos_loyalty.{name}").write({"perm_write": True, "perm_create": True})
