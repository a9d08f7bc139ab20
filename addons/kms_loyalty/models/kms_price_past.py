from datetime import timedelta

from odoo import api, fields, models

# A till is never believed to be older than this.
KEPT_DAYS = 60
# Values of a pricelist's rule that make its price.
RULE_FIELDS = (
    "applied_on",
    "base",
    "base_pricelist_id",
    "categ_id",
    "compute_price",
    "currency_id",
    "date_end",
    "date_start",
    "fixed_price",
    "min_quantity",
    "percent_price",
    "price_discount",
    "price_markup",
    "price_max_margin",
    "price_min_margin",
    "price_round",
    "price_surcharge",
    "pricelist_id",
    "product_id",
    "product_tmpl_id",
)


class KmsPricePast(models.Model):
    """A price that was changed: a till that has not heard of it still sells at it."""

    _name = "kms.price.past"
    _description = "Former price"
    _order = "until desc, id desc"
    _log_access = False

    until = fields.Datetime(required=True, index=True, readonly=True)
    product_tmpl_id = fields.Many2one(
        "product.template", index="btree_not_null", ondelete="cascade", readonly=True
    )
    price = fields.Float(readonly=True, help="Former list price.")
    pricelist_id = fields.Many2one(
        "product.pricelist", index="btree_not_null", ondelete="cascade", readonly=True
    )
    rule = fields.Json(readonly=True, help="Former rule of the pricelist.")

    @api.model
    def _kms_keep_list_prices(self, templates):
        """Write down the list prices that are about to change."""
        # sudo: whoever may change a price leaves the former one behind.
        self.sudo().create(
            [
                {
                    "until": self.env.cr.now(),
                    "product_tmpl_id": template.id,
                    "price": template.list_price,
                }
                for template in templates
                # no till has heard of what is being made
                if template.create_date < self.env.cr.now()
            ]
        )

    @api.model
    def _kms_keep_rules(self, rules):
        """Write down the rules of pricelists that are about to change."""
        # sudo: as above.
        self.sudo().create(
            [
                {
                    "until": self.env.cr.now(),
                    "pricelist_id": rule.pricelist_id.id,
                    "rule": rule._kms_values(),
                }
                for rule in rules
                if rule.create_date < self.env.cr.now()
            ]
        )

    @api.autovacuum
    def _gc_past_prices(self):
        border = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        self.search([("until", "<", border)], limit=10_000).unlink()
