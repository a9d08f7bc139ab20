from odoo import models


class ResPartner(models.Model):
    """One change for many customers at once."""

    _inherit = "res.partner"

    def _kms_apply_to_many(self, vals, add_tags, remove_tags):
        """Change customers and tell how many it touched.

        Status and salesperson belong to the company as a whole, tags to each card. Who already has
        the values is left alone, so that no empty change is traced.

        :param dict vals: `kms_status` and `user_id`, as far as they change
        :param add_tags: `res.partner.category` to put on
        :param remove_tags: `res.partner.category` to take off
        :return: number of customers changed, of customers left as they were
        :rtype: tuple[int, int]
        """
        self.check_access("write")
        changed = self.browse()
        cards = self.commercial_partner_id | self
        for name, value in vals.items():
            # The status of a contact follows its company's, so it is written there.
            holders = self.commercial_partner_id if name == "kms_status" else cards
            different = holders.filtered(
                lambda card, name=name, value=value: (
                    (card[name].id if name.endswith("_id") else card[name]) != value
                )
            )
            different.write({name: value})
            changed |= different
        for card in self:
            tags = (card.category_id | add_tags) - remove_tags
            if tags != card.category_id:
                card.category_id = tags
                changed |= card
        touched = self.filtered(
            lambda card: card in changed or card.commercial_partner_id in changed
        )
        return len(touched), len(self - touched)
