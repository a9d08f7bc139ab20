from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, format_amount, formatLang

from odoo.addons.kms_base.models.crm_team import CHANNELS

from ..pace import periods
from ..pace import standing as pace

METRICS = [
    ("revenue", "Revenue"),
    ("sales", "Sales"),
    ("quotes", "Quotations"),
    ("prospects", "Prospects"),
    ("conversion", "Conversion"),
    ("average_basket", "Average basket"),
]
AMOUNTS = {"revenue", "average_basket"}
# What has to be counted for each metric: kinds of documents, see _kms_document_domain().
COUNTED = {
    "revenue": ["sales"],
    "sales": ["sales"],
    "quotes": ["quotes"],
    "prospects": ["prospects"],
    "conversion": ["sales", "prospects"],
    "average_basket": ["sales"],
}
MODELS = {"sales": "sale.order", "quotes": "sale.order", "prospects": "crm.lead"}
# What documents are counted by.
DOCUMENT_SCOPE = ("kms_channel", "team_id", "user_id")
# What makes two targets the same one.
SCOPE = ("company_id", "metric", "kms_channel", "team_id", "user_id")


class KmsSalesTarget(models.Model):
    """What a company, a channel, a team or a person should reach in a period."""

    _name = "kms.sales.target"
    _description = "Sales target"
    _order = "date_from desc, date_to desc, metric, id"

    date_from = fields.Date(
        string="From",
        required=True,
        index=True,
        default=lambda self: periods.around(self.env.company._kms_today(), "month")[0],
    )
    date_to = fields.Date(
        string="To",
        required=True,
        default=lambda self: periods.around(self.env.company._kms_today(), "month")[1],
    )
    period = fields.Selection(
        [
            ("day", "Day"),
            ("week", "Week"),
            ("month", "Month"),
            ("quarter", "Quarter"),
            ("year", "Year"),
        ],
        compute="_compute_period",
        store=True,
        readonly=False,
        help="Sets both dates. Empty when the dates are no calendar period.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    kms_channel = fields.Selection(CHANNELS, string="Channel", index="btree_not_null")
    team_id = fields.Many2one(
        "crm.team", string="Sales team", check_company=True, index="btree_not_null"
    )
    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        index="btree_not_null",
    )
    metric = fields.Selection(METRICS, required=True, default="revenue")
    target_value = fields.Float(string="Target", required=True, digits=(16, 2))
    unit = fields.Char(compute="_compute_unit")
    # compute_sudo: a channel's figure counts the documents of colleagues that the reader may not
    # open; only the sum leaves.
    actual_value = fields.Float(
        string="Actual", digits=(16, 2), compute="_compute_actual", compute_sudo=True
    )
    progress = fields.Float(
        string="Progress (%)", digits=(16, 1), compute="_compute_actual", compute_sudo=True
    )
    expected_value = fields.Float(
        string="Expected by tonight",
        digits=(16, 2),
        compute="_compute_actual",
        compute_sudo=True,
        help="Share of the target for the calendar days gone by, today included. A rate is "
        "expected whole from the first day.",
    )
    pace = fields.Selection(
        [("ahead", "Ahead"), ("on_time", "On time"), ("behind", "Behind")],
        compute="_compute_actual",
        compute_sudo=True,
        search="_search_pace",
    )
    target_label = fields.Char(string="Target to reach", compute="_compute_labels")
    actual_label = fields.Char(string="Reached", compute="_compute_labels")
    expected_label = fields.Char(string="Tonight", compute="_compute_labels")

    _dates_check = models.Constraint(
        "CHECK (date_to >= date_from)",
        "The period ends before it begins. Correct one of the two dates.",
    )
    _target_value_check = models.Constraint(
        "CHECK (target_value > 0)", "A target is more than zero. Enter what should be reached."
    )
    _scope_uniq = models.UniqueIndex(
        "(company_id, metric, date_from, date_to, COALESCE(kms_channel, ''),"
        " COALESCE(team_id, 0), COALESCE(user_id, 0))",
        "This target exists already for the same period. Change the existing one.",
    )

    @api.depends("date_from", "date_to")
    def _compute_period(self):
        for target in self:
            dates = target.date_from, target.date_to
            target.period = all(dates) and periods.kind_of(*dates)

    @api.onchange("period")
    def _onchange_period(self):
        if self.period:
            day = self.date_from or self.company_id._kms_today()
            self.date_from, self.date_to = periods.around(day, self.period)

    @api.constrains("kms_channel", "team_id")
    def _check_kms_channel(self):
        for target in self:
            channel = target.team_id.kms_channel
            if target.kms_channel and target.team_id and channel != target.kms_channel:
                raise ValidationError(
                    self.env._(
                        "%(team)s does not sell in this channel, so nothing would ever count. "
                        "Choose the channel or the team.",
                        team=target.team_id.name,
                    )
                )

    @api.depends("metric", "currency_id")
    def _compute_unit(self):
        for target in self:
            if target.metric in AMOUNTS:
                target.unit = target.currency_id.symbol
            else:
                target.unit = "%" if target.metric == "conversion" else False

    @api.depends("metric", "kms_channel", "team_id", "user_id", "company_id", "date_from")
    def _compute_display_name(self):
        metrics, channels = (
            dict(self._fields[name]._description_selection(self.env))
            for name in ("metric", "kms_channel")
        )
        for target in self:
            scope = [
                channels.get(target.kms_channel),
                target.team_id.name,
                target.user_id.name,
            ]
            names = [name for name in scope if name] or [target.company_id.name]
            target.display_name = " - ".join([metrics.get(target.metric, ""), *map(str, names)])

    # ------------------------------------------------------------
    # FIGURES
    # ------------------------------------------------------------

    @api.depends("date_from", "date_to", "metric", "target_value", *SCOPE)
    def _compute_actual(self):
        counts = self._kms_count()
        today = {company: company._kms_today() for company in self.company_id}
        for target in self:
            dates = target.date_from, target.date_to
            if not all(dates) or dates[0] > dates[1] or not target.company_id:
                target.actual_value = target.progress = target.expected_value = 0
                target.pace = False
                continue
            day = today[target.company_id]
            share = pace.elapsed_share(*dates, day)
            before = pace.elapsed_share(*dates, fields.Date.subtract(day, days=1))
            actual = pace.actual(target.metric, counts[target])
            due, tonight = (
                pace.expected(target.metric, target.target_value, part) for part in (before, share)
            )
            target.actual_value = actual
            target.expected_value = tonight
            target.progress = 100 * actual / target.target_value if target.target_value else 0
            target.pace = pace.standing(actual, due, tonight)

    def _kms_count(self):
        """Count the documents of all targets, in one statement per period and kind of document.

        :return: per target a dict of amount, sales, quotes and prospects, those it needs
        :rtype: dict[kms.sales.target, dict[str, float]]
        """
        counts = {target: {} for target in self}
        periods_of = defaultdict(list)
        for target in self:
            if target.company_id and target.date_from and target.date_to:
                for kind in COUNTED.get(target.metric, ()):
                    key = kind, target.company_id, target.date_from, target.date_to
                    periods_of[key].append(target)
        for (kind, *_period), targets in periods_of.items():
            rows = targets[0]._kms_count_by_scope(kind)
            for target in targets:
                mine = [
                    (count, amount)
                    for scope, count, amount in rows
                    if all(
                        not wanted or wanted == scope[name] for name, wanted in target._kms_scope()
                    )
                ]
                counts[target][kind] = sum(count for count, _amount in mine)
                counts[target]["amount"] = sum(amount for _count, amount in mine)
        return counts

    def _kms_count_by_scope(self, kind):
        """Count the documents of the target's period by channel, team and person.

        :rtype: list[tuple[dict, int, float]]
        """
        self.ensure_one()
        Documents = self.env[MODELS[kind]].with_context(active_test=False)
        query = Documents._search(self._kms_period_domain(kind))
        scope = [Documents._field_to_sql(query.table, name, query) for name in DOCUMENT_SCOPE]
        query.groupby = SQL(", ").join(scope)
        statement = query.select(*scope, SQL("COUNT(*)"), _amount(query, Documents, kind))
        return [
            (dict(zip(DOCUMENT_SCOPE, values, strict=True)), count, float(amount))
            for *values, count, amount in self.env.execute_query(statement)
        ]

    def _kms_scope(self):
        """Return the channel, the team and the person whose documents count, each if any."""
        self.ensure_one()
        return [
            ("kms_channel", self.kms_channel),
            ("team_id", self.team_id.id),
            ("user_id", self.user_id.id),
        ]

    def _kms_document_domain(self, kind):
        """Return which documents count: the figure and the list behind it both use this.

        :param str kind: sales (confirmed orders, by confirmation), quotes (quotations made,
            whatever became of them) or prospects (leads, lost ones too, by arrival at the door
            or by creation)
        :rtype: odoo.fields.Domain
        """
        self.ensure_one()
        scope = (Domain(name, "=", value) for name, value in self._kms_scope() if value)
        return Domain.AND([self._kms_period_domain(kind), *scope])

    def _kms_period_domain(self, kind):
        self.ensure_one()
        start, end = self.company_id._kms_day_bounds(self.date_from, self.date_to)

        def between(name):
            return Domain(name, ">=", start) & Domain(name, "<", end)

        # Core leaves a lead without company as long as nobody is in charge of it.
        companies = self.company_id.ids if kind != "prospects" else [*self.company_id.ids, False]
        domain = Domain("company_id", "in", companies)
        if kind == "sales":
            return domain & Domain("state", "=", "sale") & between("date_order")
        if kind == "quotes":
            # versions of one quotation are one quotation, counted when it was first made
            return domain & Domain("kms_revision", "=", 1) & between("create_date")
        showroom = Domain("kms_channel", "=", "showroom")
        return domain & (
            (showroom & between("kms_arrival_date")) | (~showroom & between("create_date"))
        )

    def _search_pace(self, operator, value):
        if operator != "in":
            return NotImplemented
        found = self.search(Domain.TRUE).filtered(lambda target: target.pace in value)
        return [("id", "in", found.ids)]

    @api.depends("target_value", "actual_value", "expected_value", "metric", "currency_id")
    def _compute_labels(self):
        for target in self:
            for name in ("target", "actual", "expected"):
                target[f"{name}_label"] = target._kms_format(target[f"{name}_value"])

    def _kms_format(self, value):
        self.ensure_one()
        if self.metric in AMOUNTS and self.currency_id:
            return format_amount(self.env, value, self.currency_id)
        text = formatLang(self.env, value, digits=0 if float(value).is_integer() else 1)
        return f"{text} %" if self.metric == "conversion" else text

    # ------------------------------------------------------------
    # BUTTONS
    # ------------------------------------------------------------

    def action_view_documents(self):
        """Open the records that the figure counts; for a conversion, the sales.

        :rtype: dict
        """
        self.ensure_one()
        self.check_access("read")
        return self._kms_view_documents(COUNTED[self.metric][0])

    def action_view_prospects(self):
        """Open the prospects that a conversion is measured against.

        :rtype: dict
        """
        self.ensure_one()
        self.check_access("read")
        return self._kms_view_documents("prospects")

    def _kms_view_documents(self, kind):
        labels = dict(self._fields["metric"]._description_selection(self.env))
        return {
            "type": "ir.actions.act_window",
            "name": labels[kind],
            "res_model": MODELS[kind],
            "domain": list(self._kms_document_domain(kind)),
            "views": [(False, "list"), (False, "kanban"), (False, "form")],
            "context": {"active_test": False, "create": False},
        }

    def action_copy_to_next_period(self):
        """Set the same targets for the period that follows; those already set are left alone.

        :return: the action that opens the new targets, or a notice when all exist
        :rtype: dict
        """
        self.check_access("read")
        prepared = [target._prepare_next_values() for target in self]
        begins = [values["date_from"] for values in prepared]
        existing = {
            _key(target._kms_scope_values())
            for target in self.search([("date_from", "in", begins)])
        }
        missing = {_key(values): values for values in prepared if _key(values) not in existing}
        if missing:
            return self.create(list(missing.values()))._get_records_action(
                name=self.env._("Targets of the next period")
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._("The targets of the next period exist already."),
            },
        }

    def _kms_scope_values(self):
        """Return, as values to write, what the database allows one target for."""
        self.ensure_one()
        return {
            name: self._fields[name].convert_to_write(self[name], self)
            for name in ("date_from", "date_to", *SCOPE)
        }

    def _prepare_next_values(self):
        """Return the values of the same target in the period that follows."""
        first, last = periods.following(self.date_from, self.date_to)
        return {
            **self._kms_scope_values(),
            "date_from": first,
            "date_to": last,
            "target_value": self.target_value,
        }


def _key(values):
    return tuple(values[name] for name in ("date_from", "date_to", *SCOPE))


def _amount(query, Documents, kind):
    """Return the sum of the sales with taxes, in the currency of the company."""
    if kind != "sales":
        return SQL("0")
    # through the ORM's names, so that what is not written yet is written before it is summed
    return SQL(
        "COALESCE(SUM(%s / COALESCE(NULLIF(%s, 0), 1)), 0)",
        Documents._field_to_sql(query.table, "amount_total", query),
        Documents._field_to_sql(query.table, "currency_rate", query),
    )
