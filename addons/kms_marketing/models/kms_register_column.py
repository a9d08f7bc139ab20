from odoo import fields, models
from odoo.tools import format_date, format_datetime, formatLang


class KmsRegisterColumn(models.Model):
    """A column of a register: what is printed and exported, and whether people write it."""

    _name = "kms.register.column"
    _inherit = ["kms.cached.mixin"]
    _description = "Column of a register"
    _order = "register_id, sequence, id"

    register_id = fields.Many2one("kms.register", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(required=True)
    field_name = fields.Char(required=True)
    name = fields.Char(string="Label", translate=True, help="The field's own label when empty.")
    is_total = fields.Boolean(string="Summed up")
    is_tracked = fields.Boolean(
        string="Written by people",
        help="Once the day is signed off, changing it takes a reason.",
    )

    _field_name_uniq = models.Constraint(
        "UNIQUE (register_id, field_name)", "A register has each column once."
    )

    def _label(self):
        """Return the heading in the user's language."""
        self.ensure_one()
        if self.name:
            return self.name
        lines = self.env[self.register_id.model]
        return lines.fields_get([self.field_name], ["string"])[self.field_name]["string"]

    def _total(self, lines):
        """Return the sum over some lines, as it is printed; amounts in the company's currency.

        :rtype: str
        """
        self.ensure_one()
        field = lines._fields[self.field_name]
        if field.type != "monetary":
            return formatLang(self.env, sum(lines.mapped(self.field_name)), digits=0)
        company = self.env.company
        currency = company.currency_id
        total = sum(
            (line[field.get_currency_field(line)] or currency)._convert(
                line[self.field_name],
                currency,
                company,
                company._kms_today(),
            )
            for line in lines
        )
        return currency.format(total)


def text(record, name, company):
    """Return the value of a field as people read it, days and times in the company's time zone.

    :param record: one record
    :param str name: name of the field
    :param company: `res.company` record
    :rtype: str
    """
    field, value, env = record._fields[name], record[name], record.env
    if field.type == "boolean":
        return env._("Yes") if value else env._("No")
    if field.type == "monetary":
        currency = record[field.get_currency_field(record)] or company.currency_id
        return currency.format(value)
    if field.type in ("integer", "float"):
        return formatLang(env, value, digits=0 if field.type == "integer" else 2)
    if not value:
        return ""
    if field.type == "selection":
        return str(dict(field._description_selection(env)).get(value, value))
    if field.type == "date":
        return format_date(env, value)
    if field.type == "datetime":
        return format_datetime(env, value, tz=company.kms_timezone, dt_format="short")
    if field.relational:
        return ", ".join(value.mapped("display_name"))
    return str(value)
