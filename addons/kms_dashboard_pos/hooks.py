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
    mark_closings(env.cr)


def mark_closings(cr):
    """Mark the cash of sessions that were closed before this addon could.

    What a closing books is reconciled with the session's own entry, or bears the session's name
    where somebody has undone that; what was put into the drawer or taken from it is neither.
    """
    cr.execute(
        """
        UPDATE account_bank_statement_line r SET kms_till_sales = TRUE
          FROM pos_session s
         WHERE s.id = r.pos_session_id AND s.state = 'closed' AND r.kms_till_sales IS NOT TRUE
           AND EXISTS (
               SELECT FROM account_move_line l JOIN account_account a ON a.id = l.account_id
                WHERE l.move_id = r.move_id AND a.account_type = 'asset_receivable'
                  AND (r.payment_ref = s.name OR EXISTS (
                      SELECT FROM account_partial_reconcile p
                        JOIN account_move_line o
                          ON o.id IN (p.debit_move_id, p.credit_move_id) AND o.id <> l.id
                       WHERE l.id IN (p.debit_move_id, p.credit_move_id)
                         AND o.move_id = s.move_id)))
        """
    )


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
