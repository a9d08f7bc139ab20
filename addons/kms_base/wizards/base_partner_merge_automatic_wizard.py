from odoo import api, models

# The status that a merged card keeps: the one that says most about the customer.
STRENGTH = ("vip", "customer", "inactive", "prospect", False)
# Core merges at most three contacts in one go.
OTHERS_AT_ONCE = 2


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _kms_card_to_keep(self, cards):
        """The card that the others are merged into: a user's, else one with documents, else the
        oldest."""
        return cards.sorted(
            lambda card: (
                # sudo: users are not everybody's business, whether there is one decides here
                not card.with_context(active_test=False).sudo().user_ids,
                not card.ref_company_ids,
                card.kms_status not in ("customer", "vip"),
                card.id,
            )
        )[:1]

    @api.model
    def _kms_merge(self, cards, keep):
        """Merge customer cards into one, with everything that hangs on them.

        :param cards: `res.partner` to merge
        :param keep: the one of them that stays
        :raise UserError: core cannot merge them (two users, parent and contact)
        """
        cards.check_access("write")
        others = cards.exists() - keep
        # sudo: what hangs on the cards belongs to jobs of all kinds, and core lets only the
        # administrator merge different e-mail addresses, as two cards of one phone usually have.
        wizard, keep_sudo = self.sudo(), keep.sudo()
        for start in range(0, len(others), OTHERS_AT_ONCE):
            portion = others[start : start + OTHERS_AT_ONCE]
            wizard._merge((portion | keep).ids, keep_sudo, extra_checks=False)
        keep_sudo.write(
            {
                "kms_phone_shared": not keep_sudo.partner_share or bool(keep_sudo.ref_company_ids),
                "kms_phone_review": False,
            }
        )

    @api.model
    def _update_values(self, src_partners, dst_partner):
        cards = dst_partner | src_partners
        fnames = dst_partner._phone_get_number_fields()
        numbers = list(
            dict.fromkeys(card[fname] for card in cards for fname in fnames if card[fname])
        )
        status = min(cards.mapped("kms_status"), key=STRENGTH.index)
        # Until they are deleted, the merged cards stay out of the way of the unique index.
        src_partners.kms_phone_shared = True
        super()._update_values(src_partners, dst_partner)
        kept, lost = numbers[: len(fnames)], numbers[len(fnames) :]
        dst_partner.write(dict.fromkeys(fnames, False) | dict(zip(fnames, kept, strict=False)))
        if status and dst_partner.commercial_partner_id == dst_partner:
            dst_partner.kms_status = status
        if lost:
            dst_partner.message_post(
                body=self.env._("Other numbers of the merged cards: %s", ", ".join(lost))
            )
