"""For migration scripts: templates are data that an update does not write again."""


def resize_widgets(cr, module, widths):
    """Give widgets of templates the width they have now, those that nobody has changed since.

    What somebody has arranged for themselves stays as it is, and so does what a manager has given
    another width.

    :param str module: addon whose data the widgets are
    :param dict widths: XML id without the addon -> width before and now, in columns of twelve
    """
    for name, (before, now) in widths.items():
        cr.execute(
            "UPDATE kms_board_widget w SET width = %s FROM ir_model_data d"
            " WHERE d.model = 'kms.board.widget' AND d.module = %s AND d.name = %s"
            " AND w.id = d.res_id AND w.width = %s",
            (now, module, name, before),
        )
