"""The school's month: prospects come to an information meeting, enrol, pay in parts, attend.

Magnitudes of domain.md: 45 prospects and 22 enrolments a month. The secretary and the cashier
do all of it through the screens' own methods; one short course ends within the story, with
certificates.
"""

from datetime import timedelta
from random import Random

from odoo import Command, fields

from .clock import at
from .names import FIRST_NAMES, LAST_NAMES
from .reference import transaction_ref

SEED = 2207
TRAINERS = ("Maître Essomba", "Mme Ngo Bassa", "M. Tchamba")
CLASSROOMS = (("Atelier menuiserie", 12), ("Salle 1", 16), ("Salle 2", 20))
# Course, trainer, classroom, first day and length from the first day of the story, seats, fixed
# costs, per student, weekdays and hours of class.
SESSIONS = (
    ("course_men_mod", 0, 0, 3, 18, 8, 300_000, 15_000, (0, 2, 4), (8, 12)),
    ("course_age_int", 1, 1, 12, 60, 16, 450_000, 10_000, (1, 3), (8, 12)),
    ("course_dec_int", 2, 2, 16, 90, 14, 900_000, 25_000, (1, 3, 5), (14, 17)),
    ("course_men_mod", 0, 0, 34, 45, 8, 300_000, 15_000, (0, 2, 4), (8, 12)),
)
WALK_INS = (0, 0, 1)  # prospects a day who come to the school by themselves
COST = 0.5  # of the fee: trainers, rooms, wood
EARLY = 6  # students of the first session, who came before the story
ENROLS = 0.75  # of those who came to the meeting
PAYS_ON_TIME = 0.8
MARKS = (("Contrôle", 1), ("Épreuve pratique", 3))


