import re
from html import unescape

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.kms_base.phone import normalize, whatsapp_url

from ..calling import fill

# What was said lately, and offers still open: as many as fit on a card.
SHOWN = 3
TAGS = re.compile(r"<[^>]*>")
SPACES = re.compile(r"\s+")


NONE = {"quotations": None, "calls": None, "messages": None}
PAST = """
SELECT p.id,
       (SELECT json_agg(q) FROM (
            SELECT s.id, s.name, s.amount_total AS amount, s.currency_id, s.date_order AS date
              FROM sale_order s
             WHERE (s.partner_id = p.partner_id OR s.opportunity_id = p.lead_id)
               AND s.state IN ('draft', 'sent') AND s.company_id = p.company_id
          ORDER BY s.date_order DESC LIMIT %(shown)s) q) AS quotations,
       (SELECT json_agg(e) FROM (
            SELECT c.start AS date, c.kind, c.note, c.duration,
                   (SELECT a.name FROM res_partner a WHERE a.id = (
                        SELECT u.partner_id FROM res_users u WHERE u.id = c.user_id)) AS author
              FROM kms_call c
             WHERE c.phone = p.phone AND c.company_id = p.company_id AND c.is_undone IS NOT TRUE
          ORDER BY c.start DESC LIMIT %(shown)s) e) AS calls,
       (SELECT json_agg(m) FROM (
            SELECT m.date, m.body,
                   (SELECT a.name FROM res_partner a WHERE a.id = m.author_id) AS author
              FROM mail_message m
             WHERE m.model = 'crm.lead' AND m.res_id = p.lead_id AND m.body != ''
               AND m.message_type IN ('comment', 'email', 'email_outgoing')
          ORDER BY m.date DESC LIMIT %(shown)s) m) AS messages
  FROM kms_call_prospect p
 WHERE p.id = ANY(%(ids)s)
"""


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
        past = self._read_past([row["id"] for row in rows if row.pop("has_past")])
        return [self._prepare_card(row | past.get(row["id"], NONE), settings) for row in rows]

    def _read_past(self, ids):
        """Open quotations, calls and messages of those who have any, in one query.

        :return: ``quotations``, ``calls`` and ``messages`` by id of the prospect
        :rtype: dict[int, dict]
        """
        if not ids:
            return {}
        rows = self.env.execute_query(SQL(PAST, ids=ids, shown=SHOWN))
        return {id_: dict(zip(NONE, values, strict=True)) for id_, *values in rows}

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
            "texts": self.env["kms.message.template"]._fill_all(settings["company_id"], values),
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
