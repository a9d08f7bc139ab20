from datetime import timedelta

from .common import SchoolCase

UUID = "{:016x}"


class LifeCase(SchoolCase):
    """A session that has begun: four classes of four hours on the four days before today."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.kms_certificate_paid = False
        cls.manager = cls.make_user("school_manager", "marketing")
        cls.course.write({"min_attendance": 75, "pass_mark": 10, "duration_hours": 16})
        cls.session = cls.make_session(first=-10, days=20)
        cls.slots = cls.make_slots(cls.session, -4, -3, -2, -1)
        cls.student = cls.enroll(cls.session, "Mrs Ngo")
        cls.other = cls.enroll(cls.session, "Mr Abena")
        cls.calls = 0

    @classmethod
    def make_slots(cls, session, *days, start=8, end=12):
        return cls.env["event.slot"].create(
            [
                {
                    "event_id": session.event_id.id,
                    "date": cls.today + timedelta(days=day),
                    "start_hour": start,
                    "end_hour": end,
                }
                for day in days
            ]
        )

    @classmethod
    def next_uuid(cls):
        LifeCase.calls = getattr(LifeCase, "calls", 0) + 1
        return UUID.format(LifeCase.calls)

    @classmethod
    def screen(cls, name, user=None):
        return cls.env[f"kms.{name}.screen"].with_user(user or cls.secretary)

    @classmethod
    def tap(cls, slot, student, state, minutes=0, user=None, **values):
        mark = {"enrollment_id": student.id, "state": state, "minutes": minutes}
        call = {"uuid": cls.next_uuid(), "slot_id": slot.id, "marks": [mark], **values}
        return cls.screen("attendance", user).mark(call)

    @classmethod
    def call_roll(cls, student, *states):
        """One state for each of the four classes; `late` is half an hour."""
        for slot, state in zip(cls.slots, states, strict=True):
            cls.tap(slot, student, state, 30 if state == "late" else 0)

    @classmethod
    def make_assessment(cls, name="Workshop", weight=1, best=20, session=None):
        return (
            cls.env["kms.assessment"]
            .with_user(cls.secretary)
            .create(
                {
                    "name": name,
                    "weight": weight,
                    "max_mark": best,
                    "session_id": (session or cls.session).id,
                }
            )
        )

    @classmethod
    def give(cls, assessment, student, text, user=None):
        return cls.screen("mark", user).save(
            {"assessment_id": assessment.id, "enrollment_id": student.id, "text": text}
        )

    @classmethod
    def succeed(cls, student):
        """Let a student have all that a certificate asks for."""
        cls.call_roll(student, *["present"] * 4)
        test = cls.env["kms.assessment"].search([("session_id", "=", cls.session.id)])
        cls.give(test[:1] or cls.make_assessment(), student, "15")

    @classmethod
    def issue(cls, student, kind="certificate", user=None):
        env = cls.env(user=user or cls.secretary)
        return env["kms.certificate"]._issue(student.with_env(env), kind)
