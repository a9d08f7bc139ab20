from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .kms_satisfaction import COMMENT_MAX_LENGTH

DOCUMENTS = 40
PHONE_DAYS = 90


class KmsSatisfactionDesk(models.AbstractModel):
    """Server side of the tablet that is handed to a customer; it stores nothing."""

    _name = "kms.satisfaction.desk"
    _inherit = ["kms.intake"]
    _description = "Satisfaction tablet"

    @api.model
    def _get_models(self):
        """Return the names of the models whose documents the tablet offers."""
        return ["sale.order", "crm.lead"]

    @api.model
    def load(self):
        """Return the five answers and today's documents that nobody has rated yet.

        :rtype: dict
        :raise AccessError: the user may not read what customers think
        """
        Survey = self.env["kms.satisfaction"]
        Survey.check_access("read")
        company = self.env.company
        start, end = company._kms_day_bounds(company._kms_today())
        return {
            "company": company.name,
            "levels": Survey._fields["level"]._description_selection(self.env),
            "comment_limit": COMMENT_MAX_LENGTH,
            "documents": self._get_documents(
                lambda model: model._kms_satisfaction_today_domain(start, end)
            ),
        }

    @api.model
    def find(self, phone):
        """Return what the customer with this phone number did of late and has not rated.

        :param str phone: as typed
        :rtype: list[dict]
        :raise UserError: the number cannot be dialled, or nothing is found
        """
        self.env["kms.satisfaction"].check_access("read")
        if not phone or not str(phone).strip():
            raise UserError(self.env._("Type the customer's phone number."))
        partner, number = self._read_phone(phone)
        now = fields.Datetime.now()
        since = fields.Datetime.subtract(now, days=PHONE_DAYS)
        documents = []
        if partner:
            documents = self._get_documents(
                lambda model: (
                    model._kms_satisfaction_today_domain(since, now)
                    & Domain("partner_id", "child_of", partner.commercial_partner_id.id)
                )
            )
        if not documents:
            raise UserError(
                self.env._("Nothing to rate under %(phone)s. Check the number.", phone=number)
            )
        return documents

    @api.model
    def answer(self, values):
        """Write down what the customer chose on the tablet, once however often it arrives.

        :param dict values: `model` and `id` of the document, `rating` (1-5), `comment`
        :return: True
        :raise UserError: a value that a person has to correct
        :raise AccessError: the document is not the user's to see
        """
        self.env["kms.satisfaction"].check_access("read")
        values = values if isinstance(values, dict) else {}
        if values.get("model") not in self._get_models():
            raise UserError(self.env._("Choose the sale again."))
        document = self._read_record(values["model"], values.get("id"))
        if not document:
            raise UserError(self.env._("Choose the sale again."))
        survey = document._kms_get_satisfaction()
        survey._kms_answer(values.get("rating"), values.get("comment"), "tablet")
        return True

    # ------------------------------------------------------------
    # WHAT THE TABLET OFFERS
    # ------------------------------------------------------------

    def _get_documents(self, domain):
        """Return the rows of the documents that nobody has rated yet, newest first.

        :param domain: function that gives the domain of a model
        """
        rows = []
        for name in self._get_models():
            model = self.env[name]
            if not model.has_access("read"):
                continue
            documents = model.search(domain(model), limit=DOCUMENTS, order="id desc")
            # sudo: a colleague's customer may have answered.
            answers = self.env["kms.satisfaction"].sudo()
            answered = answers.search(
                [
                    ("res_model", "=", name),
                    ("res_id", "in", documents.ids),
                    ("state", "=", "answered"),
                ]
            )
            done = set(answered.mapped("res_id"))
            rows += [self._prepare_row(doc) for doc in documents if doc.id not in done]
        rows.sort(key=lambda row: row["date"] or "", reverse=True)
        return rows[:DOCUMENTS]

    def _prepare_row(self, document):
        is_visit = document._name == "crm.lead"
        moment = document.kms_arrival_date if is_visit else document.date_order
        return {
            "model": document._name,
            "id": document.id,
            "date": fields.Datetime.to_string(moment),
            "name": document.partner_id.name or (is_visit and document.contact_name) or "",
            "document": "" if is_visit else document.name,
        }
