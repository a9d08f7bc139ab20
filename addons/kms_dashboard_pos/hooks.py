# Boards that speak of the whole house: what each figure is replaced by while the tills are in.
SWAPS = {
    "revenue": "house_revenue",
    "family_revenue": "house_revenue",
    "margin": "house_margin",
    "margin_rate": "house_margin_rate",
    "cash_in": "house_cash_in",
}
BOARDS = ("board_direction", "board_flash", "board_marketing")


def post_init_hook(env):
    """The boards of management and marketing show the house with its tills."""
    _swap(env, SWAPS)


def uninstall_hook(env):
    """Without tills the boards show the orders again."""
    back = {new: old for old, new in SWAPS.items() if old != "family_revenue"}
    boards = _boards(env)
    boards.widget_ids.filtered(lambda widget: widget.split_by == "categ_id")._kms_swap_figures(
        {**back, "house_revenue": "family_revenue"}
    )
    _swap(env, back)


def _swap(env, figures):
    # who sells is compared by orders: a cashier takes the money of others too
    widgets = _boards(env).widget_ids.filtered(lambda widget: widget.split_by != "user_id")
    widgets._kms_swap_figures(figures)


def _boards(env):
    boards = env["kms.board"]
    for name in BOARDS:
        board = env.ref(f"kms_marketing.{name}", raise_if_not_found=False)
        boards |= board or boards.browse()
    boards |= boards.search([("template_id", "in", boards.ids)])
    return boards.with_context(active_test=False)
