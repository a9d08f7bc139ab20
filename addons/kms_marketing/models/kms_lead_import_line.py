from odoo import fields, models


class KmsLeadImportLine(models.Model):
    """What an import has to say about one row: a problem, or somebody who was known."""

    _name = "kms.lead.import.line"
    _description = "Remark of a lead import"
    _order = "import_id desc, row, id"

    import_id = fields.Many2one(
        "kms.lead.import", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(related="import_id.company_id", store=True, index=True)
    row = fields.Integer(readonly=True, aggregator=None)
    kind = fields.Selection(
        [
            ("problem", "Not imported"),
            ("skip", "Already known, left out"),
            ("update", "Already known, completed"),
            ("twin", "Already known, imported again"),
        ],
        required=True,
        readonly=True,
    )
    name = fields.Char(string="Who", readonly=True)
    column = fields.Char(readonly=True)
    sentence = fields.Char(string="Explanation", readonly=True)
    res_model = fields.Char(string="Kind of record", readonly=True)
    res_id = fields.Many2oneReference(model_field="res_model", string="Record", readonly=True)

    def action_open_known(self):
        """Open the lead or the customer that this row was recognised as."""
        self.ensure_one()
        self.check_access("read")
        record = self.env[self.res_model].browse(self.res_id)
        record.check_access("read")
        return record._get_records_action()
