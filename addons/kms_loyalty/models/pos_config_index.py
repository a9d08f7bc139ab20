import base64
from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..till_index.entries import Entry, pack, till_key, version
from .kms_till_gone import DAYS

# Customers or coupons that one call answers with: about 150 KB, 60 ms.
PAGE = 2_000
STAGES = ("customers", "coupons")
# Transactions date what they write with their beginning: what ran so long is not missed.
OVERLAP = timedelta(minutes=15)

CHANGED = {
    "customers": """
        SELECT id FROM res_partner WHERE write_date > %(since)s AND id > %(after)s
        UNION SELECT partner_id FROM kms_points_entry
               WHERE moment > %(since)s AND company_id = %(company)s AND partner_id > %(after)s
        UNION SELECT m.partner_id FROM kms_loyalty_move m JOIN kms_loyalty_run r ON r.id = m.run_id
               WHERE m.applied AND r.company_id = %(company)s AND r.write_date > %(since)s
                 AND m.partner_id > %(after)s
        ORDER BY 1 LIMIT %(limit)s
    """,
    "coupons": """
        SELECT c.id FROM loyalty_card c JOIN loyalty_program p ON p.id = c.program_id
         WHERE p.program_type = 'coupons' AND GREATEST(c.write_date, p.write_date) > %(since)s
           AND c.id > %(after)s
        ORDER BY 1 LIMIT %(limit)s
    """,
}
CUSTOMERS = """
    SELECT p.id, COALESCE(p.name, p.complete_name, ''), p.phone_sanitized, p.kms_mobile_sanitized,
           (CASE WHEN p.parent_id IS NULL THEN 0 ELSE 8 END)
           + (CASE WHEN p.kms_phone_shared THEN 2 ELSE 0 END)
           + (CASE WHEN p.company_id IS NULL THEN 1 ELSE 0 END),
           s.tier_id, s.last_purchase,
           (SELECT SUM(c.points) FROM loyalty_card c WHERE c.partner_id = p.id AND c.active
               AND c.program_id = ANY(%(programs)s))
      FROM res_partner p
 LEFT JOIN kms_loyalty_score s
           ON s.partner_id = p.commercial_partner_id AND s.company_id = %(company)s
     WHERE p.id IN %(chosen)s
     ORDER BY p.id
"""
COUPONS = """
    SELECT c.id, c.code, c.program_id, c.points, c.expiration_date, p.commercial_partner_id
      FROM loyalty_card c LEFT JOIN res_partner p ON p.id = c.partner_id
     WHERE c.active AND c.code IS NOT NULL AND c.points > 0 AND c.program_id = ANY(%(programs)s)
       AND COALESCE(c.expiration_date, %(day)s) >= %(day)s AND %(chosen)s
     ORDER BY c.id LIMIT %(limit)s
"""


