import functools

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError

KINDS = [
    ("price", "Price"),
    ("discount", "Discount"),
    ("payment", "Payment"),
    ("role", "Role"),
    ("export", "Export"),
]
RETENTION = "kms_access.retention_months"
RETENTION_MONTHS = 24
FEWEST_MONTHS = 3


def _noted(export):
    """Let an export say who took which records out."""

    @functools.wraps(export)
    def export_data(self, fields_to_export):
        result = export(self, fields_to_export)
        if self:
            self.env["kms.audit.entry"]._kms_append_export(self, fields_to_export)
        return result

    return export_data


class KmsAuditEntry(models.Model):
    """Who changed a price, a discount, a payment or a role, and who took data out.

    Lines are written by the server alone and nobody changes them; only age removes them.
    """

    _name = "kms.audit.entry"
    _description = "Audit Entry"
    _order = "id desc"
    _rec_name = "document"

    create_uid = fields.Many2one("res.users", "Who", index=True)
    create_date = fields.Datetime("When", index=True)
    kind = fields.Selection(KINDS, required=True, index=True)
    company_id = fields.Many2one(
        "res.company", index=True, help="Of the document; none for what all companies share."
    )
    model = fields.Char("Kind of document", required=True)
    res_id = fields.Many2oneReference("Number of the document", model_field="model")
    document = fields.Char(help="Its name at that moment.")
    field = fields.Char("What")
    old_value = fields.Char("Before")
    new_value = fields.Char("After")

    def _register_hook(self):
        """Note what leaves by the export of any model.

        The method is set on the registry's ``base``. A class that inherits from it would do the
        same, but every model that is there would be gone through for it: 10 ms of each load of a
        registry.
        """
        super()._register_hook()
        base = self.pool["base"]
        if "export_data" not in vars(base):
            base.export_data = _noted(base.export_data)

    def write(self, vals):
        self._kms_refuse()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_by_age(self):
        if not self.env.context.get("kms_vacuum"):
            self._kms_refuse()

    def _kms_refuse(self):
        """:raise AccessError: always; superusers included"""
        raise AccessError(self.env._("The audit trail is only added to."))

    @api.model
    def _kms_append(self, vals_list):
        """Write lines.

        :param list vals_list: values of fields; the reader is the present user
        """
        # nobody may write here by hand
        self.sudo().create(vals_list)

    @api.model
    def _kms_append_export(self, records, names):
        """Write down that the reader takes records out.

        :param list names: of the fields in the export
        """
        values = {
            "kind": "export",
            "company_id": self.env.company.id,
            "model": records._name,
            "document": self.env._(
                "%(count)s of %(model)s",
                count=len(records),
                model=self.env["ir.model"]._get(records._name).name,
            ),
            "new_value": ", ".join(map(str, names))[:1000],
        }
        self._kms_append([values])

    def action_open(self):
        """Open the document, if it is still there.

        :raise UserError: for a reader who may not see it
        """
        self.check_access("read")
        self.ensure_one()
        if not self.res_id or self.model not in self.env:
            return False
        return self.env[self.model].browse(self.res_id).exists().get_formview_action()

    @api.autovacuum
    def _gc_old(self):
        """Remove what is older than the setting says, a part each night."""
        # the retention is the house's, whoever runs the cron
        months = self.env["ir.config_parameter"].sudo().get_param(RETENTION, RETENTION_MONTHS)
        # a setting of nothing is no way to erase what was done yesterday
        before = fields.Datetime.now() - relativedelta(months=max(int(months), FEWEST_MONTHS))
        old = self.search([("create_date", "<", before)], limit=10_000)
        old.with_context(kms_vacuum=True).unlink()
