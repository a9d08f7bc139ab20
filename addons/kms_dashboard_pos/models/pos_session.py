from odoo import models


class PosSession(models.Model):
    """The cash of a session stands in the journal once: by its tickets."""

    _inherit = "pos.session"

    def _get_combine_statement_line_vals(self, *args, **kwargs):
        values = super()._get_combine_statement_line_vals(*args, **kwargs)
        return {**values, "kms_till_sales": True}

    def _get_split_statement_line_vals(self, *args, **kwargs):
        values = super()._get_split_statement_line_vals(*args, **kwargs)
        return {**values, "kms_till_sales": True}
