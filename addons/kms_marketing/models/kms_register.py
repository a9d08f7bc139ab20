import ast
from collections import namedtuple

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import ormcache
from odoo.tools.safe_eval import safe_eval

from odoo.addons.kms_base.days import read_day
from odoo.addons.kms_base.ids import read_id, read_ids

# What the guard of a model needs to know of a register, without reading it each time.
Watch = namedtuple("Watch", "id date_field company_field domain compared belongs names")


class KmsRegister(models.Model):
    """A register kept every day (domain.md, "Registers kept every day"), declared as data.

    A register is a model, the field that says which day a line belongs to, a domain, and columns.
    The tracked columns are those that people write: once the day is signed off, changing one takes
    a reason. Columns that the system works out, such as the state of a visit whose quotation is
    sold later, stay free. A model with registers inherits from ``kms.register.line``.
    """

    _name = "kms.register"
    _inherit = ["kms.cached.mixin"]
    _description = "Register"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(required=True, help="The number of the register in the house.")
    mark = fields.Char(help="What the house calls it, a letter for example; else its number.")
    model = fields.Char(required=True, index=True)
    date_field = fields.Char(required=True, help="Field that holds the day of a line.")
    company_field = fields.Char(
        required=True,
        default="company_id",
        help="Field, or path, that holds the company of a line.",
    )
    domain = fields.Char(required=True, default="[]", help="Lines of the register, of any day.")
    action_name = fields.Char(
        required=True, help="XML id of the window action that lists the register."
    )
    column_ids = fields.One2many("kms.register.column", "register_id", string="Columns")
    check_ids = fields.One2many("kms.register.check", "register_id", string="Checks")
    closing_ids = fields.One2many("kms.register.closing", "register_id", string="Sign-offs")

    @api.model
    @ormcache("model")
    def _watches(self, model):
        """Return what the guard has to know of the registers of a model.

        :rtype: tuple[Watch]
        """
        # sudo: whoever writes a line is guarded, whether they may read the registers or not.
        registers = self.sudo().search([("model", "=", model)])
        return tuple(register._prepare_watch() for register in registers)

    def _prepare_watch(self):
        self.ensure_one()
        domain = ast.literal_eval(self.domain)
        tracked = set(self.column_ids.filtered("is_tracked").mapped("field_name"))
        model_fields = self.env[self.model]._fields
        belongs = {
            condition.field_expr.split(".")[0] for condition in Domain(domain).iter_conditions()
        }
        belongs.add(self.date_field)
        # A computed field is written through what it is computed from: the channel by the team.
        sources = {
            path.split(".")[0]
            for name in belongs
            if model_fields[name].compute
            for path in self.env.registry.field_depends[model_fields[name]]
        }
        return Watch(
            id=self.id,
            date_field=self.date_field,
            company_field=self.company_field,
            domain=tuple(domain),
            compared=frozenset(tracked | belongs),
            belongs=frozenset(belongs | sources),
            names=frozenset(tracked | belongs | sources),
        )

    # ------------------------------------------------------------
    # LINES
    # ------------------------------------------------------------

    def _day_domain(self, company, day):
        """Return the lines of one day of a company.

        :param company: `res.company` record
        :param datetime.date day: day in the company's time zone
        :rtype: Domain
        """
        self.ensure_one()
        # Core leaves a lead without company as long as nobody is in charge of it.
        domain = Domain(ast.literal_eval(self.domain)) & Domain(
            self.company_field, "in", [company.id, False]
        )
        if self.env[self.model]._fields[self.date_field].type == "date":
            return domain & Domain(self.date_field, "=", day)
        start, end = company._kms_day_bounds(day)
        return domain & Domain(self.date_field, ">=", start) & Domain(self.date_field, "<", end)

    def _lines(self, company, day):
        """Return the lines of one day, in the order in which they came."""
        self.ensure_one()
        return (
            self.env[self.model]
            .with_context(active_test=False, display_default_code=False)
            .search(self._day_domain(company, day), order=f"{self.date_field}, id")
        )

    def _mark(self):
        """Return the number or the letter that people know the register by."""
        self.ensure_one()
        return self.mark or str(self.sequence)

    def _column_label(self, name):
        """Return the heading of a column, or the field's own label where it is none."""
        self.ensure_one()
        column = self.column_ids.filtered(lambda column: column.field_name == name)
        if column:
            return column._label()
        return self.env[self.model].fields_get([name], ["string"])[name]["string"]

    def _totals(self, lines):
        """Return the totals of the columns that have one.

        :rtype: list[dict]
        """
        return [
            {"label": column._label(), "value": column._total(lines)}
            for column in self.column_ids.filtered("is_total")
        ]

    def _check_domain(self, check, company, day):
        domain = safe_eval(
            check.domain, {"now": fields.Datetime.to_string(fields.Datetime.now()), "day": str(day)}
        )
        return self._day_domain(company, day) & Domain(domain)

    # ------------------------------------------------------------
    # CLOSE OF DAY
    # ------------------------------------------------------------

    @api.model
    def _read_day(self, day):
        """Return the day that a client sent; the company's today when it sent none."""
        today = self.env.company._kms_today()
        day = read_day(self.env, day) or today
        if day > today:
            raise UserError(
                self.env._("This day has not come yet. Choose today or an earlier day.")
            )
        return day

    @api.model
    def load_day(self, day=False):
        """Return what the close of day shows: each register with its lines, totals and oddities.

        :param str day: YYYY-MM-DD; the company's today when left out
        :rtype: dict
        :raise AccessError: the user signs no register off
        """
        self.check_access("read")
        day = self._read_day(day)
        company = self.env.company
        registers = self.search(Domain.TRUE)
        closings = self.env["kms.register.closing"].search(
            [("company_id", "=", company.id), ("day", "=", day)]
        )
        by_register = closings.grouped("register_id")
        return {
            "day": fields.Date.to_string(day),
            "today": fields.Date.to_string(company._kms_today()),
            "company": company.name,
            "can_reopen": self.env.user.has_group("kms_base.role_management"),
            "registers": [
                register._prepare_day(company, day, by_register.get(register, closings.browse()))
                for register in registers
            ],
        }

    def _prepare_day(self, company, day, closing):
        lines = self._lines(company, day)
        Lines = self.env[self.model].with_context(active_test=False)
        checks = []
        for check in self.check_ids if lines else ():
            count = Lines.search_count(self._check_domain(check, company, day))
            if count:
                checks.append({"id": check.id, "label": check.name, "count": count})
        return {
            "id": self.id,
            "number": self.sequence,
            "mark": self._mark(),
            "name": self.name,
            "count": len(lines),
            "totals": self._totals(lines),
            "checks": checks,
            "closing": closing._prepare_day() if closing else False,
        }

    @api.model
    def close_day(self, day, register_ids=False):
        """Sign registers off for a day; those already signed off keep their first signature.

        :param str day: YYYY-MM-DD
        :param list register_ids: ids; all registers when left out
        :return: what :meth:`load_day` returns
        :rtype: dict
        """
        self.check_access("read")
        date_closed = self._read_day(day)
        domain = [("id", "in", read_ids(register_ids))] if register_ids else []
        self.env["kms.register.closing"]._sign_off(
            self.search(domain), self.env.company, date_closed
        )
        return self.load_day(day)

    @api.model
    def reopen_day(self, day, register_id, reason):
        """Open a register again for a day that was signed off.

        :param str day: YYYY-MM-DD
        :param int register_id: id of the register
        :param str reason: why, kept for good
        :return: what :meth:`load_day` returns
        :rtype: dict
        :raise AccessError: only the general management reopens a day
        """
        self.check_access("read")
        closing = self.env["kms.register.closing"].search(
            [
                ("company_id", "=", self.env.company.id),
                ("day", "=", self._read_day(day)),
                ("register_id", "=", read_id(register_id)),
            ]
        )
        closing.action_reopen(reason)
        return self.load_day(day)

    def action_open_lines(self, day, check_id=False):
        """Open the lines of a day, or those of them that a check has found.

        :param str day: YYYY-MM-DD
        :param int check_id: id of the check, if any
        :rtype: dict
        """
        self.ensure_one()
        self.check_access("read")
        day, company = self._read_day(day), self.env.company
        check = self.check_ids.filtered(lambda check: check.id == check_id)
        action = self.env["ir.actions.act_window"]._for_xml_id(self.action_name)
        return {
            **action,
            "domain": list(
                self._check_domain(check, company, day) if check else self._day_domain(company, day)
            ),
            "context": {"active_test": False, "create": False},
            "target": "current",
        }

    def action_print_day(self, day):
        """Print the register of a day.

        :param str day: YYYY-MM-DD
        :rtype: dict
        """
        self.check_access("read")
        report = self.env.ref("kms_marketing.action_report_register")
        data = {"day": fields.Date.to_string(self._read_day(day)), "ids": self.ids}
        return report.report_action(self, data=data, config=False)

    def get_export(self, day):
        """Return what the web client sends to have the register of a day as a spreadsheet.

        :param str day: YYYY-MM-DD
        :rtype: dict
        """
        self.ensure_one()
        self.check_access("read")
        domain = self._day_domain(self.env.company, self._read_day(day))
        lines = self.env[self.model]
        return {
            "model": self.model,
            "domain": list(domain),
            "ids": False,
            "groupby": [],
            "import_compat": False,
            "context": {"active_test": False},
            "fields": [
                {
                    "name": column.field_name,
                    "label": column._label(),
                    "type": lines._fields[column.field_name].type,
                    "store": bool(lines._fields[column.field_name].store),
                }
                for column in self.column_ids
            ],
        }
