from odoo import models
from odoo.exceptions import UserError


class KmsCourseSession(models.Model):
    """From a plan to a finished session, or a cancelled one."""

    _inherit = "kms.course.session"

    def _need(self, states):
        """:raise UserError: not in one of these states"""
        labels = dict(self._fields["state"]._description_selection(self.env))
        for session in self:
            if session.state not in states:
                raise UserError(
                    self.env._(
                        '%(session)s is "%(state)s": this step does not fit.',
                        session=session.display_name,
                        state=labels[session.state],
                    )
                )

    def _step(self, states, state):
        self.check_access("write")
        self._need(states)
        # sudo: the state is sealed.
        self.sudo().state = state
        return True

    def action_open(self):
        """Decide that the session takes place.

        :rtype: bool
        :raise UserError: fewer students than it takes; marketing may open all the same
        """
        self.check_access("write")
        few = self.filtered(lambda session: session.enrolled_count < session.seats_min)
        if few and not self.env.user.has_group("kms_base.role_marketing"):
            raise UserError(
                self.env._(
                    "%(session)s has %(count)s students and opens from %(minimum)s on. Marketing "
                    "may open it all the same.",
                    session=few[0].display_name,
                    count=few[0].enrolled_count,
                    minimum=few[0].seats_min,
                )
            )
        return self._step(("planned",), "open")

    def action_start(self):
        """The first class begins.

        :rtype: bool
        """
        self.check_access("write")
        return self._step(("open",), "running")

    def action_finish(self):
        """The last class is over.

        :rtype: bool
        """
        self.check_access("write")
        return self._step(("running",), "done")

    def _cancel(self, reason, target):
        """Cancel a session: its students are credited in full, or transferred.

        :param str reason: why
        :param target: `kms.course.session` that takes the students; empty to credit them
        :raise UserError: not enough seats there, or the session is over
        """
        for session in self:
            session._need(("planned", "open", "running"))
            # First the state: no seat that is freed now is offered to anybody.
            session.state = "cancelled"
            students = session.enrollment_ids
            students.filtered(
                lambda one: one.state in ("draft", "waiting", "offered")
            ).action_cancel()
            for student in students.filtered(lambda one: one.state in ("enrolled", "suspended")):
                if target:
                    student._transfer(target, reason)
                else:
                    student._drop(reason, 0)
            session.with_context(active_test=False).event_slot_ids.kms_is_released = True
            session.message_post(body=reason)
