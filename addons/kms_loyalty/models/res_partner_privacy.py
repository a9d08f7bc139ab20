from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from ..coupons.trust import TILL
from ..privacy.mask import is_masked, mask
from .masked_char import HIDDEN, NUMBERS, mask_fields

SEES = "kms_loyalty.group_see_phones"
SEARCHED = NUMBERS | {"phone_mobile_search"}
# Whole numbers in one search; a list of thousands would be a way to read the whole directory.
MOST_NUMBERS = 5
EQUAL = {"like", "ilike", "=like", "=ilike", "=", "in", "not like", "not ilike", "!=", "not in"}


class ResPartner(models.Model):
    """Customers' numbers are whole for those whose job is to call, and masked for all others."""

    _inherit = "res.partner"

    kms_consent_ids = fields.One2many("kms.marketing.consent", "partner_id", string="Offers")
    kms_segment_campaign_id = fields.Many2one(
        "kms.coupon.campaign",
        string="Addressed by the campaign",
        compute="_compute_kms_segment_campaign_id",
        search="_search_kms_segment_campaign_id",
    )

    def _register_hook(self):
        super()._register_hook()
        mask_fields(self.env.registry)

    # -- who sees what ---------------------------------------------------------------------------

    @api.model
    def _kms_sees_phones(self):
        """Say whether the user's job needs customers' numbers; portal users see theirs."""
        user = self.env.user
        return self.env.su or not user._is_internal() or user.has_group(SEES)

    @api.model
    def _search(self, domain, *args, **options):
        if not self._kms_sees_phones():
            domain = Domain(domain).map_conditions(self._kms_whole_numbers)
        return super()._search(domain, *args, **options)

    @api.model
    def _search_display_name(self, operator, value):
        domain = Domain(super()._search_display_name(operator, value))
        sees = self._kms_sees_phones()
        return domain if sees else domain.map_conditions(self._kms_whole_numbers)

    def _kms_whole_numbers(self, condition):
        """Let who sees no number find a customer by the whole of it only.

        By parts of it, or in its order, one would read the number digit by digit.
        """
        if condition.field_expr not in SEARCHED:
            return condition
        values = condition.value
        values = [values] if isinstance(values, str | bool) or values is None else values
        if not isinstance(values, list | tuple | set | frozenset) or not (
            condition.operator in EQUAL and len(list(values)) <= MOST_NUMBERS
        ):
            return Domain.FALSE
        asked = [value for value in values if value]
        if not asked:
            return Domain(condition.field_expr, condition.operator, condition.value)
        known = {self.browse()._kms_normalize(str(value)).e164 for value in asked} - {""}
        if self._kms_counts_lookups(known):
            return Domain.FALSE
        sanitized = "kms_mobile_sanitized" if "mobile" in condition.field_expr else None
        names = {sanitized or "phone_sanitized"}
        if condition.field_expr == "phone_mobile_search":
            names = {"phone_sanitized", "kms_mobile_sanitized"}
        found = Domain.OR([Domain(name, "in", sorted(known)) for name in sorted(names)])
        return ~found if condition.operator.startswith(("not", "!")) else found

    def _kms_counts_lookups(self, numbers):
        """Write down whose numbers are searched for, and say whether it was too often.

        A list of contacts is a till too: it shows who has a number. The till's own look-up counts
        by itself.
        """
        if self.env.context.get("kms_till") is TILL:
            return False
        # one search asks the database several times
        counted = self.env.cr.cache.setdefault(("kms_lookups", self.env.uid), {})
        # sudo: the server writes the trace; nobody else does.
        Lookup = self.env["kms.customer.lookup"].sudo()
        for number in sorted(numbers - set(counted)):
            counted[number] = Lookup._kms_limited_search(number)
        return any(counted[number] for number in numbers)

    @api.model
    def _kms_shown_phone(self, number):
        shown = super()._kms_shown_phone(number)
        return shown if self._kms_sees_phones() else mask(shown)

    def _order_field_to_sql(self, alias, field_name, *args, **options):
        if field_name in SEARCHED and not self._kms_sees_phones():
            return SQL()
        return super()._order_field_to_sql(alias, field_name, *args, **options)

    def _read_group_groupby(self, alias, groupby_spec, query):
        if groupby_spec.partition(":")[0] in SEARCHED and not self._kms_sees_phones():
            raise AccessError(self.env._("Your job does not need the customers' numbers."))
        return super()._read_group_groupby(alias, groupby_spec, query)

    def _read_group_select(self, aggregate_spec, query):
        if aggregate_spec.partition(":")[0] in SEARCHED and not self._kms_sees_phones():
            raise AccessError(self.env._("Your job does not need the customers' numbers."))
        return super()._read_group_select(aggregate_spec, query)

    def _build_vcard(self):
        if self.partner_share and not self._kms_sees_phones():
            return False
        return super()._build_vcard()

    @api.model_create_multi
    def create(self, vals_list):
        """A mask that a screen sends back is no number."""
        return super().create([_without_masks(vals) for vals in vals_list])

    def write(self, vals):
        """A mask that a screen sends back is no number."""
        return super().write(_without_masks(vals))

    def _prepare_kms_phone_card(self):
        card = super()._prepare_kms_phone_card()
        if card.get("phone"):
            card["phone"] = self._fields["phone"].convert_to_read(card["phone"], self)
        return card

    # -- campaigns -------------------------------------------------------------------------------

    def _compute_kms_segment_campaign_id(self):
        self.kms_segment_campaign_id = False

    def _search_kms_segment_campaign_id(self, operator, value):
        if operator != "in":
            return NotImplemented
        campaigns = self.env["kms.coupon.campaign"].search([("id", "in", list(value))])
        # the conditions are SQL, so nobody else knows what they read
        self.env.flush_all()
        return Domain.OR([Domain("id", "in", campaign._kms_segment()) for campaign in campaigns])


def _without_masks(vals):
    if any(is_masked(vals.get(name)) for name in HIDDEN):
        return {name: value for name, value in vals.items() if not is_masked(value)}
    return vals
