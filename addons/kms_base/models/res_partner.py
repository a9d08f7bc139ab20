import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

# The states of the OHADA treaty share one trade register.
OHADA = "BF BJ CD CF CG CI CM GA GN GQ GW KM ML NE SN TD TG".split()

STATUSES = [
    ("prospect", "Prospect"),
    ("customer", "Customer"),
    ("vip", "VIP"),
    ("inactive", "Inactive"),
]
# How people are addressed is no first name.
TITLES = {"m", "mr", "mme", "mlle", "mrs", "ms", "miss", "dr", "pr", "me", "mgr", "ing", "chief"}

# PostgreSQL cannot index much longer texts, and no name on a document is longer.
MAX_TEXT = 256
BOUNDED = "name kms_firstname kms_lastname phone kms_mobile ref vat company_registry".split()


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["kms.phone.lookup", "kms.phone.identity", "res.partner"]

    phone = fields.Char(copy=False)
    phone_sanitized = fields.Char(index="btree_not_null")
    kms_firstname = fields.Char(
        string="First name",
        compute="_compute_kms_names",
        inverse="_inverse_kms_names",
        store=True,
        readonly=False,
    )
    kms_lastname = fields.Char(
        string="Last name",
        compute="_compute_kms_names",
        inverse="_inverse_kms_names",
        store=True,
        readonly=False,
    )
    kms_status = fields.Selection(
        STATUSES,
        string="Customer status",
        compute="_compute_kms_status",
        recursive=True,
        store=True,
        readonly=False,
        index="btree_not_null",
        tracking=True,
        copy=False,
        help="A prospect becomes a customer with the first confirmed order or posted invoice. "
        "VIP and inactive are decided by people. Contacts of a company have the company's status; "
        "suppliers and colleagues have none.",
    )

    _kms_one_card_per_phone = models.UniqueIndex(
        "(phone_sanitized, COALESCE(company_id, 0)) WHERE active AND parent_id IS NULL "
        "AND phone_sanitized IS NOT NULL AND kms_phone_shared IS NOT TRUE",
        "Another customer card already has this phone number. Open that card, or tick "
        '"Shared phone" if several people really use this number.',
    )

    def _get_company_registry_labels(self):
        return super()._get_company_registry_labels() | dict.fromkeys(OHADA, "RCCM")

    # -- names -----------------------------------------------------------------------------------

    @api.model
    def _kms_join_name(self, firstname, lastname):
        return " ".join(" ".join(filter(None, [firstname, lastname])).split())

    @api.model
    def _kms_split_name(self, name):
        """Cut a name in two: the first word, unless it is a title, and the rest.

        :param str name: a person's whole name
        :return: first name (may be empty) and last name
        :rtype: tuple[str, str]
        """
        words = (name or "").split()
        if len(words) < 2 or words[0].rstrip(".").lower() in TITLES:
            return "", " ".join(words)
        return words[0], " ".join(words[1:])

    @api.depends("name", "is_company")
    def _compute_kms_names(self):
        for partner in self:
            if partner.is_company:
                partner.kms_firstname = partner.kms_lastname = False
                continue
            joined = self._kms_join_name(partner.kms_firstname, partner.kms_lastname)
            if joined != " ".join((partner.name or "").split()):
                first, last = self._kms_split_name(partner.name)
                partner.kms_firstname = first or False
                partner.kms_lastname = last or False
            else:
                # the cut that a person made is kept
                partner.kms_firstname = partner.kms_firstname
                partner.kms_lastname = partner.kms_lastname

    def _inverse_kms_names(self):
        for partner in self.filtered(lambda partner: not partner.is_company):
            name = self._kms_join_name(partner.kms_firstname, partner.kms_lastname)
            if name and name != partner.name:
                partner.name = name

    @api.onchange("kms_firstname", "kms_lastname")
    def _onchange_kms_names(self):
        if not self.is_company:
            self.name = self._kms_join_name(self.kms_firstname, self.kms_lastname) or self.name

    # -- status ----------------------------------------------------------------------------------

    @api.depends(
        "parent_id.kms_status", "is_company", "partner_share", "supplier_rank", "ref_company_ids"
    )
    def _compute_kms_status(self):
        for partner in self:
            if partner.parent_id and not partner.is_company:
                partner.kms_status = partner.parent_id.kms_status
            elif partner.kms_status not in (False, "prospect"):
                partner.kms_status = partner.kms_status
            else:
                ours = not partner.partner_share or partner.ref_company_ids
                partner.kms_status = False if ours or partner.supplier_rank else "prospect"

    def _kms_become_customer(self):
        """Record that these partners bought something. VIP stay VIP; who was inactive is back."""
        buyers = self.commercial_partner_id.filtered(
            lambda partner: partner.kms_status not in ("customer", "vip")
        )
        # sudo: the status follows from the document, whoever was allowed to confirm it.
        buyers.sudo().kms_status = "customer"

    def _kms_set_status(self, status):
        self.check_access("write")
        self.commercial_partner_id.kms_status = status

    def action_kms_set_prospect(self):
        """Bulk action of the list."""
        self.check_access("write")
        self._kms_set_status("prospect")

    def action_kms_set_customer(self):
        """Bulk action of the list."""
        self.check_access("write")
        self._kms_set_status("customer")

    def action_kms_set_vip(self):
        """Bulk action of the list."""
        self.check_access("write")
        self._kms_set_status("vip")

    def action_kms_set_inactive(self):
        """Bulk action of the list."""
        self.check_access("write")
        self._kms_set_status("inactive")

    # -- saving and searching --------------------------------------------------------------------

    @api.model
    def default_get(self, fields):
        """A new card reads papers in the language of whoever makes it; core takes its first one."""
        defaults = super().default_get(fields)
        if "lang" in defaults and self.env.lang and "default_lang" not in self.env.context:
            defaults["lang"] = self.env.lang
        return defaults

    @api.model_create_multi
    def create(self, vals_list):
        """Compose the name of its parts and write numbers the international way."""
        prepared = []
        for vals in vals_list:
            self._kms_check_lengths(vals)
            if not vals.get("name") and (vals.get("kms_firstname") or vals.get("kms_lastname")):
                parts = (vals.get("kms_firstname"), vals.get("kms_lastname"))
                vals = {**vals, "name": self._kms_join_name(*parts)}
            prepared.append(self.browse()._kms_format_numbers(vals))
        return super().create(prepared)

    def write(self, vals):
        """Write numbers the international way."""
        self._kms_check_lengths(vals)
        return super().write(self._kms_format_numbers(vals))

    def _kms_check_lengths(self, vals):
        for fname in BOUNDED:
            if isinstance(vals.get(fname), str) and len(vals[fname]) > MAX_TEXT:
                raise ValidationError(
                    self.env._(
                        'The field "%(field)s" takes at most %(max)s characters, this text has '
                        "%(length)s. Shorten it, and put the rest in the notes.",
                        field=self._fields[fname]._description_string(self.env),
                        max=MAX_TEXT,
                        length=len(vals[fname]),
                    )
                )

    @api.model
    def _search_display_name(self, operator, value):
        domain = super()._search_display_name(operator, value)
        # A number typed where a customer is asked for, with or without its separators.
        digits = re.sub(r"[\s.()-]", "", value) if isinstance(value, str) else ""
        if operator not in ("ilike", "like", "=") or not re.fullmatch(r"\+?\d{6,15}", digits):
            return domain
        digits = self.browse()._kms_normalize(digits).e164 or digits.removeprefix("00")
        return (
            Domain(domain)
            | Domain("phone_sanitized", "ilike", digits)
            | Domain("kms_mobile_sanitized", "ilike", digits)
        )
