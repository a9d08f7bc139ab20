from odoo import fields, models


class KmsCourseSeat(models.Model):
    """The seats of a session: what is not in this table cannot be given to a student.

    An enrolment refers to its seat, and a seat is referred to once: neither two students on one
    seat nor one student more than the session has seats can be stored, whoever writes.
    """

    _name = "kms.course.seat"
    _description = "Seat of a session"
    _order = "session_id, number"
    _rec_name = "number"

    session_id = fields.Many2one(
        "kms.course.session", required=True, index=True, ondelete="cascade"
    )
    number = fields.Integer(required=True)

    _number_uniq = models.Constraint("UNIQUE (session_id, number)", "This seat is there already.")
    # What the enrolments' foreign key refers to: a seat of their own session.
    _session_uniq = models.Constraint("UNIQUE (id, session_id)", "This seat is there already.")
