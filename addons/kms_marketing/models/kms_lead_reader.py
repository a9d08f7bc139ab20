import re
from datetime import UTC, datetime, timedelta
from html import escape
from typing import NamedTuple
from zoneinfo import ZoneInfo

from markupsafe import Markup

from odoo import models
from odoo.tools import SQL, email_normalize

from odoo.addons.kms_base.models.crm_team import CHANNELS
from odoo.addons.kms_base.phone import PREFIX, normalize, quick

from ..sheet import clean, fold, read_amount, read_date

# Longest text that a lead keeps of each column; longer ones are mistakes or attacks.
LIMITS = {
    "contact_name": 128,
    "partner_name": 128,
    "phone": 128,
    "email_from": 254,
    "function": 128,
    "street": 256,
    "city": 128,
    "source": 64,
    "medium": 64,
    "campaign": 64,
    "product": 256,
    "description": 4000,
    "external_id": 128,
    "expected_revenue": 40,
    "create_date": 40,
    "channel": 40,
}
COPIED = ("contact_name", "partner_name", "function", "street", "city")
# Names looked up in tables: key of the row -> model, field of the lead.
TRACKED = {
    "source": ("utm.source", "source_id"),
    "medium": ("utm.medium", "medium_id"),
    "campaign": ("utm.campaign", "campaign_id"),
}
# More new names than this in one file come from a column that is no source and no campaign.
MAX_NEW_NAMES = 50
# Different products looked up per file, and rows of a table of names that are read.
MAX_PRODUCTS = 300
MAX_NAMES = 20000
MAX_REVENUE = 1e12
EARLIEST = datetime(2000, 1, 1)  # noqa: DTZ001  the ORM keeps naive UTC
PLAIN_EMAIL = re.compile(r"[a-z0-9_%+-]+(?:\.[a-z0-9_%+-]+)*@(?:[a-z0-9-]+\.)+[a-z]{2,24}")
SEVERAL_NUMBERS = re.compile(r"[/;,|\n]|\bou\b|\bet\b|\bor\b|\band\b", re.IGNORECASE)


class ReadLead(NamedTuple):
    """One row as understood.

    ``values`` for ``crm.lead.create``; ``problems`` that keep the row out and ``remarks`` that do
    not, each a pair (key of the row, sentence); ``missing`` names that no record has, by key;
    ``phone`` in E.164 and ``email`` normalised, for finding who is known.
    """

    values: dict
    problems: list
    remarks: list
    missing: dict
    phone: str = ""
    email: str = ""


