"""The sheet of paper: its size, its margins and how big things are on it."""

from typing import NamedTuple

MM_PER_INCH = 25.4
POINTS_PER_INCH = 72
PIXELS_PER_INCH = 96  # of CSS
SCALE_MIN, SCALE_MAX = 0.1, 2.0  # what Chromium accepts


class Paper(NamedTuple):
    """Paper format of a report; lengths are millimetres.

    ``header_spacing`` is the distance from the top of the header down to the body, as in Odoo's
    paper formats. ``scale`` is how big a CSS pixel is on paper, 1 being 1/96 inch. With
    ``shrink_to_fit`` a body wider than the sheet is printed smaller rather than cut off.
    """

    width: float = 210.0
    height: float = 297.0
    top: float = 10.0
    bottom: float = 10.0
    left: float = 10.0
    right: float = 10.0
    header_spacing: float = 0.0
    header_line: bool = False
    scale: float = 1.0
    shrink_to_fit: bool = True

    @property
    def points(self):
        """Width and height in whole points, as wkhtmltopdf makes them and core expects them."""
        return tuple(
            round(side / MM_PER_INCH * POINTS_PER_INCH) for side in (self.width, self.height)
        )

    @property
    def body_size(self):
        """Width and height between the margins, in CSS pixels at this scale."""
        return (
            self.pixels(self.width - self.left - self.right),
            self.pixels(self.height - self.top - self.bottom),
        )

    def print_options(self, margins=True):
        """Parameters of the protocol's Page.printToPDF.

        :param bool margins: whether the document keeps to the margins or gets the whole sheet
        :rtype: dict
        """
        width, height = self.points
        return {
            "paperWidth": width / POINTS_PER_INCH,
            "paperHeight": height / POINTS_PER_INCH,
            "marginTop": self.top / MM_PER_INCH if margins else 0,
            "marginBottom": self.bottom / MM_PER_INCH if margins else 0,
            "marginLeft": self.left / MM_PER_INCH if margins else 0,
            "marginRight": self.right / MM_PER_INCH if margins else 0,
            "scale": min(max(self.scale, SCALE_MIN), SCALE_MAX),
            "printBackground": True,
            "preferCSSPageSize": False,
            "generateTaggedPDF": False,
        }

    def turned(self):
        """The same sheet turned by a quarter, its margins where they were."""
        return self._replace(width=self.height, height=self.width)

    def pixels(self, millimetres):
        """Length on paper in the CSS pixels of a document printed at this paper's scale."""
        return millimetres / MM_PER_INCH * PIXELS_PER_INCH / self.scale
