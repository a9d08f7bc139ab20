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

CARD = """
SELECT p.id, p.name, p.company_name, p.phone, p.email, p.city, p.note, p.is_business, p.tries,
       p.priority, p.lead_id, p.partner_id, p.next_date,
       p.promise_user_id IS NOT NULL AS is_promised,
       p.last_kind, p.last_date, partner.kms_status AS status, product.name AS product,
       (SELECT json_agg(q) FROM (
            SELECT s.id, s.name, s.amount_total AS amount, s.currency_id, s.date_order AS date
              FROM sale_order s
             WHERE (s.partner_id = p.partner_id OR s.opportunity_id = p.lead_id)
               AND s.state IN ('draft', 'sent') AND s.company_id = p.company_id
          ORDER BY s.date_order DESC LIMIT %(shown)s) q) AS quotations,
       (SELECT json_agg(e) FROM (
            SELECT c.start AS date, c.kind, c.note, c.duration, u.name AS author
              FROM kms_call c
              JOIN res_users ru ON ru.id = c.user_id JOIN res_partner u ON u.id = ru.partner_id
             WHERE c.phone = p.phone AND c.company_id = p.company_id AND c.is_undone IS NOT TRUE
          ORDER BY c.start DESC LIMIT %(shown)s) e) AS calls,
       (SELECT json_agg(m) FROM (
            SELECT m.date, m.body, a.name AS author
              FROM mail_message m LEFT JOIN res_partner a ON a.id = m.author_id
             WHERE m.model = 'crm.lead' AND m.res_id = p.lead_id AND m.body != ''
               AND m.message_type IN ('comment', 'email', 'email_outgoing')
          ORDER BY m.date DESC LIMIT %(shown)s) m) AS messages,
       (SELECT k.said FROM kms_call_consent k
         WHERE k.phone = p.phone AND k.company_id = p.company_id
      ORDER BY k.date DESC, k.id DESC LIMIT 1) AS consent,
       (SELECT a.name FROM res_users u JOIN res_partner a ON a.id = u.partner_id
         WHERE u.id = %(user)s) AS agent
  FROM kms_call_prospect p
  LEFT JOIN res_partner partner ON partner.id = p.partner_id
  LEFT JOIN crm_lead lead ON lead.id = p.lead_id
  LEFT JOIN product_product variant ON variant.id = lead.kms_product_id
  LEFT JOIN product_template product ON product.id = variant.product_tmpl_id
 WHERE p.id = ANY(%(ids)s)
"""


class KmsCallCard(models.AbstractModel):
    """What a seller sees of somebody while calling them."""

    _name = "kms.call.card"
    _description = "Card of a call"

    @api.model
    def _read_cards(self, ids, settings):
        """All that the cards show, in one query.

        Who holds a card was given the person by the campaign, and sees what was said to them
        whoever said it.

        :param ids: prospects held by the user
        :param settings: of the campaign
        :rtype: list[dict]
        """
        if not ids:
            return []
        self.env.cr.execute(SQL(CARD, ids=list(ids), shown=SHOWN, user=self.env.uid))
        names = [column.name for column in self.env.cr.description]
        rows = [dict(zip(names, row, strict=True)) for row in self.env.cr.fetchall()]
        cards = {row["id"]: self._prepare_card(row, settings) for row in rows}
        return [cards[id_] for id_ in ids if id_ in cards]

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
            {"type": "call", **call, "date": call["date"].replace("T", " ")[:19]}
            for call in row.pop("calls") or []
        ]
        found += [
            {
                "type": "message",
                "date": message["date"].replace("T", " ")[:19],
                "note": _plain(message["body"]),
                "author": message["author"] or "",
            }
            for message in row.pop("messages") or []
        ]
        return sorted(found, key=lambda line: line["date"], reverse=True)[:SHOWN]


def _text(moment):
    return moment.strftime("%Y-%m-%d %H:%M:%S") if moment else ""


def _plain(body):
    text = SPACES.sub(" ", unescape(TAGS.sub(" ", body[:2000]))).strip()
    return text[:200]
