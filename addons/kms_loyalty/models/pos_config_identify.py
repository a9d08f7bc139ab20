import re

from odoo import api, models

from odoo.addons.kms_base.phone import example

from ..coupons.trust import TILL

# Cards that people carry: signs that no phone number has, long enough not to be guessed.
CARD_CODE = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9-]{8,64}|\d{16,64}")
MOST_CUSTOMERS = 5
LONGEST_TEXT = 64
LONGEST_NAME = 120


class PosConfig(models.Model):
    """Who stands at the till: one call, limited per user and minute, and written down."""

    _inherit = "pos.config"

    @api.model
    def _load_pos_data_read(self, records, config):
        """Tell the till how many digits a number of its country has, to ask without being told."""
        read = super()._load_pos_data_read(records, config)
        national = example(config.company_id.country_id.code).partition(" ")[2]
        for values in read:
            values["_kms_phone_digits"] = sum(sign.isdigit() for sign in national)
        return read

    def kms_find_customer(self, text, kms_order=None):
        """Find the customer of a phone number or of a loyalty card.

        :param str text: as typed or scanned
        :param dict kms_order: the basket, as in :meth:`use_coupon_code`, to say what a coupon lacks
        :return: ``state`` found, unknown, bad or limited; ``message`` a sentence for the last two;
            ``phone`` (number, display); ``customers`` cards, the one to use first first, see
            :meth:`~.res_partner_till.ResPartner._prepare_kms_till_card`; ``records`` for the till
        :rtype: dict
        :raise AccessError: not for who sells at no till
        """
        self.check_access("read")
        self._kms_check_seller()
        text = _text(text)
        Partner = self.env["res.partner"].with_company(self.company_id)
        known = Partner.browse()._kms_normalize(text)
        code = not known.e164 and CARD_CODE.fullmatch(text)
        if not known.e164 and not code:
            sentence = Partner.browse()._kms_phone_sentence(text, known)
            return self._kms_bad(sentence or self.env._("Write the customer's phone number."))
        if self._kms_lookup()._kms_limited(self):
            return self._kms_too_often()
        mine = Partner.with_context(kms_till=TILL)
        found = self._kms_of_card(text) if code else mine._kms_search_phone([known.e164])
        found = found.with_env(Partner.env)[:MOST_CUSTOMERS]
        self._kms_lookup()._kms_trace(
            self, "found" if found else "unknown", _hint(known.e164 or text), found[:1]
        )
        return {
            **self._kms_found(found, kms_order),
            "phone": {"number": known.e164, "display": known.international},
        }

    def kms_customer_card(self, partner_id, kms_order=None):
        """Return what the till shows of a customer who was chosen from a list.

        :param int partner_id:
        :param dict kms_order: as in :meth:`kms_find_customer`
        :return: as :meth:`kms_find_customer`
        :rtype: dict
        :raise AccessError: not for who sells at no till, and not for cards of another company
        """
        self.check_access("read")
        self._kms_check_seller()
        partner = self._kms_partner(partner_id)
        partner.check_access("read")
        if self._kms_lookup()._kms_limited(self):
            return self._kms_too_often()
        if partner:
            self._kms_lookup()._kms_trace(self, "found", "", partner)
        return self._kms_found(partner, kms_order)

    def kms_create_customer(self, phone, name="", agreed=False, kms_order=None):
        """Make the card of a new customer, or find it if somebody has just made it.

        :param str phone: as typed
        :param str name: empty when the customer does not say
        :param bool agreed: the customer wants messages about offers
        :return: as :meth:`kms_find_customer`
        :rtype: dict
        :raise AccessError: not for who sells at no till
        """
        self.check_access("read")
        self._kms_check_seller()
        Partner = self.env["res.partner"].with_company(self.company_id)
        phone = _text(phone)
        known = Partner.browse()._kms_normalize(phone)
        if not known.e164:
            return self._kms_bad(
                Partner.browse()._kms_phone_sentence(phone, known)
                or self.env._("Write the customer's phone number.")
            )
        if self._kms_lookup()._kms_limited(self):
            return self._kms_too_often()
        name = " ".join(name.split())[:LONGEST_NAME] if isinstance(name, str) else ""
        # sudo: the till makes the card, whatever the cashier may do with contacts.
        card = Partner.sudo()._kms_find_or_create_by_phone(
            phone, {"name": name or known.international}
        )
        if agreed is True:
            card._kms_opt_in_at_till()
        card = card.sudo(False)
        self._kms_lookup()._kms_trace(self, "created", _hint(known.e164), card)
        return self._kms_found(card, kms_order)

    # ------------------------------------------------------------
    # Inside
    # ------------------------------------------------------------

    def _kms_check_seller(self):
        """:raise AccessError: for who reads tills without selling at one"""
        self.ensure_one()
        self.env["pos.order"].check_access("create")

    def _kms_lookup(self):
        # sudo: the server writes the trace; nobody else does.
        return self.env["kms.customer.lookup"].sudo()

    def _kms_bad(self, message):
        return {"state": "bad", "message": message, "customers": []}

    def _kms_too_often(self):
        return {
            "state": "limited",
            "message": self._kms_lookup()._kms_too_often(),
            "customers": [],
        }

    def _kms_of_card(self, code):
        """Return whose loyalty card it is."""
        # sudo: who shows a card is its customer; its points are shown anyway.
        card = (
            self.env["loyalty.card"]
            .sudo()
            .search(
                [
                    ("code", "=", code),
                    ("program_type", "=", "loyalty"),
                    ("partner_id", "!=", False),
                    ("program_id.company_id", "in", [False, self.company_id.id]),
                ],
                limit=1,
            )
        )
        return card.partner_id.sudo(False)._filtered_access("read")

    def _kms_found(self, partners, kms_order):
        order = kms_order if isinstance(kms_order, dict) else {}
        # an empty basket lacks everything: say nothing about it
        lines = self._kms_lines(order) or None
        return {
            "state": "found" if partners else "unknown",
            "customers": [
                partner._prepare_kms_till_card(self, lines, self._kms_holder(order))
                for partner in partners
            ],
            "records": self._kms_till_records(partners),
        }

    def _kms_till_records(self, partners):
        """Return customers and their cards as the till's own data, fresh tier included."""
        programs = self._get_program_ids().filtered("is_nominative")
        cards = self.env["loyalty.card"].search(
            [("partner_id", "in", partners.ids), ("program_id", "in", programs.ids)]
        )
        positions = partners.fiscal_position_id
        records = {
            "account.fiscal.position": positions,
            "res.partner": partners,
            "loyalty.card": cards,
        }
        return {
            name: self.env[name]._load_pos_data_read(found, self)
            for name, found in records.items()
            if found
        }


def _text(value):
    """Return what was typed; what is longer than any number or card is left too long."""
    return value.strip()[: LONGEST_TEXT + 1] if isinstance(value, str) else ""


def _hint(text):
    """Return the end of a number, as the trace keeps it.

    >>> _hint("+237699001122")
    '…22'
    """
    return f"\u2026{text[-2:]}"
