from odoo import api, fields, models


class KmsSatisfactionDesk(models.AbstractModel):
    _inherit = "kms.satisfaction.desk"

    @api.model
    def _get_models(self):
        return [*super()._get_models(), "kms.enrollment"]

    def _prepare_row(self, document):
        if document._name != "kms.enrollment":
            return super()._prepare_row(document)
        return {
            "model": document._name,
            "id": document.id,
            "date": fields.Datetime.to_string(document.session_id.date_end),
            "name": document.partner_id.name or "",
            "document": document.course_id.name,
        }
