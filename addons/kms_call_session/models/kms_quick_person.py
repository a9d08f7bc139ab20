from odoo import api, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.kms_base.ids import read_id
from odoo.addons.kms_base.phone import normalize

MODELS = ("crm.lead", "res.partner", "sale.order")


class KmsQuickPerson(models.AbstractModel):
    """Whom a line of a list is about, for the actions beside it."""

    _name = "kms.quick.person"
    _description = "Person behind a line of a list"

    @api.model
    def _document(self, model, res_id):
        """The document of a line, which the user may read.

        :raise UserError: lists of this model have no quick actions
        :raise AccessError: it is not the user's to read, or a customer asks
        """
        if not self.env.user._is_internal():
            raise AccessError(self.env._("Only colleagues have quick actions."))
        if model not in MODELS or not read_id(res_id):
            raise UserError(self.env._("There are no quick actions on this document."))
        document = self.env[model].browse(res_id)
        document.check_access("read")
        return document

    @api.model
    def _people_of(self, document):
        """The person as ``kms.call.people`` takes them, and the lead and customer.

        :rtype: tuple[dict, crm.lead, res.partner]
        """
        # sudo: who may read the document may call, write to and meet whom it is about
        document = document.sudo()
        People = self.env["kms.call.people"]
        lead = document.env["crm.lead"]
        if document._name == "crm.lead":
            lead, partner = document, document.partner_id
        elif document._name == "sale.order":
            lead, partner = document.opportunity_id, document.partner_id
        else:
            partner = document
        if lead and document._name != "res.partner":
            [person] = People._from_leads(lead)
        else:
            [person] = People._from_partners(partner)
            person["lead_id"] = None
        person["priority"] = "0"
        return person, lead, partner

    @api.model
    def _read_person(self, document):
        """Who it is, and the texts ready to be sent to them.

        :rtype: dict
        """
        person, lead, partner = self._people_of(document)
        company = lead.company_id or self.env.company
        country = company.country_id.code or ""
        phone = self.env["kms.call.people"]._read_phone(person["phone"], country)
        sees = self.env["res.partner"]._kms_sees_phones()
        values = {
            "name": person["name"],
            "company": person["company_name"],
            "city": person["city"],
            "product": lead.kms_product_id.name,
            "agent": self.env.user.name,
            "house": company.name,
            "quotation": document.name if document._name == "sale.order" else "",
        }
        return {
            "name": person["name"] or partner.name or lead.name or "",
            "phone": (sees and phone) or "",
            "display_phone": self.env["res.partner"]._kms_shown_phone(
                (phone and normalize(phone).international) or person["phone"]
            ),
            "email": person["email"] or "",
            "texts": self.env["kms.message.template"]._fill_all(company.id, values),
        }
