from datetime import timedelta

from odoo import fields, models

from ..coupons.trust import PastPrices

# The till's clock and the server's are never the same.
CLOCK = timedelta(hours=1)


class PosOrder(models.Model):
    """The lowest price at which a till may have sold something."""

    _inherit = "pos.order"

    def _kms_known_since(self):
        """Return the moment whose prices and tiers the till may still have had.

        It loaded them when its session began; an order that was made offline may have come into a
        later session.

        :rtype: datetime
        """
        self.ensure_one()
        oldest = fields.Datetime.now() - timedelta(days=self.company_id.kms_till_stale_days)
        begun = self.session_id.start_at or self.date_order
        return max(oldest, min(begun, self.date_order))

    def _kms_lowest_prices(self, lines):
        """Return the lowest legitimate price of one unit of each line, without its discount.

        :param pos.order.line lines:
        :return: by line
        :rtype: dict[pos.order.line, float]
        """
        since = self._kms_known_since()
        until = max(self.date_order, fields.Datetime.now())
        products = self._kms_products_then(lines.product_id, since)
        rules = self._kms_rules_then(products, since, until)
        quantities = {}
        for line in lines:
            quantities[line.product_id] = quantities.get(line.product_id, 0) + line.qty
        lowest, then = {}, {product.id: product for product in products}
        for line in lines:
            product = then[line.product_id.id]
            quantity = line.qty if product.tracking == "none" else quantities[line.product_id]
            lowest[line] = min(self._kms_price(line, product, found, quantity) for found in rules)
        return lowest

    def _kms_products_then(self, products, since):
        """Return the products with the lowest list prices that they had since a moment."""
        former = self.env["kms.price.past"]._read_group(
            [("product_tmpl_id", "in", products.product_tmpl_id.ids), ("until", ">=", since)],
            ["product_tmpl_id"],
            ["price:min"],
        )
        prices = dict(former)
        lowest = {
            product.id: prices[product.product_tmpl_id] + product.price_extra
            for product in products
            if product.product_tmpl_id in prices
        }
        if not lowest:
            return products
        return products.with_context(kms_past_prices=PastPrices(lowest))

    def _kms_rules_then(self, products, since, until):
        """Return the rules of each pricelist of the till, in order, with former ones.

        :rtype: list[list[tuple[product.pricelist.item, bool]]]
        """
        Rule = self.env["product.pricelist.item"]
        config = self.config_id
        pricelists = config._get_available_pricelists() | config.available_preset_ids.pricelist_id
        if not pricelists:
            return [[]]
        former = self.env["kms.price.past"].search(
            [("pricelist_id", "in", pricelists.ids), ("until", ">=", since)]
        )
        found = [[]]
        for pricelist in pricelists:
            mine = former.filtered(lambda past, owner=pricelist: past.pricelist_id == owner)
            current = Rule.search(
                [
                    ("pricelist_id", "=", pricelist.id),
                    ("product_tmpl_id", "in", [False, *products.product_tmpl_id.ids]),
                    ("product_id", "in", [False, *products.ids]),
                    "|",
                    ("date_start", "=", False),
                    ("date_start", "<=", until),
                    "|",
                    ("date_end", "=", False),
                    ("date_end", ">=", since),
                ]
            )
            found.append(
                [(Rule.new(past.rule), False) for past in mine]
                + [(rule, rule._kms_covers(since, until)) for rule in current]
            )
        return found

    def _kms_price(self, line, product, rules, quantity):
        """Return the lowest price that rules may have given at some moment of a time.

        :param list rules: in the order in which a pricelist tries them
        """
        terms = {"uom": product.uom_id, "date": self.date_order, "currency": self.currency_id}
        extra = sum(line.attribute_value_ids.mapped("price_extra"))
        prices = []
        for rule, lasting in rules:
            if rule._is_applicable_for(product, quantity):
                prices.append(rule._compute_price(product, quantity, **terms) + _extra(rule, extra))
                if lasting:
                    return min(prices)
        plain = self.env["product.pricelist.item"]._compute_price(product, quantity, **terms)
        return min([*prices, plain + extra])


def _extra(rule, extra):
    """Return what options add: a fixed price has them in it, a discount takes its part of them."""
    if rule.compute_price == "fixed":
        return 0
    return extra * (1 - rule.percent_price / 100) if rule.compute_price == "percentage" else 0
