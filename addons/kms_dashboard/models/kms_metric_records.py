import ast

from odoo import api, fields, models, tools
from odoo.fields import Domain
from odoo.tools import SQL, OrderedSet, Query

from .kms_metric import DIMENSIONS

PLAIN_OPERATORS = {"=", "!=", "in", "not in"}


class KmsMetric(models.Model):
    """The records behind a figure."""

    _inherit = "kms.metric"

    def _kms_domain(self, companies, first=None, last=None, filters=None):
        """Return the records behind an additive or live figure; see :meth:`_kms_behind`."""
        self.ensure_one()
        return self._kms_behind(self, companies, first, last, filters)

    @api.model
    def _kms_behind(self, metric, companies, first=None, last=None, filters=None):
        """Return the records behind an additive or live figure: it is their number or sum.

        :param metric: :class:`~odoo.addons.kms_dashboard.facts.Metric`, or its record
        :param companies: `res.company` records
        :param datetime.date first: first day; no limit in time for a live figure
        :param datetime.date last: last day, included
        :param dict filters: lists of accepted values by dimension, see :data:`DIMENSIONS`
        :rtype: odoo.fields.Domain
        """
        domain = Domain(ast.literal_eval(metric.domain))
        per_company = Domain.FALSE
        for company in companies:
            per_company |= _company_domain(metric, company) & self._kms_days(
                metric, company, first, last
            )
        domain &= per_company
        for dimension, values in (filters or {}).items():
            if column := getattr(metric, DIMENSIONS[dimension]):
                domain &= Domain(column, "in", values)
        return domain

    @api.model
    def _kms_scope_domain(self, metric, scope):
        """Return the records behind a figure in a reading of a board, worked out once.

        :param metric: :class:`~odoo.addons.kms_dashboard.facts.Metric`
        :param scope: :class:`~odoo.addons.kms_dashboard.facts.Scope`
        :rtype: odoo.fields.Domain
        """
        key = metric.id, repr(scope.filters)
        if key in scope.domains:
            return scope.domains[key]
        period = scope.period
        first, last = (None, None) if metric.kind == "live" else (period.first, period.last)
        # sudo: which records count is the same for all readers; who lists them has rights.
        Records = self.env[metric.model].sudo().with_context(active_test=False)

        def read():
            domain = self._kms_behind(metric, scope.companies, first, last, scope.filters)
            return domain.optimize_full(Records)

        if plain := self._kms_plain_key(metric, scope):
            keep = self.env["kms.fact.stamp"]._kms_keep
            scope.domains[key] = keep(None, ("domain", *plain), read)
        else:
            scope.domains[key] = read()
        return scope.domains[key]

    @api.model
    def _kms_plain_key(self, metric, scope):
        """Return all that decides what the words of a plain figure's domain mean.

        :rtype: tuple | None
        """
        odd = self._kms_odd_fields(metric)
        decided = () if odd is None else tuple(self._kms_decided_by(metric, name) for name in odd)
        if odd is None or not all(decided):
            return None
        if "when" not in scope.domains:
            # the reader's zone from the cache of core, not from the hundred columns of the user
            zone = self.env.context.get("tz") or self.env["res.users"].context_get().get("tz")
            today = fields.Date.context_today(self.with_context(tz=zone or "UTC"))
            scope.domains["when"] = fields.Date.today(), today, zone
        period = scope.period
        days = () if metric.kind == "live" else (period.first, period.last)
        return metric.id, *scope.key[::2], *scope.domains["when"], *decided, *days

    @api.model
    def _kms_decided_by(self, metric, name):
        """Return all that decides what a condition on a computed field means; addons know theirs.

        :param metric: :class:`~odoo.addons.kms_dashboard.facts.Metric`
        :param str name: a field of its model that no column stands for
        :return: something to compare; False when it is not known
        """
        return False

    @api.model
    def _kms_query(self, metric, scope, Records, order, limit=None):
        """Return the query for the records behind a figure that the environment of `Records` may
        read.

        Its words are kept where figure and rules look at plain columns alone: then nothing but
        these rules tells readers apart, and they are part of the key.

        :param metric: :class:`~odoo.addons.kms_dashboard.facts.Metric`
        :param scope: :class:`~odoo.addons.kms_dashboard.facts.Scope`
        :param str order: see `search`
        :rtype: odoo.tools.Query
        """
        env = Records.env
        rules = Domain.TRUE if env.su else env["ir.rule"]._compute_domain(Records._name, "read")
        plain = self._kms_plain_key(metric, scope)

        def search():
            return Records._search(self._kms_scope_domain(metric, scope), order=order, limit=limit)

        if not plain or not _are_plain(rules, Records):
            return search()

        def read():
            query = search()
            # a join belongs to a query of its own
            return None if query._joins or query.is_empty() else (query.where_clause, query.order)

        Records.check_access("read")
        key = ("query", *plain, repr(rules), order, env.lang)
        kept = env["kms.fact.stamp"]._kms_keep(None, key, read)
        if not kept:
            return search()
        where, sorted_by = kept
        query = Query(env, Records._table, Records._table_sql)
        query.add_where(where)
        query.order, query.limit = sorted_by, limit
        return query

    @api.model
    @tools.ormcache("metric.id")
    def _kms_odd_fields(self, metric):
        """Return the fields of a figure's domain that are no plain columns of its records: these
        alone are changed by no other record, no setting and no moment of the day.

        :return: None when more than fields decides what the domain means
        :rtype: tuple[str] | None
        """
        Records = self.env[metric.model]
        names = {
            condition.field_expr
            for condition in Domain(ast.literal_eval(metric.domain)).iter_conditions()
        }
        columns = {metric.company_field} | {getattr(metric, name) for name in DIMENSIONS.values()}
        if "now" in metric.domain or not all(
            _is_column(Records, name) for name in columns - {False, "", None}
        ):
            return None
        return tuple(
            sorted(
                name
                for name in names
                if not _is_column(Records, name) or Records._fields[name].relational
            )
        )

    @api.model
    def _kms_days(self, metric, company, first, last):
        if not metric.date_field or not first:
            return Domain.TRUE
        if self._kms_is_date(metric):
            return Domain(metric.date_field, ">=", first) & Domain(metric.date_field, "<=", last)
        start, end = company._kms_day_bounds(first, last)
        return Domain(metric.date_field, ">=", start) & Domain(metric.date_field, "<", end)

    @api.model
    def _kms_is_date(self, metric):
        field = model = self.env[metric.model]
        for name in metric.date_field.split("."):
            field = model._fields[name]
            model = self.env[field.comodel_name] if field.relational else model
        return field.type == "date"

    def _kms_measure(self, domain):
        """Count or sum up the records of a domain, as the rights of the environment allow.

        :rtype: float
        """
        self.ensure_one()
        [[total]] = self.env.execute_query(self._kms_measure_sql(self, domain))
        return total or 0.0

    @api.model
    def _kms_measure_sql(self, metric, domain):
        """The statement that counts or sums up the records of a domain.

        :param metric: :class:`~odoo.addons.kms_dashboard.facts.Metric`, or its record
        :rtype: SQL
        """
        Records = self.env[metric.model].with_context(active_test=False)
        query = Records._search(domain)
        if not metric.measure_field:
            return query.select("COUNT(*)")
        return query.select(Records._read_group_select(f"{metric.measure_field}:sum", query))

    @api.model
    def _kms_measures_sql(self, metrics, domains):
        """The statement that counts or sums up figures of one model, a column for each.

        :param list metrics: of :class:`~odoo.addons.kms_dashboard.facts.Metric`
        :param list domains: the records of each of them
        :rtype: SQL
        """
        if len(metrics) == 1:
            return self._kms_measure_sql(metrics[0], domains[0])
        Records = self.env[metrics[0].model].with_context(active_test=False)
        query = Records._search(Domain.OR(domains))
        columns = []
        for number, (metric, domain) in enumerate(zip(metrics, domains, strict=True)):
            measure = SQL("COUNT(*)")
            if metric.measure_field:
                measure = Records._read_group_select(f"{metric.measure_field}:sum", query)
            condition = domain.optimize_full(Records)._to_sql(Records, query.table, query)
            alias = SQL.identifier(f"value_{number}")
            columns.append(SQL("%s FILTER (WHERE %s) AS %s", measure, condition, alias))
        return query.select(*columns)

    def _kms_action(self, domain, name=None):
        """Return the action that shows records behind the figure.

        :rtype: dict
        """
        self.ensure_one()
        # sudo: actions are readable by whoever may use them; only the views are taken.
        source = self.sudo().action_id
        views = [(view_id, kind) for view_id, kind in source.views] if source else []
        return {
            "type": "ir.actions.act_window",
            "name": name or self.name,
            "res_model": self.model,
            "domain": list(domain),
            "views": views or [(False, "list"), (False, "form")],
            "search_view_id": [source.search_view_id.id, "search"],
            "context": {"active_test": False, "create": False},
            "target": "current",
        }


def _is_column(Records, name):
    field = Records._fields.get(name)
    return bool(field) and field.store and not (field.company_dependent or field.translate)


def _are_plain(rules, Records):
    """Whether rules compare plain columns with numbers, words and ids: no name to be looked up, no
    records of other tables."""
    if type(Records)._table_query is not None:
        return False
    return all(
        _is_column(Records, rule.field_expr)
        and rule.operator in PLAIN_OPERATORS
        and (not Records._fields[rule.field_expr].relational or _are_ids(rule.value))
        for rule in rules.iter_conditions()
    )


def _are_ids(value):
    values = value if isinstance(value, (list, tuple, set, frozenset, OrderedSet)) else [value]
    return all(isinstance(one, int) for one in values)


def _company_domain(metric, company):
    if not metric.company_field:
        return Domain.TRUE
    ids = [company.id, False] if metric.company_shared else [company.id]
    return Domain(metric.company_field, "in", ids)
