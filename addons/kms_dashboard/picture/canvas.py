"""The few shapes that boards are drawn with, as SVG. No environment."""

import math
from html import escape

INK = "#1F2937"
MUTED = "#6B7280"
FAINT = "#E5E7EB"
FONT = "Noto Sans, Roboto, DejaVu Sans, Arial, sans-serif"
LETTER = 0.54  # mean width of a letter of that font, in ems


class Canvas:
    """Collects shapes; ``svg()`` gives the document."""

    def __init__(self, width, height):
        self.width = width
        self.height = height
        self._shapes = []

    def svg(self):
        """The drawing.

        :rtype: str
        """
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width}" height="{self.height}"'
            f' viewBox="0 0 {self.width} {self.height}" font-family="{FONT}">'
            f'<rect width="100%" height="100%" fill="#ffffff"/>{"".join(self._shapes)}</svg>'
        )

    def shape(self, name, content=None, **attributes):
        """Add an element; underscores in names of attributes stand for hyphens."""
        written = "".join(
            f' {key.replace("_", "-")}="{escape(_write(value))}"'
            for key, value in attributes.items()
        )
        end = "/>" if content is None else f">{escape(content, quote=False)}</{name}>"
        self._shapes.append(f"<{name}{written}{end}")

    def text(self, x, y, content, size=11, width=None, fill=INK, anchor="start", bold=False):
        """Write one line; what does not fit the width ends in dots."""
        content = str(content)
        if width is not None:
            room = max(1, int(width / (size * LETTER * (1.06 if bold else 1))))
            if len(content) > room:
                content = content[: max(1, room - 1)].rstrip() + "…"
        weight = {"font_weight": "bold"} if bold else {}
        self.shape(
            "text", content, x=x, y=y, font_size=size, fill=fill, text_anchor=anchor, **weight
        )

    def line(self, points, stroke, width=2, dash=None, fill="none", opacity=1):
        """Draw a line through points ``(x, y)``."""
        if len(points) > 1:
            dashed = {"stroke_dasharray": dash} if dash else {}
            self.shape(
                "polyline",
                points=" ".join(f"{x:.1f},{y:.1f}" for x, y in points),
                fill=fill,
                fill_opacity=opacity,
                stroke=stroke,
                stroke_width=width,
                **dashed,
            )

    def ring(self, x, y, radius, start, share, stroke, width):
        """Draw a part of a ring, clockwise.

        :param float start: where it begins, as a share of the circle from the top
        :param float share: how much of the circle
        """
        share = min(share, 0.9999)
        points = [
            (x + radius * math.sin(angle), y - radius * math.cos(angle))
            for angle in (2 * math.pi * start, 2 * math.pi * (start + share))
        ]
        (x1, y1), (x2, y2) = points
        large = int(share > 0.5)
        self.shape(
            "path",
            d=f"M {x1:.2f} {y1:.2f} A {radius} {radius} 0 {large} 1 {x2:.2f} {y2:.2f}",
            fill="none",
            stroke=stroke,
            stroke_width=width,
        )


def _write(value):
    return f"{value:.1f}" if isinstance(value, float) else str(value)


def short(value):
    """A number on an axis: 1 250 000 as 1,3 M.

    :rtype: str
    """
    for limit, unit in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= limit:
            return f"{value / limit:.1f}".rstrip("0").rstrip(".").replace(".", ",") + f" {unit}"
    return f"{value:.1f}".rstrip("0").rstrip(".").replace(".", ",")


def nice_top(value):
    """The round number above a value where an axis ends.

    :rtype: float
    """
    if value <= 0:
        return 1.0
    step = 10 ** math.floor(math.log10(value))
    return next(step * factor for factor in (1, 2, 2.5, 5, 10) if step * factor >= value)
