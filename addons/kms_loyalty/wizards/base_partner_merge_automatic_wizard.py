from odoo import api, models
from odoo.tools import SQL


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Keep the best score of the merged customers until the next run rates them as one."""
        self.env["kms.till.gone"]._kms_note(src_partners, dst_partner)
        self.env["kms.loyalty.score"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM kms_loyalty_score WHERE id IN (
                    SELECT id FROM (
                        SELECT id, row_number() OVER (
                               PARTITION BY company_id
                               ORDER BY score DESC, partner_id = %s DESC, id
                           ) AS place
                          FROM kms_loyalty_score WHERE partner_id = ANY(%s)
                    ) AS ranked WHERE place > 1
                )
                """,
                dst_partner.id,
                (src_partners | dst_partner).ids,
            )
        )
        self.env["kms.loyalty.score"].invalidate_model()
        self._kms_merge_cards(src_partners, dst_partner)
        return super()._update_foreign_keys(src_partners, dst_partner)

    def _kms_merge_cards(self, src_partners, dst_partner):
        """Put the cards of the merged customers together; core would drop the second one."""
        cards = self.env["loyalty.card"]
        cards.flush_model()
        ids = (src_partners | dst_partner).ids
        self.env.cr.execute(
            SQL(
                "UPDATE loyalty_card SET kms_sole = FALSE WHERE partner_id = ANY(%s)",
                ids,
            )
        )
        self.env.cr.execute(
            SQL(
                "UPDATE loyalty_card SET partner_id = %s WHERE partner_id = ANY(%s)",
                dst_partner.id,
                src_partners.ids,
            )
        )
        cards._kms_merge_cards(dst_partner.ids)
        mine = cards.search([("partner_id", "=", dst_partner.id)])
        self.env.add_to_compute(cards._fields["kms_sole"], mine)
        cards.flush_model()
