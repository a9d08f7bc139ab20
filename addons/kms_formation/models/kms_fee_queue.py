from odoo import api, fields, models


class KmsFeeQueue(models.Model):
    """Students who wait at the cash desk, in the order in which they came."""

    _name = "kms.fee.queue"
    _description = "Student who waits at the cash desk"
    _inherit = ["kms.sealed.mixin"]
    _order = "id"
    _rec_name = "enrollment_id"
    _kms_sealed = frozenset(("state",))

    enrollment_id = fields.Many2one(
        "kms.enrollment", string="Enrolment", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="enrollment_id.company_id", store=True, index=True)
    state = fields.Selection(
        [("waiting", "Waiting"), ("served", "Served"), ("gone", "Gone")],
        required=True,
        default="waiting",
        readonly=True,
    )
    date_end = fields.Datetime(string="Until", readonly=True)

    _waiting_uniq = models.UniqueIndex(
        "(enrollment_id) WHERE state = 'waiting'", "This student waits already."
    )
    _waiting_idx = models.Index("(company_id, id) WHERE state = 'waiting'")

    @api.model
    def _enter(self, enrollment):
        """Put a student at the end; who waits already keeps the place."""
        waiting = self.search([("enrollment_id", "=", enrollment.id), ("state", "=", "waiting")])
        return waiting or self.create({"enrollment_id": enrollment.id})

    @api.model
    def _leave(self, enrollment, state):
        waiting = self.search([("enrollment_id", "=", enrollment.id), ("state", "=", "waiting")])
        waiting.write({"state": state, "date_end": fields.Datetime.now()})

    @api.autovacuum
    def _gc_old_queue(self):
        self.search([("create_date", "<", "-90d")], limit=10000).unlink()
