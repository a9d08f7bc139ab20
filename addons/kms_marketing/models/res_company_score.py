from odoo import api, fields, models

from .crm_lead_score_criteria import CATEGORY_TYPES, NUMBER_TYPES


class ResCompany(models.Model):
    _inherit = "res.company"

    kms_score_min_history = fields.Integer(
        string="History to learn from",
        default=50,
        help="Won leads, and as many lost ones, that it takes before the score is learned from "
        "them. Until then the default grid counts.",
    )
    kms_score_learn_limit = fields.Integer(
        string="Leads learned from",
        default=10_000,
        help="The latest closed leads that the score learns from each night.",
    )
    kms_score_hot = fields.Integer(
        string="Hot from", default=70, help="Score from which a lead is hot."
    )
    kms_score_warm = fields.Integer(
        string="Warm from", default=40, help="Score from which a lead is warm."
    )
    kms_score_field_ids = fields.Many2many(
        "ir.model.fields",
        "kms_score_field_rel",
        string="Additional fields of the score",
        domain=[
            ("model", "=", "crm.lead"),
            ("store", "=", True),
            ("ttype", "in", CATEGORY_TYPES + NUMBER_TYPES),
        ],
        help="Fields of the lead that the score learns from, beside its own criteria. Choose only "
        "what is known when the lead arrives: what the sale fills in would foretell the past.",
    )

    _kms_score_limits_check = models.Constraint(
        "CHECK (kms_score_min_history > 0 AND kms_score_learn_limit > 0)",
        "The score needs at least one lead to learn from.",
    )
    _kms_score_levels_check = models.Constraint(
        "CHECK (kms_score_warm > 0 AND kms_score_hot > kms_score_warm AND kms_score_hot <= 100)",
        "Warm starts above 0, hot above warm, and neither above 100.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Forget which fields and which company scores go by."""
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        """Forget which fields scores go by."""
        if "kms_score_field_ids" in vals:
            self.env.registry.clear_cache()
        return super().write(vals)
