from odoo import api, fields, models

# The moment that the tablet names a document by.
MOMENTS = {"kms.reservation": "departure_date", "kms.hotel.visit": "arrival_date"}


class KmsSatisfactionDesk(models.AbstractModel):
    _inherit = "kms.satisfaction.desk"

    @api.model
    def _get_models(self):
        """Offer guests who leave, and visitors of the desk, too."""
        return [*super()._get_models(), *MOMENTS]

    def _prepare_row(self, document):
        if document._name not in MOMENTS:
            return super()._prepare_row(document)
        return {
            "model": document._name,
            "id": document.id,
            "date": fields.Datetime.to_string(document[MOMENTS[document._name]]),
            "name": document.partner_id.name or document.name,
            "document": document.room_id.name if document._name == "kms.reservation" else "",
        }
