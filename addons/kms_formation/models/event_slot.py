from odoo import api, fields, models


def _trainer_busy(env, _diagnostics=None):
    return env._("The trainer teaches another class at that time. Choose another time or trainer.")


def _classroom_busy(env, _diagnostics=None):
    return env._("The classroom is taken at that time. Choose another time or classroom.")


class EventSlot(models.Model):
    """A class of a course session. The database refuses a trainer or a classroom in two places."""

    _inherit = "event.slot"

    kms_trainer_id = fields.Many2one(
        "res.partner",
        string="Trainer",
        compute="_compute_kms_held",
        precompute=True,
        store=True,
        readonly=False,
        index="btree_not_null",
    )
    kms_classroom_id = fields.Many2one(
        "kms.classroom",
        string="Classroom",
        compute="_compute_kms_held",
        precompute=True,
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    kms_is_released = fields.Boolean(
        string="Released",
        readonly=True,
        copy=False,
        help="The session is cancelled: its trainer and classroom are free.",
    )

    _kms_trainer_once = models.Constraint(
        "EXCLUDE USING gist (int4range(kms_trainer_id, kms_trainer_id, '[]') WITH &&,"
        " tsrange(start_datetime, end_datetime) WITH &&)"
        " WHERE (kms_trainer_id IS NOT NULL AND kms_is_released IS NOT TRUE"
        " AND start_datetime IS NOT NULL AND end_datetime IS NOT NULL)",
        _trainer_busy,
    )
    _kms_classroom_once = models.Constraint(
        "EXCLUDE USING gist (int4range(kms_classroom_id, kms_classroom_id, '[]') WITH &&,"
        " tsrange(start_datetime, end_datetime) WITH &&)"
        " WHERE (kms_classroom_id IS NOT NULL AND kms_is_released IS NOT TRUE"
        " AND start_datetime IS NOT NULL AND end_datetime IS NOT NULL)",
        _classroom_busy,
    )

    @api.depends("event_id")
    def _compute_kms_held(self):
        # sudo: what the class is given does not depend on who plans it.
        sessions = self.env["kms.course.session"].sudo()
        found = sessions.with_context(active_test=False).search(
            [("event_id", "in", self.event_id.ids)]
        )
        by_event = found.grouped("event_id")
        for slot in self:
            session = by_event.get(slot.event_id._origin, sessions)[:1]
            slot.kms_trainer_id = slot.kms_trainer_id or session.trainer_id
            slot.kms_classroom_id = slot.kms_classroom_id or session.classroom_id
