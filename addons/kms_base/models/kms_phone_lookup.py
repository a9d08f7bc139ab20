from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain

from ..phone import TOO_SHORT, normalize

# Enough to choose from when many cards share a number, and a bound on what a look-up loads.
MAX_MATCHES = 20


class KmsPhoneLookup(models.AbstractModel):
    """Find a customer by a phone number, however it is written, or make the card."""

    _name = "kms.phone.lookup"
    _description = "Customer found by phone"

    @api.model
    def _kms_sees_phones(self):
        """Say whether the user's job needs customers' numbers; addons that hide them say so."""
        return True

    @api.model
    def _kms_shown_phone(self, number):
        """Return a customer's number as this user may see it; addons that hide numbers mask it."""
        return number or ""

    @api.model
    def _kms_check_sees_phones(self):
        """:raise AccessError: what is asked for holds a whole number, which is not the user's"""
        if not self._kms_sees_phones():
            raise AccessError(self.env._("Your job does not need the customers' numbers."))

    @api.model
    def _kms_search_phone(self, numbers, company=None, but=None):
        """Find the cards that have one of these numbers, the one to use first.

        :param numbers: numbers in E.164
        :param company: `res.company`; cards of other companies do not count
        :param but: `res.partner` to leave out
        :rtype: res.partner
        """
        numbers = list(numbers)
        companies = [False, *(company or self.env.company).ids]
        domain = Domain("phone_sanitized", "in", numbers)
        domain |= Domain("kms_mobile_sanitized", "in", numbers)
        domain &= Domain("company_id", "in", companies)
        domain &= Domain("parent_id", "=", False) | Domain("type", "=", "contact")
        if but:
            domain &= Domain("id", "not in", but.ids)
        return self.search(domain, order="id", limit=MAX_MATCHES).sorted(
            lambda card: (
                bool(card.parent_id),
                card.phone_sanitized not in numbers,
                card.kms_phone_shared,
                not card.company_id,
                card.id,
            )
        )

    @api.model
    def _kms_find_or_create_by_phone(self, phone, vals):
        """Return the customer with this phone number, made on the spot when there is none.

        Callers that race get one record: whoever loses is run again by Odoo's own retry, on a
        transaction that sees the winner's card.

        :param str phone: as written
        :param dict vals: values of the card to make; an existing card is left as it is
        :rtype: res.partner
        :raise ValidationError: the number cannot be dialled
        """
        company = self.env["res.company"].browse(vals.get("company_id") or self.env.company.id)
        country = company.country_id or self.env.company.country_id
        known = normalize(phone or "", country.code or "")
        if not known.e164:
            if not (phone or "").strip():
                raise ValidationError(self.env._("Write the customer's phone number."))
            raise ValidationError(self.browse()._kms_phone_sentence(phone, known))
        found = self._kms_search_phone([known.e164], company)[:1]
        return found or self.create({**vals, "phone": known.international})

    @api.model
    def kms_find_by_phone(self, phone):
        """Tell a screen all it needs about a number while it is being typed.

        :param str phone: as typed so far
        :return: number (E.164), display, operator, suggestion, error (a sentence), partial (more
            digits are expected), partner (see :meth:`_prepare_kms_phone_card`) or False
        :rtype: dict
        """
        partners = self.browse()
        partners.check_access("read")
        if not self.env.user._is_internal():
            raise AccessError(self.env._("Only colleagues may look customers up by phone."))
        phone = str(phone or "")[:64]
        known = partners._kms_normalize(phone)
        partial = not phone.strip() or known.error == TOO_SHORT
        found = self._kms_search_phone([known.e164])[:1] if known.e164 else partners
        return {
            "number": known.e164,
            "display": known.international,
            "operator": known.operator,
            "suggestion": known.suggestion,
            "error": "" if partial else partners._kms_phone_sentence(phone, known),
            "partial": partial,
            "partner": found and found._prepare_kms_phone_card(),
        }

    def _prepare_kms_phone_card(self):
        """What a screen shows of a customer whose number was typed. Addons add what they know.

        :rtype: dict
        """
        self.ensure_one()
        labels = dict(self._fields["kms_status"]._description_selection(self.env))
        card = {
            "id": self.id,
            "name": self.display_name,
            "status": self.kms_status or "",
            "status_label": labels.get(self.kms_status, ""),
            "phone": self.phone or self.kms_mobile,
            "last_order": False,
        }
        orders = self.env["sale.order"]
        if orders.has_access("read"):
            domain = [("partner_id", "=", self.id), ("state", "=", "sale")]
            order = orders.search(domain, order="date_order desc, id desc", limit=1)
            if order:
                card["last_order"] = {
                    "id": order.id,
                    "name": order.name,
                    "date": fields.Datetime.to_string(order.date_order),
                    "amount": order.amount_total,
                }
        return card
