from contextlib import contextmanager

from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from ..exceptions import SignedOffError
from .kms_register_column import text

# Key of the context that carries why a signed-off line is corrected.
REASON = "kms_register_reason"
VALUE_LIMIT = 500


class KmsRegisterLine(models.AbstractModel):
    """A model whose records are lines of registers, see ``kms.register``.

    As long as the day of a line is not signed off nothing happens. Afterwards a change of a column
    that people write needs a reason in the context and leaves a trace; a line that arrives late
    leaves a trace; deleting a line is refused. What runs as the system gives no reason, but leaves
    its trace all the same.
    """

    _name = "kms.register.line"
    _description = "Line of a register"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        for watch in self.env["kms.register"]._watches(self._name):
            for record, closing in records._kms_signed_off(watch).items():
                record._kms_log_line(closing, "added")
        return records

    def write(self, vals):
        with self._kms_watch_columns(vals):
            return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed_off(self):
        for watch in self.env["kms.register"]._watches(self._name):
            for record, closing in self._kms_signed_off(watch).items():
                raise UserError(
                    self.env._(
                        "%(line)s stands in the register %(register)s, signed off by %(user)s. A "
                        "line of a signed-off register is never deleted; correct it instead.",
                        line=record.display_name,
                        register=closing.display_name,
                        user=closing.user_id.name,
                    )
                )

    @contextmanager
    def _kms_watch_columns(self, names):
        """Trace what changes, inside the block, in signed-off lines.

        :param names: fields that are written; others are not looked at
        :raise SignedOffError: a line was corrected and nobody said why
        """
        names = set(names)
        watches = [
            watch
            for watch in self.env["kms.register"]._watches(self._name)
            if not names.isdisjoint(watch.names)
        ]
        before = [(watch, self._kms_signed_off(watch)) for watch in watches]
        values = [
            {record: record._kms_column_values(watch) for record in closings}
            for watch, closings in before
        ]
        yield
        for (watch, closings), old in zip(before, values, strict=True):
            for record, closing in closings.items():
                record._kms_trace(watch, closing, old[record])
            # A line that moves into a signed-off day arrives late there.
            if names & watch.belongs:
                for record, closing in self._kms_signed_off(watch).items():
                    if closings.get(record) != closing:
                        record._kms_log_line(closing, "added")

    def _kms_signed_off(self, watch):
        """Return which of these records are lines of a signed-off day of a register.

        :rtype: dict[record, kms.register.closing]
        """
        days = {}
        # sudo: the guard holds for lines that the writer does not see, too.
        for record in self.sudo().filtered("id"):
            moment = record[watch.date_field]
            company = record.mapped(watch.company_field) or record.env.company
            if moment and company:
                days[record] = company, company._kms_day_of(moment)
        if not days:
            return {}
        # sudo: who writes lines need not be allowed to read who signed them off.
        Closing = self.env["kms.register.closing"].sudo()
        closings = Closing.search(
            Domain("register_id", "=", watch.id)
            & Domain("state", "=", "closed")
            & Domain("day", "in", {day for _company, day in days.values()})
        ).grouped(lambda closing: (closing.company_id, closing.day))
        found = self.browse([record.id for record, key in days.items() if key in closings])
        # sudo: as above; the lines go back with the rights of who writes.
        lines = found.sudo().filtered_domain(Domain(list(watch.domain)))
        keys = {record.id: key for record, key in days.items()}
        return {line.with_env(self.env): closings[keys[line.id]] for line in lines}

    def _kms_column_values(self, watch):
        """Return the value and the text of each column that people write."""
        self.ensure_one()
        company = self.env.company
        return {name: (self[name], text(self, name, company)) for name in sorted(watch.compared)}

    def _kms_trace(self, watch, closing, old):
        """Write down what changed in a signed-off line, or ask for the reason."""
        new = self._kms_column_values(watch)
        changed = [name for name in old if old[name][0] != new[name][0]]
        if not changed:
            return
        reason = self.env.context.get(REASON)
        if reason or not self.env.su:
            reason = self._kms_read_reason(closing, reason)
        for name in changed:
            self._kms_log_line(
                closing,
                "changed",
                reason=reason or self.env._("By the system"),
                field_name=name,
                label=closing.register_id._column_label(name),
                old_value=old[name][1][:VALUE_LIMIT],
                new_value=new[name][1][:VALUE_LIMIT],
            )

    def _kms_read_reason(self, closing, reason):
        if reason:
            return closing._read_reason(reason)
        raise SignedOffError(
            self.env._(
                "%(register)s of %(day)s was signed off by %(user)s (%(moment)s). Say why "
                "%(line)s is corrected: the reason is kept with the old and the new value.",
                register=closing.register_id.name,
                day=format_date(self.env, closing.day),
                user=closing.user_id.name,
                moment=closing.with_env(self.env)._signed_at(),
                line=self.display_name,
            )
        )

    def _kms_log_line(self, closing, kind, **values):
        """Keep the trace, on the sign-off and in the record's own history."""
        self.ensure_one()
        entry = closing._log(kind, res_id=self.id, line_name=self.display_name, **values)
        if kind == "changed":
            body = Markup("<p><b>%s</b> - %s: %s -> %s</p><p>%s</p>") % (
                closing.display_name,
                entry.label,
                entry.old_value or "-",
                entry.new_value or "-",
                entry.reason,
            )
            for thread in self._kms_thread():
                thread._message_log(body=body)

    def _kms_thread(self):
        """Return the records whose own history tells of a correction, if any has one."""
        return self if hasattr(self, "_message_log") else ()