class Schoolmaster:
    """The secretary's days.

    :param teller: :class:`~.teller.Teller` whose clock and people it shares
    """

    def __init__(self, teller):
        self.teller = teller
        self.env = teller.env
        self.random = Random(SEED)  # noqa: S311 a story, not a secret
        self.sessions = ()

    # -- setting up ------------------------------------------------------------------------------

    def open(self):
        """Write down who teaches where, and plan the sessions with their classes."""
        manager = self.teller.as_user("marketing")
        for course in self.env["kms.course"].search([]):
            course.product_id.standard_price = round(course.list_price * COST)
        trainers = manager["res.partner"].create([{"name": name} for name in TRAINERS])
        rooms = manager["kms.classroom"].create(
            [{"name": name, "capacity": capacity} for name, capacity in CLASSROOMS]
        )
        for course, trainer, room, first, length, *rest in SESSIONS:
            start = self.teller.plan.first + timedelta(days=first)
            self._plan(manager, course, trainers[trainer], rooms[room], start, length, rest)

    def _plan(self, manager, course, trainer, room, start, length, rest):
        seats, fixed, each, weekdays, hours = rest
        days = [start + timedelta(days=day) for day in range(length + 1)]
        classes = [day for day in days if day.weekday() in weekdays] or [start]
        sessions = manager["kms.course.session"].with_context(lang="fr_FR")
        session = sessions.create(
            {
                "course_id": manager.ref(f"kms_suite.{course}").id,
                "trainer_id": trainer.id,
                "classroom_id": room.id,
                "date_begin": self._local(classes[0], hours[0]),
                "date_end": self._local(classes[-1], hours[1]),
                "seats_max": seats,
                "seats_min": 2,
                "fixed_cost": fixed,
                "student_cost": each,
                "event_slot_ids": [
                    Command.create({"date": day, "start_hour": hours[0], "end_hour": hours[1]})
                    for day in classes
                ],
            }
        )
        session.action_open()
        self.sessions = (*self.sessions, session)

    def _enroll_the_first(self, desk):
        """The first session is half full when the story begins."""
        for _student in range(EARLY):
            lead = self._prospect(desk, self.sessions[0].course_id)
            lead.action_kms_enroll()
            lead.kms_enrollment_id.action_enroll()

    def _local(self, day, hour):
        start, _end = self.env.company._kms_day_bounds(day)
        return start + timedelta(hours=hour)

    # -- days ------------------------------------------------------------------------------------

    def live(self, day):
        """Live one day: prospects, meetings, enrolments, fees, classes."""
        desk = self.teller.as_user("formation")
        with at(self.env, self.teller.moment(day.date, 10)):
            if not self.sessions:
                self.open()
                self._enroll_the_first(desk)
            self._begin_and_end(desk, day.date)
        with at(self.env, self.teller.moment(day.date, 250)):
            self._teach(desk, day.date)
        if not day.visits:
            return
        with at(self.env, self.teller.moment(day.date, 60)):
            self._write_down(desk)
        with at(self.env, self.teller.moment(day.date, 300)):
            self._follow_up(desk)
        with at(self.env, self.teller.moment(day.date, 420)):
            self._cash(day.date)

    def _write_down(self, desk):
        for _prospect in range(self.random.choice(WALK_INS)):
            self._prospect(desk, self.random.choice(self.sessions).course_id)

    def _prospect(self, desk, course):
        pick = self.random
        name = f"{pick.choice(FIRST_NAMES)} {pick.choice(LAST_NAMES)}"
        source = pick.choice(("referral", "social", "advertising", "website"))
        return desk["crm.lead"].create(
            {
                "name": name,
                "contact_name": name,
                "type": "opportunity",
                "phone": f"+2376{pick.choice('5789')}{pick.randrange(10**7):07d}",
                "kms_channel": "training",
                "kms_course_id": course.id,
                "source_id": self.env.ref(f"kms_marketing.source_{source}").id,
                "user_id": desk.uid,
            }
        )

    def _follow_up(self, desk):
        """Everybody moves one step: contacted, meeting, enrolled or lost."""
        open_leads = [("kms_channel", "=", "training"), ("won_status", "=", "pending")]
        for lead in desk["crm.lead"].search([*open_leads, ("user_id", "=", desk.uid)]):
            step = lead.kms_step
            if self.random.random() < 0.25:
                continue
            if step == "new":
                lead.action_kms_take_charge()
            elif step == "contacted":
                self._meet(desk, lead)
            elif step == "qualified":
                self._decide(lead)

    def _meet(self, desk, lead):
        if not lead.kms_course_id:
            lead.kms_course_id = self.random.choice(self.sessions).course_id
        context = lead.action_kms_plan_meeting()["context"]
        names = ("name", "opportunity_id", "partner_ids", "start", "stop")
        desk["calendar.event"].with_context(no_mail_to_attendees=True).create(
            {name: context[f"default_{name}"] for name in names}
        )

    def _decide(self, lead):
        lead.kms_meeting_id.action_kms_honor()
        session = next((one for one in self.sessions if one.course_id == lead.kms_course_id), None)
        if self.random.random() < ENROLS and session:
            lead.action_kms_enroll()
            enrollment = lead.kms_enrollment_id
            if self.random.random() < 0.15:
                enrollment.write({"discount_percent": 20, "discount_reason": "Bourse de la maison"})
            enrollment.action_enroll()
        else:
            lead.action_set_lost(lost_reason_id=self.env.ref("crm.lost_reason_1").id)

    def _cash(self, today):
        """Most students pay what is due; some leave it for another day."""
        desk = self.teller.as_user("caisse")
        due = desk["kms.enrollment"].search([("amount_due", ">", 0), ("state", "=", "enrolled")])
        for enrollment in due:
            parts = [part for part in enrollment._schedule() if part["date"] <= today]
            if parts and self.random.random() < PAYS_ON_TIME:
                mode = self.random.choice(("cash", "mtn", "orange", "cash"))
                journal = self.teller.journals[mode]
                reference = transaction_ref(
                    journal.kms_mobile_operator, fields.Datetime.now(), self.random
                )
                desk["kms.fee.desk"].pay(
                    {
                        "uuid": self._uuid(),
                        "enrollment_id": enrollment.id,
                        "journal_id": journal.id,
                        "amount": sum(part["amount"] for part in parts),
                        "ref": reference,
                    }
                )

    def _uuid(self):
        return f"{self.random.getrandbits(128):032x}"

    # -- classes ---------------------------------------------------------------------------------

    def _begin_and_end(self, desk, today):
        for session in self.sessions:
            session = session.with_env(desk)
            slots = session.event_slot_ids.sorted("date")
            if session.state == "open" and slots[:1].date <= today:
                session.action_start()
            elif session.state == "running" and slots[-1:].date < today:
                self._mark(desk, session)
                session.action_finish()
                self._certify(desk, session)

    def _certify(self, desk, session):
        refusals = session.enrollment_ids._kms_certificate_refusals("certificate")
        ready = [one.id for one in session.enrollment_ids if not refusals[one.id]]
        if ready:
            desk["kms.certificate.screen"].issue(session.id, "certificate", ready)

    def _teach(self, desk, today):
        """Who is there is tapped in after each class."""
        for session in self.sessions:
            students = session.enrollment_ids.filtered(lambda one: one.state == "enrolled")
            for slot in session.event_slot_ids.filtered(lambda one: one.date == today):
                marks = [
                    {
                        "enrollment_id": student.id,
                        "state": self.random.choices(("present", "late", "absent"), (88, 7, 5))[0],
                        "minutes": 15,
                    }
                    for student in students
                ]
                if marks:
                    desk["kms.attendance.screen"].mark(
                        {"uuid": self._uuid(), "slot_id": slot.id, "marks": marks}
                    )

    def _mark(self, desk, session):
        students = session.enrollment_ids.filtered(lambda one: one.state == "enrolled")
        for name, weight in MARKS:
            test = desk["kms.assessment"].create(
                {"name": name, "weight": weight, "session_id": session.id}
            )
            for student in students:
                mark = self.random.randint(9, 18)
                desk["kms.mark.screen"].save(
                    {"assessment_id": test.id, "enrollment_id": student.id, "text": str(mark)}
                )
