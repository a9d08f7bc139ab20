import logging

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, RedirectWarning, ValidationError
from odoo.tools import SQL

from ..phone import CHARACTERS, OUTDATED, PREFIX, TOO_LONG, TOO_SHORT, example, normalize


class KmsPhoneIdentity(models.AbstractModel):
    """What makes a phone number the identity of a customer card.

    The index ``res_partner_kms_one_card_per_phone`` decides; everything here explains its verdict.
    """

    _name = "kms.phone.identity"
    _description = "One card per phone number"

    kms_mobile = fields.Char(
        string="Mobile", copy=False, help="A second number: the customer is found by either one."
    )
    kms_mobile_sanitized = fields.Char(
        string="Mobile, dialled form",
        compute="_compute_kms_mobile_sanitized",
        compute_sudo=True,
        store=True,
        index="btree_not_null",
    )
    kms_phone_outdated = fields.Boolean(
        string="Outdated number",
        compute="_compute_kms_mobile_sanitized",
        compute_sudo=True,
        store=True,
        help="A number of Ivory Coast of before 31 January 2021, with eight digits.",
    )
    kms_phone_shared = fields.Boolean(
        string="Shared phone",
        compute="_compute_kms_phone_shared",
        store=True,
        readonly=False,
        copy=False,
        help="Several people really use this number (a family, a workshop, a switchboard): "
        "each of them may have a card.",
    )
    kms_phone_review = fields.Boolean(
        string="Duplicate to review",
        readonly=True,
        copy=False,
        help="The card came in with a number that another card already had. It waits in the list "
        "of duplicates.",
    )
    kms_phone_operator = fields.Char(string="Operator", compute="_compute_kms_phone_hints")
    kms_mobile_operator = fields.Char(string="Mobile operator", compute="_compute_kms_phone_hints")
    kms_phone_problem = fields.Char(string="Phone remark", compute="_compute_kms_phone_hints")
    kms_phone_owner_id = fields.Many2one(
        "res.partner", string="Card with the same phone", compute="_compute_kms_phone_owner_id"
    )

    # -- understanding numbers -------------------------------------------------------------------

    @api.model
    def _phone_get_number_fields(self):
        return ["phone", "kms_mobile"]

    def _phone_get_sanitize_triggers(self):
        return [*super()._phone_get_sanitize_triggers(), "company_id"]

    def _phone_get_country(self):
        countries = super()._phone_get_country()
        for partner in self:
            country = countries.get(partner.id) or partner.company_id.country_id
            if country:
                countries[partner.id] = country
        return countries

    def _phone_format_number(self, number, country, force_format="E164", raise_exception=False):
        # One reading of a number for storing, showing and looking up.
        known = normalize(number or "", country.code or "")
        if known.e164 and force_format in ("E164", "INTERNATIONAL"):
            return known.e164 if force_format == "E164" else known.international
        return super()._phone_format_number(
            number, country, force_format=force_format, raise_exception=raise_exception
        )

    def _kms_phone_country(self):
        country = self._phone_get_country().get(self.id) if self else None
        return country or self.env.company.country_id

    def _kms_normalize(self, number):
        """Understand a number with the country of this card, or else of the company.

        :param str number: as written
        :rtype: odoo.addons.kms_base.phone.PhoneNumber
        """
        return normalize(number or "", self._kms_phone_country().code or "")

    def _kms_phone_sentence(self, number, known):
        """Say what is wrong with a number and what to write instead."""
        words = {
            "number": number[:40],
            "example": example(self._kms_phone_country().code) or "+237 671 23 45 67",
            "suggestion": known.suggestion,
        }
        sentences = {
            CHARACTERS: self.env._(
                "%(number)s is not a phone number. Write digits, for example %(example)s.", **words
            ),
            TOO_SHORT: self.env._(
                "%(number)s has too few digits. Write the whole number, for example %(example)s.",
                **words,
            ),
            TOO_LONG: self.env._(
                "%(number)s has too many digits. Write one number only, for example %(example)s.",
                **words,
            ),
            PREFIX: self.env._(
                "No phone number begins like %(number)s. Check the first digits, "
                "for example %(example)s.",
                **words,
            ),
            OUTDATED: self.env._(
                "%(number)s is a number of before 31 January 2021. Today it is %(suggestion)s.",
                **words,
            ),
        }
        return sentences.get(known.error, "")

    @api.depends("kms_mobile", "phone", "country_id", "company_id")
    def _compute_kms_mobile_sanitized(self):
        for partner in self:
            mobile = partner._kms_normalize(partner.kms_mobile)
            errors = {mobile.error, partner._kms_normalize(partner.phone).error}
            partner.kms_mobile_sanitized = mobile.e164 or False
            partner.kms_phone_outdated = OUTDATED in errors

    @api.depends("phone", "kms_mobile", "country_id", "company_id")
    def _compute_kms_phone_hints(self):
        for partner in self:
            phone = partner._kms_normalize(partner.phone)
            mobile = partner._kms_normalize(partner.kms_mobile)
            partner.kms_phone_operator = phone.operator
            partner.kms_mobile_operator = mobile.operator
            partner.kms_phone_problem = " ".join(
                filter(
                    None,
                    [
                        partner._kms_phone_sentence(partner.phone or "", phone),
                        partner._kms_phone_sentence(partner.kms_mobile or "", mobile),
                    ],
                )
            )

    def _kms_format_numbers(self, vals):
        """Return values with the numbers written the international way."""
        written = {
            fname: vals[fname] for fname in self._phone_get_number_fields() if vals.get(fname)
        }
        if not written:
            return vals
        country = self[:1]._kms_phone_country()
        if vals.get("country_id"):
            country = self.env["res.country"].browse(vals["country_id"])
        elif vals.get("company_id") and not self.country_id:
            company = self.env["res.company"].browse(vals["company_id"])
            # sudo: the country of a company is no secret, and the card may be another company's
            country = company.sudo().country_id or country
        return vals | {
            fname: normalize(number, country.code or "").international or number
            for fname, number in written.items()
        }

    @api.onchange("kms_mobile", "country_id", "company_id")
    def _onchange_kms_mobile(self):
        if self.kms_mobile:
            self.kms_mobile = self._kms_normalize(self.kms_mobile).international or self.kms_mobile

    @api.constrains("phone", "kms_mobile")
    def _check_kms_numbers(self):
        # What a visitor of the website or a data file brings is kept; whoever types here is told.
        # A number that is only unknown to the numbering plan passes: plans grow.
        if not self.env.user._is_internal() or self.env.context.get("install_mode"):
            return
        for partner in self:
            for fname in partner._phone_get_number_fields():
                number = partner[fname] or ""
                known = partner._kms_normalize(number)
                if known.error in (CHARACTERS, TOO_SHORT, TOO_LONG):
                    raise ValidationError(partner._kms_phone_sentence(number, known))

    # -- one card per number ---------------------------------------------------------------------

    @api.depends("partner_share", "ref_company_ids")
    def _compute_kms_phone_shared(self):
        # Colleagues may answer the phone of the house, which the house has on its own card too.
        for partner in self:
            partner.kms_phone_shared = bool(
                partner.kms_phone_shared or not partner.partner_share or partner.ref_company_ids
            )

    @api.depends("phone", "kms_mobile", "country_id", "company_id", "kms_phone_shared")
    def _compute_kms_phone_owner_id(self):
        for partner in self:
            numbers = {
                partner._kms_normalize(partner[fname]).e164 for fname in ("phone", "kms_mobile")
            }
            others = self.browse()
            if not partner.kms_phone_shared and not partner.parent_id and numbers - {""}:
                others = self._kms_search_phone(numbers - {""}, partner.company_id, partner._origin)
            partner.kms_phone_owner_id = others[:1]

    @api.constrains(
        "phone", "kms_mobile", "country_id", "company_id", "parent_id", "active", "kms_phone_shared"
    )
    def _check_kms_one_card_per_phone(self):
        claims = {
            card: number
            for card in self.filtered(lambda card: card._kms_claims_phone())
            if (number := card._kms_first_number())
        }
        if not claims:
            return
        owner = self._kms_find_owner(claims)
        twins = len({(card.company_id, number) for card, number in claims.items()}) < len(claims)
        taken = owner or twins or not self._kms_claim(claims)
        if taken and not self.env.user._is_internal():
            # A visitor is neither refused nor told whose number it is: people look at it later.
            # sudo: the visitor has no right on these two marks.
            self.sudo().write({"kms_phone_shared": True, "kms_phone_review": True})
        elif owner:
            self._kms_raise_taken(owner)
        elif twins:
            raise ValidationError(
                self.env._("Two of these cards have the same phone number. Keep one of them.")
            )
        elif taken:
            # The other card is younger than this transaction, which sees it when it starts again.
            raise ConcurrencyError("the same phone number was saved at the same moment")

    def _kms_claims_phone(self):
        """Whether the unique index holds for this card."""
        return self.active and not self.parent_id and not self.kms_phone_shared

    def _kms_first_number(self):
        """The number that identifies the card, in E.164, or an empty text."""
        numbers = (self._kms_normalize(self[fname]) for fname in self._phone_get_number_fields())
        return next((known.e164 for known in numbers if known.e164), "")

    def _kms_find_owner(self, claims):
        """The card that has one of the claimed numbers already, as far as this transaction sees."""
        query = SQL(
            """SELECT id FROM res_partner
                WHERE phone_sanitized IN %s AND id NOT IN %s
                  AND active AND parent_id IS NULL AND kms_phone_shared IS NOT TRUE
                ORDER BY id""",
            tuple(claims.values()),
            tuple(self.ids),
        )
        # read by hand: a search would flush these cards first, and the index would speak for us
        self.env.cr.execute(query)
        # sudo: the index knows no record rules
        others = self.sudo().browse(row[0] for row in self.env.cr.fetchall())
        claimed = {(number, card.company_id.id) for card, number in claims.items()}
        owners = others.filtered(
            lambda card: (
                card._kms_claims_phone()
                and (card._kms_first_number(), card.company_id.id) in claimed
            )
        )
        if not owners:
            others._kms_release()
        return owners[:1]

    def _kms_release(self):
        """Write down that these cards gave up their number earlier in this transaction.

        By hand, because the ORM would flush the card that claims the number along with them.
        """
        for card in self:
            query = SQL(
                """UPDATE res_partner
                      SET phone_sanitized = %s, company_id = %s, parent_id = %s, active = %s,
                          kms_phone_shared = %s
                    WHERE id = %s""",
                card._kms_first_number() or None,
                card.company_id.id or None,
                card.parent_id.id or None,
                card.active,
                card.kms_phone_shared,
                card.id,
            )
            self.env.cr.execute(query)

    def _kms_claim(self, claims):
        """Put the numbers into the unique index, where another transaction may have been faster.

        The ORM writes the same value when it flushes; by then it could not be undone any more.

        :return: whether the numbers are ours
        """
        query = SQL(
            """UPDATE res_partner SET phone_sanitized = claim.number
                 FROM unnest(%s, %s) AS claim(id, number)
                WHERE res_partner.id = claim.id""",
            [card.id for card in claims],
            list(claims.values()),
        )
        try:
            with self.env.cr.savepoint(flush=False):
                self.env.cr.execute(query, log_exceptions=False)
        except UniqueViolation:
            return False
        return True

    def _kms_raise_taken(self, owner):
        """Say who has the number already.

        :param owner: `res.partner`
        :raise RedirectWarning: names the card that has the number, with a button that opens it
        :raise ValidationError: where there is no button, or the card is not theirs to see
        """
        owner = owner.sudo(False)
        if self.env.context.get("import_file") or not owner.has_access("read"):
            raise ValidationError(self.env._("Another card already has this phone number."))
        message = self.env._(
            "%(name)s already has the number %(phone)s. Open that card instead of making a second "
            'one, or tick "Shared phone" if several people really use this number.',
            name=owner.display_name[:80],
            phone=self._kms_shown_phone(owner.phone or owner.kms_mobile),
        )
        warning = RedirectWarning(message, owner._get_records_action(), self.env._("Open the card"))
        # the server's log would take it for a crash otherwise
        warning.loglevel = logging.INFO
        raise warning

    # -- numbers of yesterday --------------------------------------------------------------------

    def action_kms_convert_numbers(self):
        """Replace outdated numbers by what they have become; skip those that another card has."""
        self.check_access("write")
        done = skipped = 0
        for partner in self.filtered("kms_phone_outdated"):
            vals = {
                fname: today
                for fname in partner._phone_get_number_fields()
                if (today := partner._kms_normalize(partner[fname]).suggestion)
            }
            numbers = [partner._kms_normalize(number).e164 for number in vals.values()]
            taken = partner.kms_phone_shared or partner.parent_id
            if not taken and self._kms_search_phone(numbers, partner.company_id, partner):
                skipped += 1
                continue
            partner.write(vals)
            done += 1
        message = self.env._("Numbers converted: %(count)s.", count=done)
        if skipped:
            message += " " + self.env._(
                "Left as they are, because another card has the new number: %(count)s.",
                count=skipped,
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if skipped else "success",
                "message": message,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
