from odoo import fields, models


class CrmLead(models.Model):
    """A lead that came from outside: a file, a form, an advertisement."""

    _inherit = "crm.lead"

    kms_external_id = fields.Char(string="External identifier", copy=False, index="btree_not_null")

    _kms_external_id_uniq = models.UniqueIndex(
        "(kms_external_id, COALESCE(company_id, 0)) WHERE kms_external_id IS NOT NULL",
        "A lead with this external identifier is there already.",
    )
    # whoever comes in is looked up by e-mail, where core has an index on parts of words at best
    _kms_email_normalized_idx = models.Index(
        "(email_normalized) WHERE email_normalized IS NOT NULL"
    )