class PosConfig(models.Model):
    """The index with which a till knows customers and coupons without the network."""

    _inherit = "pos.config"

    def kms_index_page(self, known=None, since=None, stage="customers", after=0):
        """Return a part of the till's index, for a till that is open.

        The first load walks through ``stage`` and ``after`` until ``stage`` is false; an increment
        does the same with the ``next_since`` of the walk before.

        :param str known: version of the key that the till has
        :param str since: only what changed since then, UTC
        :param str stage: ``customers`` or ``coupons``
        :param int after: last id that the till has of this stage
        :return: version, key (base64; only when the till has another one), restart (the till
            empties its index and begins again), calling_code and tiers (first page of a walk),
            entries (base64), gone (ids by stage that are no
            more, or no more like before), stage and after for the next call, next_since
        :rtype: dict
        :raise AccessError: not for who has no point of sale
        :raise UserError: the point of sale is closed
        """
        self.check_access("read")
        self.ensure_one()
        if not self.env.user.has_group("point_of_sale.group_pos_user"):
            raise AccessError(self.env._("Only a point of sale keeps this."))
        if not self.has_active_session:
            raise UserError(self.env._("Open the point of sale first."))
        key = self._kms_index_key()
        name = version(key)
        answer = {
            "version": name,
            "restart": False,
            "entries": "",
            "gone": {stage: [] for stage in STAGES},
            "next_since": fields.Datetime.to_string(self.env.cr.now() - OVERLAP),
        }
        if known != name:
            answer["key"] = base64.b64encode(key).decode()
        moment = self._kms_since(since)
        if known not in (None, False, name) or moment is False:
            return {**answer, "restart": True, "stage": STAGES[0], "after": 0}
        stage = stage if stage in STAGES else STAGES[0]
        after = after if type(after) is int and 0 <= after < 2**31 else 0
        return answer | self._kms_index_step(key, moment, stage, after)

    def _kms_index_step(self, key, since, stage, after):
        """Return what one call adds to the index, and where the next one goes on."""
        rows, gone, last = getattr(self, f"_kms_page_{stage}")(since, after)
        step = {
            "entries": base64.b64encode(b"".join(pack(key, row) for row in rows)).decode(),
            "gone": {name: gone if name == stage else [] for name in STAGES},
            "stage": stage,
            "after": last or 0,
        }
        if stage == STAGES[0] and not after:
            step.update(self._kms_index_words())
        if last is None:
            place = STAGES.index(stage) + 1
            step["stage"] = STAGES[place] if place < len(STAGES) else False
        return step

    def _kms_index_words(self):
        """Return what entries refer to: the tiers, and the calling code of written numbers."""
        # sudo: the ladder of the till's company, as its customers see it.
        tiers = (
            self.env["kms.loyalty.tier"].sudo().search([("company_id", "=", self.company_id.id)])
        )
        return {
            "calling_code": self.company_id.country_id.phone_code or False,
            "tiers": tiers.read(["name", "color", "discount", "threshold"]),
        }

    def _kms_index_key(self):
        # sudo: the till gets a key derived from the secret, never the secret.
        secret = self.env["ir.config_parameter"].sudo().get_param("database.secret")
        return till_key(secret, self.id)

    def _kms_since(self, since):
        """Return the moment, None for the first load, False when it is too long ago."""
        if not since:
            return None
        try:
            moment = fields.Datetime.to_datetime(since)
        except (TypeError, ValueError):
            return False
        oldest = self.env.cr.now() - timedelta(days=DAYS)
        return moment if oldest < moment else False

    def _kms_changed(self, stage, since, after):
        values = {"since": since, "after": after, "limit": PAGE, "company": self.company_id.id}
        self.env.flush_all()
        return [row[0] for row in self.env.execute_query(SQL(CHANGED[stage], **values))]

    def _kms_index_domain(self):
        """Whom a till may find: the same cards as online (``_kms_search_phone``)."""
        return (
            (Domain("phone_sanitized", "!=", False) | Domain("kms_mobile_sanitized", "!=", False))
            & Domain("company_id", "in", [False, self.company_id.id])
            & (Domain("parent_id", "=", False) | Domain("type", "=", "contact"))
        )

    def _kms_page_customers(self, since, after):
        """Return entries, ids that are none any more, and the last id when there may be others."""
        Partner = self.env["res.partner"]
        domain, changed = self._kms_index_domain() & Domain("id", ">", after), []
        if since:
            changed = self._kms_changed("customers", since, after)
            domain &= Domain("id", "in", changed)
        # as the cashier: what the rules hide from them is not in their till either
        chosen = Partner.search(domain, order="id", limit=PAGE)
        full = len(changed if since else chosen) == PAGE
        last = (changed or chosen.ids)[-1] if full else None
        gone = sorted(set(changed) - set(chosen.ids))
        if since and not after:
            gone += self._kms_gone(since)
        return self._kms_customers(chosen), gone, last

    def _kms_gone(self, since):
        # sudo: ids of customers who are no more.
        lines = self.env["kms.till.gone"].sudo().search([("moment", ">", since)])
        return lines.mapped("partner_key")

    def _kms_customers(self, partners):
        if not partners:
            return []
        # sudo: which programs give points here, whatever the cashier may read of them.
        programs = self.sudo()._get_program_ids()
        points = programs.filtered(lambda program: program.program_type == "loyalty")
        rows = self.env.execute_query(
            SQL(
                CUSTOMERS,
                programs=points.ids,
                company=self.company_id.id,
                chosen=partners._ids,
            )
        )
        entries = []
        for key, name, phone, mobile, rank, tier, day, balance in rows:
            for number in {phone, mobile} - {None, ""}:
                order = rank + (4 if number != phone else 0)
                entries.append(Entry(number, key, order, tier or 0, balance or 0, day, name))
        return entries

    def _kms_page_coupons(self, since, after):
        """Return the coupons that can be used here, as :meth:`_kms_page_customers` does."""
        changed = self._kms_changed("coupons", since, after) if since else []
        chosen = SQL("c.id = ANY(%s)", changed) if since else SQL("c.id > %s", after)
        # sudo: which programs this till has, whatever the cashier may read of them.
        programs = self.sudo()._get_program_ids()
        coupons = programs.filtered(lambda program: program.program_type == "coupons")
        rows = self.env.execute_query(
            SQL(
                COUPONS,
                programs=coupons.ids,
                day=self.company_id._kms_today(),
                chosen=chosen,
                limit=PAGE,
            )
        )
        entries = [
            Entry(code, key, 0, program, points, expires, owner=owner or 0, coupon=True)
            for key, code, program, points, expires, owner in rows
        ]
        ids = [entry.id for entry in entries]
        full = len(changed if since else ids) == PAGE
        last = (changed or ids)[-1] if full else None
        return entries, sorted(set(changed) - set(ids)), last
