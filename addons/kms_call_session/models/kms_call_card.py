import re
from html import unescape

from odoo import api, models

from odoo.addons.kms_base.phone import normalize, whatsapp_url

from ..calling import fill
from .kms_call_queue import SHOWN

TAGS = re.compile(r"<[^>]*>")
SPACES = re.compile(r"\s+")


class KmsCallCard(models.AbstractModel):
    """What a seller sees of somebody while calling them."""

    _name = "kms.call.card"
    _description = "Card of a call"

    @api.model
    def _read_cards(self, rows, settings):
        """Cards as the screen shows them.

        Who holds a card was given the person by the campaign, and sees what was said to them
        whoever said it.

        :param list rows: see ``functions/card.py``
        :param settings: of the campaign
        :rtype: list[dict]
        """
        return [self._prepare_card(row, settings) for row in rows]

    def _prepare_card(self, row, settings):
        product = row.pop("product")
        if isinstance(product, dict):
            product = product.get(self.env.lang) or product.get("en_US")
        quotations = row["quotations"] or []
        values = {
            "name": row["name"],
            "company": row["company_name"],
            "city": row["city"],
            "product": product or settings["product"],
            "agent": row.pop("agent"),
            "house": settings["company"],
            "quotation": quotations[0]["name"] if quotations else "",
        }
        message = fill(settings["message"], values)
        return {
            **{name: "" if value is None else value for name, value in row.items()},
            "display_phone": normalize(row["phone"]).international or row["phone"],
            "product": product or settings["product"],
            "script": fill(settings["script"], values),
            "message": message,
            "whatsapp": whatsapp_url(row["phone"], message),
            "quotations": quotations,
            "exchanges": self._exchanges(row),
            "next_date": _text(row["next_date"]),
            "last_date": _text(row["last_date"]),
        }

    def _exchanges(self, row):
        """Calls and messages, the newest first."""
        found = [
            {"type": "call", **call, "date": _text(call["date"])} for call in row.pop("calls") or []
        ]
        found += [
            {
                "type": "message",
                "date": _text(message["date"]),
                "note": _plain(message["body"]),
                "author": message["author"] or "",
            }
            for message in row.pop("messages") or []
        ]
        return sorted(found, key=lambda line: line["date"], reverse=True)[:SHOWN]


def _text(moment):
    """A moment as the database writes it in JSON, the way screens read it."""
    return moment.replace("T", " ")[:19] if moment else ""


def _plain(body):
    text = SPACES.sub(" ", unescape(TAGS.sub(" ", body[:2000]))).strip()
    return text[:200]
