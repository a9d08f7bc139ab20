from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..phone import normalize


class KmsPhoneDuplicate(models.Model):
    """Customer cards with a number in common, save those of people who really share it."""

    _name = "kms.phone.duplicate"
    _description = "Customers with the same phone"
    _auto = False
    _order = "card_count desc, number"
    _rec_name = "number"
    _depends = {
        "res.partner": [
            "active",
            "company_id",
            "kms_mobile_sanitized",
            "kms_phone_review",
            "kms_phone_shared",
            "parent_id",
            "phone_sanitized",
        ]
    }

    number = fields.Char(string="Dialled number", readonly=True)
    phone = fields.Char(compute="_compute_phone")
    company_id = fields.Many2one("res.company", readonly=True)
    card_count = fields.Integer(string="Cards", readonly=True)
    partner_ids = fields.Many2many(
        "res.partner", string="Customers", compute="_compute_partner_ids"
    )
    keep_id = fields.Many2one(
        "res.partner",
        string="Kept card",
        compute="_compute_partner_ids",
        help="The others are merged into this one: a user's card, else one with sales, "
        "else the oldest.",
    )

    @property
    def _table_query(self):
        # A card holds at most two numbers, so twice the id of the first card plus the place of the
        # number on it names a group.
        return SQL(
            """
            WITH place AS (
                SELECT id, company_id, phone_sanitized AS number, 0 AS rank,
                       kms_phone_shared, kms_phone_review
                  FROM res_partner
                 WHERE active AND parent_id IS NULL AND phone_sanitized IS NOT NULL
                 UNION ALL
                SELECT id, company_id, kms_mobile_sanitized, 1, kms_phone_shared, kms_phone_review
                  FROM res_partner
                 WHERE active AND parent_id IS NULL AND kms_mobile_sanitized IS NOT NULL
                   AND kms_mobile_sanitized IS DISTINCT FROM phone_sanitized
            )
            SELECT min(2 * id + rank) AS id, number, company_id, count(*) AS card_count
              FROM place
             GROUP BY number, company_id
            HAVING count(*) > 1
               AND (bool_or(kms_phone_review)
                    OR count(*) FILTER (WHERE kms_phone_shared IS NOT TRUE) > 1)
            """
        )

    @api.depends("number")
    def _compute_phone(self):
        for group in self:
            group.phone = normalize(group.number or "").international

    @api.depends("number", "company_id")
    def _compute_partner_ids(self):
        numbers = self.mapped("number")
        cards = self.env["res.partner"].search(
            Domain("parent_id", "=", False)
            & Domain("company_id", "in", [False, *self.company_id.ids])
            & (
                Domain("phone_sanitized", "in", numbers)
                | Domain("kms_mobile_sanitized", "in", numbers)
            ),
            order="id",
        )
        by_number = {}
        for card in cards:
            for number in {card.phone_sanitized, card.kms_mobile_sanitized}:
                by_number.setdefault((number, card.company_id), []).append(card.id)
        merge = self.env["base.partner.merge.automatic.wizard"]
        for group in self:
            members = cards.browse(by_number.get((group.number, group.company_id), ()))
            group.partner_ids = members
            group.keep_id = merge._kms_card_to_keep(members)

    def action_merge(self):
        """Merge the cards of each group into one."""
        self.check_access("read")
        for group in self:
            self.env["base.partner.merge.automatic.wizard"]._kms_merge(
                group.partner_ids, group.keep_id
            )
        return self._get_list_action()

    def action_share(self):
        """Confirm that these customers really share the number: they leave the list."""
        self.check_access("read")
        self.partner_ids.write({"kms_phone_shared": True, "kms_phone_review": False})
        return self._get_list_action()

    def _get_list_action(self):
        return self.env["ir.actions.act_window"]._for_xml_id("kms_base.kms_phone_duplicate_action")
