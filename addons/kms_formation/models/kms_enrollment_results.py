from odoo import api, fields, models

from ..results import average, share


class KmsEnrollment(models.Model):
    """Attendance and marks of a student, from what was tapped and typed."""

    _inherit = "kms.enrollment"

    attendance_ids = fields.One2many("kms.attendance", "enrollment_id", readonly=True)
    hours_held = fields.Float(compute="_compute_attendance", digits=(6, 1))
    hours_attended = fields.Float(compute="_compute_attendance", digits=(6, 1))
    attendance_rate = fields.Float(
        string="Attendance (%)",
        compute="_compute_attendance",
        digits=(5, 1),
        help="Hours attended of the hours held; minutes late are taken off.",
    )
    classes_open = fields.Integer(
        compute="_compute_classes", help="Classes of the session that are still to come."
    )
    classes_unmarked = fields.Integer(
        compute="_compute_classes", help="Classes that are over and where nobody called the roll."
    )
    mark_ids = fields.One2many("kms.mark", "enrollment_id", readonly=True)
    average = fields.Float(
        string="Average (/20)",
        compute="_compute_average",
        digits=(4, 2),
        help="Of the marks that were given, by their weights.",
    )
    marks_count = fields.Integer(compute="_compute_average")
    marks_missing = fields.Integer(compute="_compute_average")

    @api.depends("attendance_ids.hours_held", "attendance_ids.hours_attended")
    def _compute_attendance(self):
        hours = {
            enrollment: (held, attended)
            for enrollment, held, attended in self.env["kms.attendance"]._read_group(
                [("enrollment_id", "in", self.ids)],
                ["enrollment_id"],
                ["hours_held:sum", "hours_attended:sum"],
            )
        }
        for enrollment in self:
            held, attended = hours.get(enrollment._origin, (0, 0))
            enrollment.hours_held = held
            enrollment.hours_attended = attended
            enrollment.attendance_rate = share(held, attended)

    @api.depends("attendance_ids", "session_id.event_slot_ids")
    def _compute_classes(self):
        Slot = self.env["event.slot"]
        events = [("event_id", "in", self.session_id.event_id.ids)]
        now = fields.Datetime.now()
        over = dict(
            Slot._read_group([*events, ("end_datetime", "<=", now)], ["event_id"], ["__count"])
        )
        planned = dict(Slot._read_group(events, ["event_id"], ["__count"]))
        marked = dict(
            self.env["kms.attendance"]._read_group(
                [("enrollment_id", "in", self.ids), ("slot_id.end_datetime", "<=", now)],
                ["enrollment_id"],
                ["__count"],
            )
        )
        for enrollment in self:
            event = enrollment.session_id.event_id
            done = over.get(event, 0)
            enrollment.classes_open = planned.get(event, 0) - done
            enrollment.classes_unmarked = max(0, done - marked.get(enrollment._origin, 0))

    @api.depends("mark_ids.points", "mark_ids.weight", "session_id.assessment_ids")
    def _compute_average(self):
        sums = {
            enrollment: rest
            for enrollment, *rest in self.env["kms.mark"]._read_group(
                [("enrollment_id", "in", self.ids)],
                ["enrollment_id"],
                ["points:sum", "weight:sum", "__count"],
            )
        }
        asked = dict(
            self.env["kms.assessment"]._read_group(
                [("session_id", "in", self.session_id.ids)], ["session_id"], ["__count"]
            )
        )
        for enrollment in self:
            total, weights, count = sums.get(enrollment._origin, (0, 0, 0))
            enrollment.average = average(total, weights)
            enrollment.marks_count = count
            enrollment.marks_missing = asked.get(enrollment.session_id, 0) - count

    def _kms_entry_refusals(self):
        """Say who may not enter class, and why.

        :return: sentences by id of the enrolment; who may enter is not among them
        :rtype: dict[int, str]
        """
        refusals = {}
        for enrollment in self:
            if enrollment.state == "suspended":
                refusals[enrollment.id] = self.env._("Suspended: may not enter.")
            elif enrollment.entry_refused:
                refusals[enrollment.id] = self.env._("Fees overdue: may not enter.")
        return refusals
