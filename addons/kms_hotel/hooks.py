"""What the addon gives back when it goes."""

# Core names what the mixins of chatter and activities bring to a model in their own addons, and
# forgets these names when the model goes.
LEFT_BEHIND = ("model_inherit__kms_reservation__", "selection__kms_reservation__")


def uninstall_hook(env):
    """Take back from the concierge what this addon gave, and what core would leave behind."""
    concierge = env.ref("kms_base.role_concierge", raise_if_not_found=False)
    salesman = env.ref("sales_team.group_sale_salesman", raise_if_not_found=False)
    if concierge and salesman:
        concierge.implied_ids -= salesman
    registers = env.ref("kms_marketing.menu_registers", raise_if_not_found=False)
    if concierge and registers:
        registers.group_ids -= concierge
    for prefix in LEFT_BEHIND:
        # escaped: an underscore stands for itself
        pattern = prefix.replace("_", "\\_") + "%"
        env["ir.model.data"].search(
            [("module", "!=", "kms_hotel"), ("name", "=like", pattern)]
        ).unlink()
