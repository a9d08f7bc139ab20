from base64 import b64decode
from binascii import Error as Base64Error
from datetime import UTC, datetime
from io import BytesIO
from math import isfinite

from PIL import Image, UnidentifiedImageError

from odoo import models
from odoo.exceptions import UserError

TEXT_MAX_LENGTH = 2000
# The phone sends a few hundred kilobytes; what is larger does not come from it (bytes, pixels).
PHOTO_MAX_BYTES = 3_000_000
PHOTO_MAX_PIXELS = 12_000_000
PHOTO_FORMATS = ("JPEG", "PNG")


class KmsField(models.AbstractModel):
    """Reading what the phone sent: nothing of it is believed before it is checked."""

    _inherit = "kms.field"

    def _read_text(self, text):
        text = text.strip() if isinstance(text, str) else ""
        if len(text) > TEXT_MAX_LENGTH:
            raise UserError(
                self.env._(
                    "A text has at most %(limit)s characters; shorten this one.",
                    limit=TEXT_MAX_LENGTH,
                )
            )
        return text

    def _read_position(self, values):
        """Return the position, or nothing when the phone gave none."""
        point = [values.get(key) for key in ("latitude", "longitude")]
        if point == [None, None]:
            return {}
        accuracy = values.get("accuracy") or 0
        numbers = [*point, accuracy]
        if (
            not all(type(number) in (int, float) and isfinite(number) for number in numbers)
            or abs(point[0]) > 90
            or abs(point[1]) > 180
            or not 0 <= accuracy <= 100_000
        ):
            raise UserError(
                self.env._("The phone gave an impossible position. Save without position.")
            )
        return {
            "has_position": True,
            "latitude": point[0],
            "longitude": point[1],
            "accuracy": accuracy,
        }

    def _read_point(self, position):
        """Return `(latitude, longitude)`, or None when the phone does not know."""
        known = self._read_position(position) if isinstance(position, dict) else {}
        return (known["latitude"], known["longitude"]) if known else None

    def _read_photo(self, photo):
        """Return the picture in base64 when it is one; False without."""
        if not photo:
            return False
        sentence = self.env._("The photo cannot be read. Take it again, or save without it.")
        if not isinstance(photo, str) or len(photo) > PHOTO_MAX_BYTES * 4 / 3:
            raise UserError(sentence)
        try:
            # Only the header is read here: the size is known before anything is unpacked.
            with Image.open(
                BytesIO(b64decode(photo, validate=True)), formats=PHOTO_FORMATS
            ) as image:
                width, height = image.size
        except (Base64Error, ValueError, OSError, UnidentifiedImageError) as error:
            raise UserError(sentence) from error
        if width * height > PHOTO_MAX_PIXELS:
            raise UserError(sentence)
        return photo

    def _read_moment(self, text):
        if not text:
            return False
        try:
            value = datetime.fromisoformat(text)
            if value.tzinfo:
                value = value.astimezone(UTC).replace(tzinfo=None)
        except (TypeError, ValueError, OverflowError):
            raise UserError(
                self.env._("The moment of the visit cannot be read. Check the phone's clock.")
            ) from None
        return value.replace(microsecond=0)
