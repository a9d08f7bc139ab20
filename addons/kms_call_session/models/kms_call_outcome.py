from odoo import fields, models
from odoo.tools import ormcache

KINDS = [
    ("interested", "Interested"),
    ("callback", "To call back"),
    ("not_interested", "Not interested"),
    ("no_answer", "No answer"),
    ("busy", "Busy"),
    ("wrong_number", "Wrong number"),
    ("appointment", "Appointment"),
]
# What was said by somebody, as opposed to a phone that rang.
ANSWERED = ("interested", "callback", "not_interested", "appointment")
# Nobody was reached: tried again by the ladder, until the campaign's last try.
RETRIED = ("no_answer", "busy")
STEPS = [
    ("none", "Nothing"),
    ("callback", "Call back"),
    ("quotation", "Quotation"),
    ("appointment", "Appointment"),
    ("message", "Message"),
    ("lost", "Lost, with the reason"),
]


class KmsCallOutcome(models.Model):
    """What came of a call, one key away."""

    _name = "kms.call.outcome"
    _inherit = ["kms.cached.mixin"]
    _description = "Call outcome"
    _order = "key, id"

    name = fields.Char(required=True, translate=True)
    key = fields.Integer(required=True, help="Digit that chooses it, 1 to 9.", aggregator=None)
    kind = fields.Selection(KINDS, required=True)
    next_step = fields.Selection(STEPS, required=True, default="none")
    retry_hours = fields.Float(
        string="Again after (hours)",
        default=2,
        aggregator=None,
        help="When a call that reached nobody is tried again, or a call-back is proposed.",
    )
    retry_other_part = fields.Boolean(
        string="In another part of the day",
        help="Who was not there in the morning is called in the afternoon, and so on.",
    )
    active = fields.Boolean(default=True)

    _key_range = models.Constraint("CHECK (key BETWEEN 1 AND 9)", "The key is a digit from 1 to 9.")
    _key_uniq = models.UniqueIndex("(key) WHERE active", "This digit has an outcome already.")
    _retry_positive = models.Constraint(
        "CHECK (retry_hours >= 0)", "The time until the next try cannot be negative."
    )

    @ormcache()
    def _all_settings(self):
        """What the queue and the screen need of each outcome, archived ones too: by id."""
        # sudo: what outcomes there are is no secret, and the cache is everybody's
        outcomes = self.sudo().with_context(active_test=False).search([(1, "=", 1)])
        return {
            outcome.id: {
                "kind": outcome.kind,
                "retry_hours": outcome.retry_hours,
                "retry_other_part": outcome.retry_other_part,
            }
            for outcome in outcomes
        }
