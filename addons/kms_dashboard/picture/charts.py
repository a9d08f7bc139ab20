"""How each kind of widget is drawn. No environment."""

from .canvas import FAINT, INK, MUTED, short
from .canvas import nice_top as _nice_top

DASHES = (None, "6 3", "2 2", "8 3 2 3", "12 4")
GOOD, BAD = "#1B7F4B", "#C0392B"
LINE = 15


def draw_card(canvas, widget, box):
    """Value, change and sparkline."""
    x, y, width, height = box
    data = widget["data"]
    canvas.text(x, y + 20, data["text"], 20, width, bold=True)
    left = x
    if data["change"] is not None:
        better = (data["change"] > 0) == widget["metrics"][0]["higher_is_better"]
        arrow = "▲" if data["change"] > 0 else "▼" if data["change"] < 0 else "="
        text = f"{arrow} {short(abs(data['change']))} %"
        canvas.text(left, y + 38, text, 11, fill=GOOD if better else BAD, bold=True)
        left += 12 + 7 * len(text)
    notes = [f"({data['previous_text']})"] if data["previous"] is not None else []
    notes += [f"n = {short(data['n'])}"] if data["n"] is not None else []
    canvas.text(left, y + 38, " · ".join(notes), 11, width - (left - x), MUTED)
    if data["target"]:
        _progress(canvas, data, (x, y + 50, width))
    elif height > 60:
        points = _spark(data["points"], (x, y + 46, width, height - 46))
        canvas.line(points, data["color"], 1.5)


def _progress(canvas, data, place):
    x, y, width = place
    share = min(1, max(0, data["progress"] / 100))
    canvas.shape("rect", x=x, y=y, width=width, height=6, rx=3, fill=FAINT)
    canvas.shape("rect", x=x, y=y, width=width * share, height=6, rx=3, fill=data["color"])
    if data.get("expected"):
        tonight = x + width * min(100, data["expected"]) / 100
        canvas.shape("rect", x=tonight - 1, y=y - 3, width=2, height=12, fill=INK)
    canvas.text(x, y + 20, _target_text(data), 11, width, MUTED)


def _target_text(data):
    mark = {"ahead": "▲ ", "on_time": "● ", "behind": "▼ "}.get(data.get("pace"), "")
    return f"{mark}{short(data['progress'])} % / {data['target_text']}"


def _spark(values, box):
    x, y, width, height = box
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return []
    low = min(0, *known)
    span = max(known) - low or 1
    return [
        (
            x + width * index / (len(values) - 1),
            y + height - 2 - (height - 4) * (value - low) / span,
        )
        for index, value in enumerate(values)
        if value is not None
    ]


