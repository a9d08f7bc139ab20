from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.kms_base.ids import read_ids
from odoo.addons.kms_base.models.crm_team import CHANNELS

from ..facts import Scope
from ..period import resolve
from ..reading.board import MODELS
from .kms_metric import DIMENSIONS


class KmsBoard(models.Model):
    """Reads what the screen sends: everything is checked, nothing is believed."""

    _inherit = "kms.board"

    @api.model
    def _kms_scope(self, period, filters, parts=False):
        """Return the companies, days and filters of a request.

        :param dict period: see :meth:`load`
        :param dict filters: see :meth:`load`
        :param bool parts: whether a filter may ask for «none»
        :rtype: Scope
        :raise UserError: something that does not exist
        """
        if not self.env.context.get("allowed_company_ids"):
            self.env.user.fetch(["company_id"])
        company = self.env.company
        # sudo: what a board and the record rules need of the reader's own companies, at once and
        # not with their hundred columns.
        self._kms_fetch_companies((company | self.env.companies).sudo())
        # figures in two currencies cannot be added up
        companies = self.env.companies.filtered(
            lambda other: other.currency_id == company.currency_id
        )
        return Scope(
            companies=company | companies,
            period=self._kms_read_period(period, company),
            filters=self._kms_read_filters(filters, parts),
        )

    @api.model
    def _kms_fetch_companies(self, companies):
        """Read companies and how their money is written, in one statement."""
        columns = {
            companies: ("currency_id", "kms_timezone", "name", "parent_path"),
            companies.env["res.currency"]: ("decimal_places", "position", "rounding", "symbol"),
        }
        for records, names in columns.items():
            records.flush_model(names)
        terms = [
            SQL.identifier(records._table, name)
            for records, names in columns.items()
            for name in ("id", *names)
        ]
        rows = self.env.execute_query(
            SQL(
                "SELECT %s FROM res_company JOIN res_currency"
                " ON res_currency.id = res_company.currency_id WHERE res_company.id = ANY(%s)",
                SQL(", ").join(terms),
                companies.ids,
            )
        )
        values = zip(*rows, strict=True)
        for records, names in columns.items():
            found = records.browse(next(values))
            for name in names:
                found._fields[name]._insert_cache(found, next(values))

    @api.model
    def _kms_read_period(self, period, company):
        if not isinstance(period, dict):
            raise UserError(self.env._("Choose a period from the list."))
        today = company._kms_today()
        try:
            return resolve(
                period.get("kind"),
                self._kms_read_date(period.get("date")) or today,
                today,
                self._kms_read_date(period.get("last")),
            )
        except (ValueError, OverflowError, TypeError) as error:
            raise UserError(
                self.env._("Choose a period of three years at most, its first day before its last.")
            ) from error

    @api.model
    def _kms_read_date(self, value):
        if not value:
            return None
        if not isinstance(value, str) or len(value) != len("2000-01-01"):
            raise ValueError(value)
        day = fields.Date.to_date(value)
        if not 1970 <= day.year <= 2200:
            raise ValueError(value)
        return day

    @api.model
    def _kms_read_filters(self, filters, parts):
        if not isinstance(filters, dict) or set(filters) - set(DIMENSIONS):
            raise UserError(self.env._("Choose the filters from the lists."))
        result = {}
        for name, value in filters.items():
            if value or (parts and value is False):
                result[name] = self._kms_read_filter(name, value)
        return result

    @api.model
    def _kms_read_filter(self, name, value):
        if value is False:
            return [False]
        if name == "kms_channel":
            found = [value] if isinstance(value, str) and value in dict(CHANNELS) else []
        else:
            found = read_ids([value])
        if not found:
            raise UserError(self.env._("Choose the filters from the lists."))
        if name == "categ_id":
            # sudo: a family stands for those below it, whether or not the reader may edit products.
            Categories = self.env["product.category"].sudo()
            found = Categories.search([("id", "child_of", found)]).ids or found
        return found

    @api.model
    def _kms_point_filters(self, point):
        if not isinstance(point, dict) or set(point) - {*DIMENSIONS, "first", "last", "part"}:
            raise UserError(self.env._("Choose the filters from the lists."))
        return {name: value for name, value in point.items() if name in DIMENSIONS}

    @api.model
    def _kms_point_period(self, period, point):
        if not point.get("first"):
            return period
        return {"kind": "range", "date": point["first"], "last": point.get("last")}

    @api.model
    def _kms_describe_scope(self, scope, filters):
        """Return the days and filters of a board, for its head.

        :rtype: dict
        """
        period = scope.period
        names = {}
        segment = self.env["kms.metric"]._kms_segment_model()
        for name, model in {**MODELS, "subject_id": segment}.items():
            if model and filters.get(name):
                # sudo: only the name of what the user has chosen.
                names[name] = self.env[model].sudo().browse(filters[name]).exists().display_name
        return {
            "period": {
                "kind": period.kind,
                **{
                    name: fields.Date.to_string(getattr(period, name))
                    for name in ("first", "last", "previous_first", "previous_last", "trend_first")
                },
            },
            "filters": {name: value for name, value in filters.items() if value},
            "filter_names": names,
            "segment": self.env["kms.metric"]._kms_segment(),
            "today": fields.Date.to_string(self.env.company._kms_today()),
            "companies": scope.companies.mapped("name"),
        }
