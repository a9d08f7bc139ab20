from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class KmsAppendedMixin(models.AbstractModel):
    """Lines that are written once: a mistake has its reversal, never an eraser."""

    _name = "kms.appended.mixin"
    _description = "Lines that are only added"

    @api.model_create_multi
    def create(self, vals_list):
        self._kms_refuse()
        return super().create(vals_list)

    def write(self, vals):
        self._kms_refuse()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_by_reversal(self):
        self._kms_refuse()

    def _kms_refuse(self):
        """:raise UserError: always; superusers included"""
        raise UserError(
            self.env._(
                "%(model)s: orders write these lines, and nothing changes them afterwards.",
                model=self.env["ir.model"]._get(self._name).name,
            )
        )

    @api.model
    def _kms_append(self, vals):
        """Write a line unless the same one is there.

        An order that arrives twice finds its line and goes on: nothing is raised, because what was
        paid must be stored.

        :param dict vals: values of columns
        :return: whether the line is new
        :rtype: bool
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "INSERT INTO %s (%s) VALUES (%s) ON CONFLICT DO NOTHING RETURNING id",
                SQL.identifier(self._table),
                SQL(", ").join(map(SQL.identifier, vals)),
                SQL(", ").join(SQL("%s", value) for value in vals.values()),
            )
        )
        self.invalidate_model()
        return bool(self.env.cr.rowcount)
