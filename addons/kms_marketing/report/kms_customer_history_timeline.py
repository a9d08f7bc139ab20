from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.kms_base.ids import read_id

PAGE = 20
# A reader who wants more looks for it in the list, by its search.
MAX_PAGE = 100
MAX_OFFSET = 2000


class KmsCustomerHistory(models.Model):
    """The timeline on a card or form, a page at a time."""

    _inherit = "kms.customer.history"

    def _get_subjects(self):
        """Return where a timeline may be shown.

        :return: by model the paths to the customer, the prospect and the phone number
        :rtype: dict[str, tuple[str | None, str | None, str | None]]
        """
        return {
            "res.partner": ("commercial_partner_id", None, "phone_sanitized"),
            "crm.lead": ("partner_id.commercial_partner_id", "id", "phone_sanitized"),
            "sale.order": ("partner_id.commercial_partner_id", "opportunity_id", None),
        }

    @api.model
    def read_timeline(self, model, res_id, kinds=(), offset=0, limit=PAGE):
        """Read a page of what happened with somebody, newest first, in one query.

        :param str model: of the document on which it is shown: a customer, prospect, quotation
        :param int res_id: its id
        :param kinds: only these; all when empty
        :param int offset: how many lines were read before
        :return: ``lines`` (date, kind, label, summary, user, model, id, amount, currency_id),
            ``more``: whether there is another page, and ``kinds``: pairs that the reader may see
        :rtype: dict
        :raise AccessError: the document is not the reader's to read
        :raise UserError: no timeline on such documents
        """
        self.check_access("read")
        paths = self._get_subjects().get(model) if isinstance(model, str) else None
        if not paths or not read_id(res_id):
            raise UserError(self.env._("There is no timeline on this document."))
        document = self.env[model].browse(res_id)
        document.check_access("read")
        labels = dict(self._fields["kind"]._description_selection(self.env))
        visible = self._get_visible_kinds()
        limit = min(read_id(limit) or 1, MAX_PAGE)
        offset = min(read_id(offset), MAX_OFFSET)
        kinds = kinds if isinstance(kinds, list | tuple) else ()
        wanted = [kind for kind in visible if not kinds or kind in kinds]
        rows = self._as_reader(document)._read_rows(
            self._get_subject(document, paths), wanted, offset, limit + 1
        )
        lines = [row | {"label": labels[row["kind"]]} for row in rows[:limit]]
        self._add_amounts(lines)
        return {
            "lines": lines,
            "more": len(rows) > limit and offset + limit <= MAX_OFFSET,
            "kinds": [[kind, labels[kind]] for kind in visible],
        }

    def _as_reader(self, document):
        """Return the history as the reader of a document may see it."""
        return self

    def _get_subject(self, document, paths):
        # sudo: who may read the document sees whose it is
        document = document.sudo()
        found = []
        for path in paths:
            value = path and document.mapped(path)
            found.append((value.id if hasattr(value, "id") else value and value[0]) or False)
        return dict(zip(("partner", "lead", "phone"), found, strict=True))

    def _get_branches(self, subject):
        """Return domains that share no line: the card, the prospect and the number beside it.

        One for each, so that each finds its rows by an index, however many there are.
        """
        branches = []
        if subject["partner"]:
            branches.append(Domain("partner_id", "=", subject["partner"]))
        if subject["lead"]:
            other = Domain("partner_id", "=", False)
            if subject["partner"]:
                other |= Domain("partner_id", "!=", subject["partner"])
            branches.append(Domain("lead_id", "=", subject["lead"]) & other)
        if subject["phone"]:
            branches.append(
                Domain("phone", "=", subject["phone"])
                & Domain("partner_id", "=", False)
                & Domain("lead_id", "=", False)
            )
        return branches

    def _read_rows(self, subject, kinds, offset, limit):
        """Lines of a person, newest first."""
        branches = self._get_branches(subject)
        if not branches or not kinds:
            return []
        names = ("id", "date", "kind", "summary", "user_id", "res_model", "res_id")
        selects = []
        for branch in branches:
            query = self._search(branch & Domain("kind", "in", kinds))
            columns = [self._field_to_sql(query.table, name, query) for name in names]
            selects.append(SQL("(%s)", query.select(*columns)))
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """SELECT h.date, h.kind, h.summary, a.name, h.res_model, h.res_id
                     FROM (%s) h (id, date, kind, summary, user_id, res_model, res_id)
                LEFT JOIN res_users u ON u.id = h.user_id
                LEFT JOIN res_partner a ON a.id = u.partner_id
                 ORDER BY h.date DESC, h.id DESC LIMIT %s OFFSET %s""",
                SQL(" UNION ALL ").join(selects),
                limit,
                offset,
            )
        )
        keys = ("date", "kind", "summary", "user", "model", "id")
        return [
            dict(zip(keys, row, strict=True))
            | {"date": fields.Datetime.to_string(row[0]), "summary": row[2] or ""}
            for row in self.env.cr.fetchall()
        ]

    def _add_amounts(self, lines):
        """Say what documents are worth, to whoever may read them."""
        for kind, name in self._get_amount_fields().items():
            part = [line for line in lines if line["kind"] == kind]
            if not part or not self.env[part[0]["model"]].has_access("read"):
                continue
            documents = self.env[part[0]["model"]].browse(line["id"] for line in part)
            known = {document.id: document for document in documents._filtered_access("read")}
            for line in part:
                if line["id"] in known:
                    line["amount"] = known[line["id"]][name]
                    line["currency_id"] = known[line["id"]].currency_id.id
