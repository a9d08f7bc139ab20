from odoo import api, fields, models
from odoo.exceptions import AccessError

from .kms_call_outcome import KINDS


class KmsCall(models.Model):
    """A call that was made. Append-only: a mistake is undone beside it, never over it."""

    _name = "kms.call"
    _description = "Call"
    _order = "start desc, id desc"
    _rec_name = "prospect_id"

    uuid = fields.Char(required=True, readonly=True, copy=False)
    campaign_id = fields.Many2one(
        "kms.call.campaign", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    prospect_id = fields.Many2one(
        "kms.call.prospect", required=True, readonly=True, index=True, ondelete="restrict"
    )
    phone = fields.Char(required=True, readonly=True, index=True)
    lead_id = fields.Many2one(
        "crm.lead", readonly=True, index="btree_not_null", ondelete="set null"
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    user_id = fields.Many2one("res.users", string="Seller", required=True, readonly=True)
    outcome_id = fields.Many2one(
        "kms.call.outcome", required=True, readonly=True, ondelete="restrict"
    )
    kind = fields.Selection(KINDS, required=True, readonly=True)
    is_answered = fields.Integer(string="Answered", readonly=True, aggregator="sum")
    start = fields.Datetime(string="Called at", required=True, readonly=True)
    duration = fields.Integer(string="Seconds", readonly=True, aggregator="sum")
    note = fields.Text(readonly=True)
    next_date = fields.Datetime(string="Next call", readonly=True)
    is_conflict = fields.Boolean(
        string="Somebody else was faster",
        readonly=True,
        help="When this call arrived, a colleague had called or held the same person.",
    )
    is_undone = fields.Boolean(string="Undone", readonly=True)
    before = fields.Json(readonly=True, help="The prospect as it was, for undoing.")

    _uuid_uniq = models.UniqueIndex("(uuid)", "This call is already written down.")
    _campaign_day_idx = models.Index("(campaign_id, start)")
    _duration_positive = models.Constraint(
        "CHECK (duration >= 0)", "A call cannot last less than nothing."
    )

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_hands()
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_hands()
        return super().write(vals)

    def unlink(self):
        self._refuse_hands()
        return super().unlink()

    def _refuse_hands(self):
        if not self.env.su:
            raise AccessError(
                self.env._("Calls are written down by the call screen and never changed.")
            )
