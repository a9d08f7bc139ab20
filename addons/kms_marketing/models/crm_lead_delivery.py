from odoo import fields, models


class CrmLead(models.Model):
    """A lead that was delivered, by a web form, an advertiser or an e-mail."""

    _inherit = "crm.lead"

    kms_lead_source_id = fields.Many2one(
        "kms.lead.source",
        string="Delivered by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="kms_base.role_marketing",
    )
    kms_delivery_ids = fields.One2many(
        "kms.lead.delivery",
        "lead_id",
        string="Deliveries",
        readonly=True,
        groups="kms_base.role_marketing",
    )

    def _get_partner_email_update(self, force_void=True):
        # Core writes the lead's address to the card of its customer. What somebody outside typed
        # into a form must not do that: invoices and passwords are sent there.
        if self.env.context.get("kms_keep_card") and self.email_from:
            return False
        return super()._get_partner_email_update(force_void=force_void)

    def _get_partner_phone_update(self, force_void=True):
        if self.env.context.get("kms_keep_card") and self.phone:
            return False
        return super()._get_partner_phone_update(force_void=force_void)

    def _merge_dependences(self, opportunities):
        """Take over the deliveries: a later one of the same lead must find this one."""
        super()._merge_dependences(opportunities)
        # sudo: salespeople merge leads, deliveries are the manager's
        opportunities.sudo().kms_delivery_ids.write({"lead_id": self.id})
