from odoo import api, fields, models
from odoo.tools import SQL

from ..purchases import triggers

# A mark for all customers of a company at once.
EVERYBODY = 0


class KmsLoyaltyDirty(models.Model):
    """A customer whose score no longer holds.

    Appended by database triggers, see ``purchases/triggers.py``, and consumed by the runs.
    """

    _name = "kms.loyalty.dirty"
    _description = "Customer to rate again"
    _order = "id"
    _log_access = False

    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade")
    # no foreign key: a mark outlives its customer, and a sale pays no look-up for it
    partner = fields.Integer(required=True)

    def init(self):
        """Install the triggers; where one was missing, changes may have been missed."""
        super().init()
        wanted, installed = triggers.wanted(), self._kms_installed()
        for statement in triggers.drop(installed - set(wanted)):
            self.env.cr.execute(statement)
        for name, (watch, body) in wanted.items():
            if name not in installed:
                for statement in triggers.create(name, watch, body):
                    self.env.cr.execute(statement)
        if set(wanted) - installed:
            self.env.cr.execute(
                SQL(
                    "INSERT INTO kms_loyalty_dirty (company_id, partner)"
                    " SELECT id, %s FROM res_company",
                    EVERYBODY,
                )
            )

    @api.model
    def _kms_installed(self):
        """Return the trigger functions that are there.

        :rtype: set[str]
        """
        self.env.cr.execute(
            SQL(
                "SELECT proname FROM pg_proc WHERE pronamespace = current_schema::regnamespace"
                " AND prorettype = 'trigger'::regtype AND starts_with(proname, %s)",
                triggers.PREFIX,
            )
        )
        return {name for (name,) in self.env.cr.fetchall()}

    @api.model
    def _kms_drop_triggers(self):
        """Take the triggers away, with the addon."""
        for statement in triggers.drop(self._kms_installed()):
            self.env.cr.execute(statement)
