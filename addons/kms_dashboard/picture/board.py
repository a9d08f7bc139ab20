"""A whole board, or one of its widgets, as a picture. No environment.

What is drawn is what :meth:`kms.board.load` gives, so that paper and screen cannot differ.
"""

from .canvas import FAINT, MUTED, Canvas
from .charts import DRAWERS

WIDTH = 1200
COLUMNS = 12
GAP = 8
ROW = 64
HEAD = 56
TITLE = 24
PAD = 10


def draw_board(loaded, days, compared):
    """Draw a board.

    :param dict loaded: result of ``kms.board.load``
    :param str days: the period in words
    :param str compared: what it is compared with, in words
    :rtype: str
    """
    places, rows = _place(loaded["widgets"])
    canvas = Canvas(WIDTH, HEAD + rows * (ROW + GAP) + GAP)
    canvas.text(GAP * 2, 26, loaded["board"]["name"], 20, bold=True)
    canvas.text(GAP * 2, 44, ", ".join(loaded["companies"]), 11, fill=MUTED, width=WIDTH / 2)
    canvas.text(WIDTH - GAP * 2, 26, days, 14, anchor="end")
    filters = [*loaded["filter_names"].values()]
    note = " · ".join([compared, *filters])
    canvas.text(WIDTH - GAP * 2, 44, note, 11, fill=MUTED, anchor="end")
    column = (WIDTH - GAP) / COLUMNS
    for widget, (x, y) in zip(loaded["widgets"], places, strict=True):
        box = (
            GAP + x * column,
            HEAD + y * (ROW + GAP),
            widget["width"] * column - GAP,
            widget["height"] * (ROW + GAP) - GAP,
        )
        _draw(canvas, widget, box)
    return canvas.svg()


def draw_widget(widget, days):
    """Draw one widget, larger than on its board.

    :param dict widget: one of ``kms.board.load``
    :param str days: the period in words
    :rtype: str
    """
    canvas = Canvas(800, 480)
    _draw(canvas, {**widget, "title": f"{widget['title']} · {days}"}, (4, 4, 792, 472))
    return canvas.svg()


def _draw(canvas, widget, box):
    x, y, width, height = box
    canvas.shape("rect", x=x, y=y, width=width, height=height, rx=5, fill="#ffffff", stroke=FAINT)
    canvas.text(x + PAD, y + 17, widget["title"], 12, width - 2 * PAD, MUTED, bold=True)
    inner = (x + PAD, y + TITLE, width - 2 * PAD, height - TITLE - PAD)
    if widget["data"]:
        DRAWERS[widget["kind"]](canvas, widget, inner)


def _place(widgets):
    """Where the grid of the screen puts each widget: the first hole that is large enough.

    :return: column and row of each, and the number of rows
    """
    taken = set()
    places = []
    for widget in widgets:
        width, height = widget["width"], widget["height"]
        row = 0
        while True:
            spot = next(
                (
                    column
                    for column in range(COLUMNS - width + 1)
                    if not taken & _cells(column, row, width, height)
                ),
                None,
            )
            if spot is not None:
                break
            row += 1
        taken |= _cells(spot, row, width, height)
        places.append((spot, row))
    return places, max((row for _column, row in taken), default=-1) + 1


def _cells(column, row, width, height):
    return {(column + x, row + y) for x in range(width) for y in range(height)}
