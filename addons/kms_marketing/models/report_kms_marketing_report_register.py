from datetime import date

from odoo import api, models
from odoo.tools import format_time

from .kms_register_column import text


class ReportKmsMarketingReportRegister(models.AbstractModel):
    """The paper of a register: its lines of one day, the totals and who signed them off."""

    _name = "report.kms_marketing.report_register"
    _description = "Printed register"

    @api.model
    def _get_report_values(self, docids, data=None):
        data = data or {}
        registers = self.env["kms.register"].browse(docids or data.get("ids") or [])
        registers.check_access("read")
        company = self.env.company
        day = date.fromisoformat(data["day"]) if data.get("day") else company._kms_today()
        return {
            "doc_ids": registers.ids,
            "doc_model": registers._name,
            "docs": registers,
            "company": company,
            "day": day,
            "sheets": {
                register.id: self._prepare_sheet(register, company, day) for register in registers
            },
        }

    def _prepare_cell(self, line, column, company):
        """Return the text of a cell; the day stands above the table, so the time is enough."""
        name = column.field_name
        if name == column.register_id.date_field and line._fields[name].type == "datetime":
            return format_time(self.env, line[name], tz=company.kms_timezone, time_format="short")
        return text(line, name, company)

    def _prepare_sheet(self, register, company, day):
        lines = register._lines(company, day)
        columns = register.column_ids
        closing = self.env["kms.register.closing"].search(
            [
                ("register_id", "=", register.id),
                ("company_id", "=", company.id),
                ("day", "=", day),
                ("state", "=", "closed"),
            ]
        )
        return {
            "labels": [column._label() for column in columns],
            "numbers": [
                lines._fields[column.field_name].type in ("integer", "float", "monetary")
                for column in columns
            ],
            "rows": [
                [self._prepare_cell(line, column, company) for column in columns] for line in lines
            ],
            "totals": [column._total(lines) if column.is_total else "" for column in columns],
            "closing": closing,
            "signed_at": closing and closing._signed_at(),
            "corrections": closing.correction_ids.filtered(
                lambda entry: entry.kind in ("changed", "added")
            ),
        }