def _axes(canvas, widget, box, top):
    """Grid, its numbers, and the first and last day; returns the box that is left."""
    x, y, width, height = box
    left, bottom = 46, 18
    plot = (x + left, y + 6, width - left - 4, height - bottom - 6)
    for part in range(5):
        level = plot[1] + plot[3] * (1 - part / 4)
        canvas.line([(plot[0], level), (plot[0] + plot[2], level)], FAINT, 1)
        canvas.text(plot[0] - 5, level + 4, short(top * part / 4), 10, fill=MUTED, anchor="end")
    labels = widget["data"]["labels"]
    shown = max(1, -(-len(labels) // max(1, int(plot[2] / 70))))
    for index in range(0, len(labels), shown):
        center = plot[0] + plot[2] * (index + 0.5) / len(labels)
        canvas.text(center, y + height - 3, labels[index], 10, fill=MUTED, anchor="middle")
    return plot


def _legend(canvas, series, box):
    """Names of the lines above the plot; returns the box that is left."""
    x, y, width, height = box
    if len(series) < 2:
        return box
    left = x
    for line in series:
        step = 22 + 6.2 * len(line["name"])
        if left + step > x + width:
            break
        canvas.shape("rect", x=left, y=y + 1, width=10, height=10, rx=2, fill=line["color"])
        canvas.text(left + 14, y + 10, line["name"], 10.5)
        left += step
    return x, y + LINE, width, height - LINE


def _stacked(series, count):
    sums = [0] * count
    for line in series:
        for index, value in enumerate(line["points"]):
            sums[index] += max(0, value or 0)
    return sums


def draw_line(canvas, widget, box):
    """One line per series, told apart by dashes too. Lines of two units have a scale each."""
    series = widget["data"]["series"]
    box = _legend(canvas, series, box)
    tops = {}
    for line in series:
        highest = max((value for value in line["points"] if value is not None), default=0)
        tops[line["unit"]] = max(tops.get(line["unit"], 0), highest)
    tops = {unit: _nice_top(value) for unit, value in tops.items()}
    x, y, width, height = _axes(canvas, widget, box, next(iter(tops.values()), 1))
    for rank, line in enumerate(series):
        count = len(line["points"])
        points = [
            (
                x + width * (index + 0.5) / count,
                y + height * (1 - max(0, value) / tops[line["unit"]]),
            )
            for index, value in enumerate(line["points"])
            if value is not None
        ]
        canvas.line(points, line["color"], 2, DASHES[rank % len(DASHES)])


def draw_bar(canvas, widget, box):
    """Stacked columns."""
    series = widget["data"]["series"]
    box = _legend(canvas, series, box)
    count = len(widget["data"]["labels"])
    top = _nice_top(max(_stacked(series, count), default=0))
    x, y, width, height = _axes(canvas, widget, box, top)
    base = [0] * count
    for line in series:
        for index, value in enumerate(line["points"]):
            part = height * max(0, value or 0) / top
            if part:
                canvas.shape(
                    "rect",
                    x=x + width * (index + 0.15) / count,
                    y=y + height - base[index] - part,
                    width=width * 0.7 / count,
                    height=part,
                    fill=line["color"],
                )
            base[index] += part


def draw_area(canvas, widget, box):
    """Stacked areas."""
    series = widget["data"]["series"]
    box = _legend(canvas, series, box)
    count = len(widget["data"]["labels"])
    top = _nice_top(max(_stacked(series, count), default=0))
    x, y, width, height = _axes(canvas, widget, box, top)
    base = [0] * count
    for line in series:
        lower = [(x + width * (i + 0.5) / count, y + height - base[i]) for i in range(count)]
        known = [i for i, value in enumerate(line["points"]) if value is not None]
        for index in known:
            base[index] += height * max(0, line["points"][index]) / top
        upper = [(x + width * (i + 0.5) / count, y + height - base[i]) for i in known]
        outline = upper + [lower[i] for i in reversed(known)]
        canvas.line(outline, "none", 0, fill=line["color"], opacity=0.75)
        canvas.line(upper, line["color"], 1.5)


def draw_doughnut(canvas, widget, box):
    """Shares with their names, and what they are shares of."""
    x, y, width, height = box
    data = widget["data"]
    radius = min(width * 0.4, height) / 2 - 12
    if radius < 10 or not data["rows"]:
        return
    center = x + radius + 12, y + height / 2
    start = 0
    for row in data["rows"]:
        canvas.ring(*center, radius, start, row["share"] / 100, row["color"], radius * 0.5)
        start += row["share"] / 100
    left = x + 2 * radius + 36
    room = width - (left - x)
    top = max(y + LINE, center[1] - LINE * (len(data["rows"]) + 1) / 2)
    for rank, row in enumerate(data["rows"]):
        line = top + rank * LINE
        if line > y + height - LINE:
            break
        canvas.shape("rect", x=left, y=line - 9, width=10, height=10, rx=2, fill=row["color"])
        canvas.text(left + 15, line, f"{short(row['share'])} %  {row['name']}", 11, room - 15)
    canvas.text(left, y + height, f"n = {data['n_text']}", 10.5, room, MUTED)


def draw_funnel(canvas, widget, box):
    """Steps as bars, each with its share of the one before."""
    x, y, width, height = box
    rows = widget["data"]["rows"]
    widest = max([row["value"] or 0 for row in rows] + [1])
    step = height / max(1, len(rows))
    for rank, row in enumerate(rows):
        top = y + rank * step
        part = max(2, width * (row["value"] or 0) / widest)
        canvas.text(x, top + 14, row["name"], 11, width * 0.55)
        rate = ""
        if row["rate"] is not None:
            rate = f"{short(row['rate'])} % (n = {short(row['n'])}) · "
        canvas.text(x + width, top + 14, f"{rate}{row['text']}", 11, anchor="end")
        canvas.shape(
            "rect",
            x=x + (width - part) / 2,
            y=top + 19,
            width=part,
            height=max(4, min(18, step - 24)),
            rx=3,
            fill=row["color"],
        )


def draw_gauge(canvas, widget, box):
    """A half ring filled as far as the target is reached."""
    x, y, width, height = box
    data = widget["data"]
    radius = max(10, min(width / 2, height - 34) - 12)
    center = x + width / 2, y + radius + 10
    share = 0
    if data["target"]:
        share = data["progress"] / 100
    elif widget["metrics"][0]["unit"] == "percent":
        share = (data["value"] or 0) / 100
    canvas.ring(*center, radius, -0.25, 0.5, FAINT, 16)
    if share > 0:
        canvas.ring(*center, radius, -0.25, min(1, share) / 2, data["color"], 16)
    canvas.text(center[0], center[1] + 6, data["text"], 16, anchor="middle", bold=True)
    note = f"n = {short(data['n'])}" if data["n"] is not None else ""
    if data["target"]:
        note = _target_text(data)
    canvas.text(center[0], center[1] + 22, note, 11, fill=MUTED, anchor="middle")


def draw_table(canvas, widget, box):
    """Rows of a top table or leaderboard, as many as fit."""
    x, y, width, height = box
    data = widget["data"]
    cell = min(120, width * 0.55 / max(1, len(data["columns"])))
    top = y + 12
    if len(data["columns"]) > 1:
        for rank, column in enumerate(reversed(data["columns"])):
            right = x + width - rank * cell
            canvas.text(right, top, column["name"], 10, cell - 4, MUTED, anchor="end", bold=True)
        top += LINE
    for rank, row in enumerate(data["rows"][: max(0, int((height - (top - y)) / LINE))]):
        line = top + rank * LINE
        name = f"{rank + 1}. {row['name']}" if data["ranked"] else row["name"]
        canvas.text(x, line, name, 11, width - cell * len(data["columns"]) - 6)
        for index, value in enumerate(reversed(row["values"])):
            canvas.text(x + width - index * cell, line, value["text"], 11, anchor="end", fill=INK)


def draw_feed(canvas, widget, box):
    """The latest records, as many as fit."""
    x, y, width, height = box
    for rank, row in enumerate(widget["data"]["rows"][: int(height / LINE)]):
        line = y + 12 + rank * LINE
        name = f"{row['reason']}: {row['name']}" if widget["data"]["several"] else row["name"]
        canvas.text(x, line, name, 11, width * (0.6 if row["text"] else 1))
        canvas.text(x + width, line, row["text"], 11, anchor="end")


def draw_trend(canvas, widget, box):
    """Twelve months and the year before them; where the year will end, and how sure that is."""
    x, y, width, height = box
    found = widget["data"]["projection"]
    if not found:
        draw_line(canvas, widget, box)
        return
    draw_line(canvas, widget, (x, y, width, height - 3 * LINE))
    top = y + height - 2 * LINE
    scale = width / max(found["high_value"], 1)
    canvas.shape("rect", x=x, y=top, width=width, height=8, fill=FAINT)
    band = max(0, found["low_value"] * scale)
    canvas.shape("rect", x=x + band, y=top, width=width - band, height=8, fill="#BFD7EA")
    done = max(0, found["done"] * scale)
    color = widget["data"]["series"][0]["color"]
    canvas.shape("rect", x=x, y=top, width=min(done, width), height=8, fill=color)
    canvas.shape("rect", x=x + max(0, found["value"] * scale) - 1, y=top - 3, width=2, height=14)
    text = (
        f"{found['year']}: {found['text']} ({found['low']} … {found['high']}; ± {found['error']})"
    )
    canvas.text(x, top + 24, text, 11, width, MUTED)


DRAWERS = {
    "card": draw_card,
    "line": draw_line,
    "bar": draw_bar,
    "area": draw_area,
    "doughnut": draw_doughnut,
    "funnel": draw_funnel,
    "gauge": draw_gauge,
    "top": draw_table,
    "leaderboard": draw_table,
    "feed": draw_feed,
    "trend": draw_trend,
}
