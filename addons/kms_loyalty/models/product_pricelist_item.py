from odoo import fields, models

from .kms_price_past import RULE_FIELDS


class ProductPricelistItem(models.Model):
    """Rules of prices leave their former values behind."""

    _inherit = "product.pricelist.item"

    def write(self, vals):
        if not set(RULE_FIELDS).isdisjoint(vals):
            self.env["kms.price.past"]._kms_keep_rules(self)
        return super().write(vals)

    def unlink(self):
        self.env["kms.price.past"]._kms_keep_rules(self)
        return super().unlink()

    def _kms_values(self):
        """Return what makes the rule's price, as plain values."""
        self.ensure_one()
        values = {}
        for name in RULE_FIELDS:
            value = self[name]
            if isinstance(value, models.BaseModel):
                value = value.id
            elif self._fields[name].type == "datetime":
                value = fields.Datetime.to_string(value) if value else False
            values[name] = value
        return values

    def _kms_covers(self, since, until):
        """Say whether each till knew the rule during a whole time.

        :param datetime since:
        :param datetime until:
        :rtype: bool
        """
        self.ensure_one()
        return (
            self.create_date <= since
            and (not self.date_start or self.date_start <= since)
            and (not self.date_end or self.date_end >= until)
        )
