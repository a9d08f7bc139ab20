from odoo import api, models


class KmsAuditedMixin(models.AbstractModel):
    """Note the old and the new value of a few fields, and who changed them.

    What costs a document nothing unless one of its watched fields is in the values written:
    totals that Odoo works out go past here, and are nobody's doing.
    """

    _name = "kms.audited.mixin"
    _description = "Audited Document"

    # {field: kind of kms.audit.entry}, and the fields worth a line already at creation
    _kms_audited = {}
    _kms_audited_new = frozenset()

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        for name in sorted(self._kms_audited_new):
            given = [bool(vals.get(name)) for vals in vals_list]
            if any(given):
                written = records.browse(
                    record.id for record, is_given in zip(records, given, strict=True) if is_given
                )
                written._kms_audit({name}, {})
        return records

    def write(self, vals):
        watched = self._kms_audited.keys() & vals.keys()
        if not watched:
            return super().write(vals)
        before = self._kms_audit_values(watched)
        result = super().write(vals)
        self._kms_audit(watched, before)
        return result

    def unlink(self):
        before = self._kms_audit_values(self._kms_audited)
        lines = [
            self._kms_audit_line(record, name, value, "")
            for (record, name), value in before.items()
            if value and record.id
        ]
        result = super().unlink()
        self.env["kms.audit.entry"]._kms_append(lines)
        return result

    def _kms_audit_values(self, names):
        """:return: ``{(record, field): text}``; what the writer may write they may be shown"""
        # a salesperson who changes a price may not be allowed to read what it refers to
        return {
            (record, name): record._kms_audit_text(name) for record in self.sudo() for name in names
        }

    def _kms_audit_text(self, name):
        value = self[name]
        if isinstance(value, models.BaseModel):
            return ", ".join(value.mapped("display_name"))
        if isinstance(value, float):
            return f"{value:g}" if abs(value) < 1e6 else f"{value:.2f}"
        field = self._fields[name]
        if field.type == "selection" and value:
            return dict(field._description_selection(self.env)).get(value, value)
        return "" if value is False and field.type != "boolean" else str(value)

    def _kms_audit(self, names, before):
        """Append a line for each value that differs from ``before``."""
        after = self._kms_audit_values(names)
        lines = [
            self._kms_audit_line(record, name, before.get((record, name), ""), value)
            for (record, name), value in after.items()
            if before.get((record, name), "") != value
        ]
        if lines:
            self.env["kms.audit.entry"]._kms_append(lines)

    def _kms_audit_line(self, record, name, old, new):
        return {
            "kind": self._kms_audited[name],
            "model": record._name,
            "res_id": record.id,
            "company_id": record._kms_audit_company(name).id,
            "document": record._kms_audit_name(),
            "field": record._fields[name]._description_string(self.env),
            "old_value": old,
            "new_value": new,
        }

    def _kms_audit_company(self, _name):
        """:return: `res.company` whose document it is; none for what all companies share"""
        # sudo: the line is filed under it, whatever the writer may read
        return self.sudo().company_id if "company_id" in self else self.env["res.company"]

    def _kms_audit_name(self):
        """:return: what a manager knows the document by"""
        return self.display_name