class KmsLeadReader(models.AbstractModel):
    """Rows of text that came from outside, a file or a form, become values of leads.

    Set-based: the number of queries does not depend on the number of rows.
    """

    _name = "kms.lead.reader"
    _description = "Lead reader"

    def _read_rows(self, rows, company, create_missing=False, memory=None):
        """Understand rows, one result for each, in the same order.

        Text is kept as text: nothing of it runs as a formula or as HTML. A name of a source, medium
        or campaign that nobody has used yet is created when asked for, or else named in
        ``missing``; an unknown product is kept in the notes.

        :param rows: dicts of strings with keys of :data:`LIMITS`; other keys are left out
        :param company: `res.company` that gets the leads
        :param bool create_missing: create unknown sources, media and campaigns
        :param dict memory: for a long file read part by part, kept from call to call: starts empty
        :rtype: list[ReadLead]
        """
        company.ensure_one()
        tidy = [self._tidy_row(row) for row in rows]
        names = self._find_names(tidy, company, create_missing, {} if memory is None else memory)
        return [self._read_row(cells, problems, names) for cells, problems in tidy]

    # -- text ------------------------------------------------------------------------------------

    def _tidy_row(self, row):
        """Bounded, clean texts of the known keys, and what is wrong with the others."""
        cells, problems = {}, []
        for key, value in row.items():
            limit = LIMITS.get(key)
            if not value or not limit:
                continue
            if not isinstance(value, str):
                value = str(value)
            if "\0" in value or (not value.isascii() and not _is_text(value)):
                problems.append((key, self.env._("This cell is damaged. Type its content again.")))
            elif len(value) > limit and len(value.strip()) > limit:
                problems.append(
                    (
                        key,
                        self.env._(
                            "At most %(limit)s characters fit here. Shorten it.", limit=limit
                        ),
                    )
                )
            elif text := value.strip() if key == "description" else clean(value):
                cells[key] = text
        return cells, problems

    def _read_row(self, cells, problems, names):
        """One result; ``problems`` found before are carried over."""
        remarks, missing, notes = [], {}, []
        values = {key: cells[key] for key in COPIED if key in cells}
        phone = email = ""
        if "phone" in cells:
            phone = self._read_phone(cells["phone"], names, values, problems, remarks, notes)
        if "email_from" in cells:
            email = self._read_email(cells["email_from"], values, problems, remarks, notes)
        for key, (_model, field) in TRACKED.items():
            if key in cells:
                self._read_name(key, field, cells[key], names, (values, problems, remarks, missing))
        if "product" in cells:
            self._read_product(cells["product"], names, values, remarks, notes)
        self._read_others(cells, names, values, problems)
        if notes or "description" in cells:
            values["description"] = _html([cells.get("description", ""), *notes])
        title = values.get("contact_name") or values.get("partner_name")
        title = title or values.get("phone") or values.get("email_from")
        if title:
            values |= {"name": title, "company_id": names["company_id"]}
        elif not problems:
            sentence = self.env._("Write at least a name, a phone number or an e-mail address.")
            problems.append(("contact_name", sentence))
        return ReadLead(values, problems, remarks, missing, phone, email)

    # -- columns ---------------------------------------------------------------------------------

    def _read_phone(self, text, names, values, problems, remarks, notes):
        """Fill in the number and return it in E.164, or say what is wrong with it."""
        plain = quick(text, names["country"])
        if plain:
            values["phone"] = plain[1]
            return plain[0]
        known = normalize(text, names["country"])
        if not known.e164 and len(parts := SEVERAL_NUMBERS.split(text)) > 1:
            known, text = self._first_number(parts, text, names, notes)
        if known.suggestion:
            known = normalize(known.suggestion, names["country"])
            said = self.env._("Outdated number, read as %(number)s.", number=known.international)
            remarks.append(("phone", said))
        if known.e164:
            values["phone"] = known.international
        elif known.error == PREFIX:
            # numbering plans grow: such a number is kept as it is written, and compared with none
            values["phone"] = text
            remarks.append(("phone", self._phone_sentence(text, known)))
        else:
            problems.append(("phone", self._phone_sentence(text, known)))
        return known.e164

    def _first_number(self, parts, text, names, notes):
        """The first number of several in one cell; all of them stay in the notes."""
        for part in parts:
            known = normalize(part, names["country"])
            if known.e164 or known.suggestion:
                notes.append(self.env._("Phone numbers: %(numbers)s", numbers=text))
                return known, part.strip()
        return normalize(text, names["country"]), text

    def _phone_sentence(self, text, known):
        return self.env["res.partner"].browse()._kms_phone_sentence(text, known)

    def _read_email(self, text, values, problems, remarks, notes):
        """Fill in the address and return it normalised, or say that it is none."""
        lower = text.lower()
        if PLAIN_EMAIL.fullmatch(lower):
            values["email_from"] = text
            return lower
        email = email_normalize(text, strict=False) or ""
        if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", email):
            sentence = self.env._(
                "%(email)s is not an e-mail address. It looks like name@example.com.",
                email=text[:60],
            )
            problems.append(("email_from", sentence))
            return ""
        values["email_from"] = email
        if text.count("@") > 1:
            notes.append(self.env._("E-mail addresses: %(emails)s", emails=text))
            remarks.append(("email_from", self.env._("Several addresses: the first is used.")))
        return email

    def _read_name(self, key, field, text, names, result):
        """Fill in a source, a medium or a campaign, or say that it is new."""
        values, problems, remarks, missing = result
        record_id = names[key].get(fold(text))
        if record_id:
            values[field] = record_id
        elif key in names["crowded"]:
            sentence = self.env._(
                "%(name)s is unknown, like more than %(limit)s others of this column. "
                "Is it the right column?",
                name=text,
                limit=MAX_NEW_NAMES,
            )
            problems.append((key, sentence))
        elif fold(text):
            missing[key] = text
            remarks.append((key, self.env._("%(name)s is new and will be created.", name=text)))

    def _read_product(self, text, names, values, remarks, notes):
        product_id = names["product"].get(fold(text))
        if product_id:
            values["kms_product_id"] = product_id
        else:
            notes.append(self.env._("Product asked for: %(name)s", name=text))
            sentence = self.env._("%(name)s is not in the catalogue: kept in the notes.", name=text)
            remarks.append(("product", sentence))

    def _read_others(self, cells, names, values, problems):
        """Fill in what needs neither tables nor notes."""
        if "external_id" in cells:
            values["kms_external_id"] = cells["external_id"]
        if "expected_revenue" in cells:
            amount = read_amount(cells["expected_revenue"])
            if amount is None or amount > MAX_REVENUE:
                text = cells["expected_revenue"]
                sentence = self.env._("%(text)s is not an amount. Write digits only.", text=text)
                problems.append(("expected_revenue", sentence))
            else:
                values["expected_revenue"] = amount
        if "channel" in cells:
            channel = names["channel"].get(fold(cells["channel"]))
            if channel:
                values["kms_channel"] = channel
            else:
                sentence = self.env._(
                    "No channel is called %(name)s. Write one of: %(channels)s.",
                    name=cells["channel"],
                    channels=", ".join(names["channel_labels"]),
                )
                problems.append(("channel", sentence))
        if "create_date" in cells:
            self._read_arrival(cells["create_date"], names, values, problems)

    def _read_arrival(self, text, names, values, problems):
        moment = read_date(text)
        if moment:
            local = moment if moment.tzinfo else moment.replace(tzinfo=names["zone"])
            try:
                moment = local.astimezone(UTC).replace(tzinfo=None, microsecond=0)
            except OverflowError:
                moment = None
        if moment and EARLIEST <= moment <= names["latest"]:
            values["kms_arrival_date"] = moment
            return
        sentence = self.env._("%(text)s is no past date. Write it like 25/03/2026.", text=text)
        problems.append(("create_date", sentence))

    # -- tables ----------------------------------------------------------------------------------

    def _find_names(self, tidy, company, create_missing, memory):
        """Everything that reading needs of the database, in a bounded number of queries."""
        if "names" not in memory:
            memory["names"] = self._prepare_names(company)
        names = memory["names"]
        for key, (model, _field) in TRACKED.items():
            asked = {fold(cells[key]): cells[key] for cells, _problems in tidy if key in cells}
            if asked and key not in names["tables"]:
                names["tables"].add(key)
                names[key] |= self._find_tracked(model)
            new = {word: text for word, text in asked.items() if word and word not in names[key]}
            names["new"][key] |= new.keys()
            if len(names["new"][key]) > MAX_NEW_NAMES:
                names["crowded"].add(key)
            elif new and create_missing:
                names[key] |= self._create_tracked(model, new)
        asked = {
            fold(cells["product"]): cells["product"] for cells, _ in tidy if "product" in cells
        }
        new = {word: text for word, text in asked.items() if word not in names["product"]}
        names["product"] |= dict.fromkeys(new) | self._find_products(new)
        return names

    def _prepare_names(self, company):
        labels = self.env["crm.team"]._fields["kms_channel"]._description_selection(self.env)
        return {
            "company_id": company.id,
            # sudo: the country of a company is no secret
            "country": company.sudo().country_id.code or "",
            "zone": ZoneInfo(company.kms_timezone),
            "latest": self.env.cr.now().replace(tzinfo=None) + timedelta(days=1),
            "channel": {fold(text): key for key, text in [*CHANNELS, *labels]}
            | {key: key for key, _label in CHANNELS},
            "channel_labels": [label for _key, label in labels],
            "product": {},
            "tables": set(),
            "crowded": set(),
            "new": {key: set() for key in TRACKED},
            **{key: {} for key in TRACKED},
        }

    def _find_tracked(self, model):
        """Folded names and labels, in every language, of a table of sources, media or campaigns."""
        Model = self.env[model]
        Model.check_access("read")
        columns = [name for name in ("name", "title", "kms_label") if name in Model._fields]
        Model.flush_model(columns)
        query = SQL(
            "SELECT id, %s FROM %s ORDER BY id DESC LIMIT %s",
            SQL(", ").join(SQL.identifier(name) for name in columns),
            SQL.identifier(Model._table),
            MAX_NAMES,
        )
        found = {}
        self.env.cr.execute(query)
        for record_id, *texts in self.env.cr.fetchall():
            for text in texts:
                for word in text.values() if isinstance(text, dict) else [text]:
                    found[fold(word or "")] = record_id
        found.pop("", None)
        return found

    def _create_tracked(self, model, unknown):
        name = "title" if "title" in self.env[model]._fields else "name"
        records = self.env[model].create([{name: text} for text in unknown.values()])
        return dict(zip(unknown, records.ids, strict=True))

    def _find_products(self, asked):
        """Products by reference, bar code or name."""
        if not asked:
            return {}
        found = {}
        wanted = list(asked.values())[:MAX_PRODUCTS]
        fields = ("name", "barcode", "default_code")
        matches = [(field, "=ilike", _pattern(text)) for text in wanted for field in fields]
        domain = ["&", ("sale_ok", "=", True), *["|"] * (len(matches) - 1), *matches]
        products = self.env["product.product"].search(domain, order="id desc", limit=MAX_NAMES)
        for field in fields:
            found |= {fold(product[field]): product.id for product in products if product[field]}
        return found


def _is_text(value):
    """Whether a string can be stored: half a surrogate pair cannot."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _pattern(text):
    """What LIKE finds a text by when accents are not sure: any character for one that has them."""
    return re.sub(r"(?i)[aceinouy]|[^\x00-\x7f]", "_", re.sub(r"([\\%_])", r"\\\1", text))


def _html(texts):
    """Plain texts as paragraphs, nothing of which is live."""
    lines = [line.strip() for text in texts for line in text.splitlines()]
    # nothing but & < > is escaped, as the ORM's own sanitizer would leave it
    return Markup("".join(f"<p>{escape(clean(line), quote=False)}</p>" for line in lines if line))  # noqa: S704
