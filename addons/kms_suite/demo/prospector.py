"""The field salesperson walks the town: rounds, visits and appointments of the month."""

from datetime import timedelta
from random import Random

from .clock import at

OFFICE = (4.0487, 9.6962)  # Boulevard de la Liberté, Akwa
# Centres of parts of Douala, to some hundred metres.
SECTORS = {
    "Akwa": (4.0497, 9.6966),
    "Bépanda": (4.0630, 9.7240),
    "Bonabéri": (4.0725, 9.6760),
    "Bonamoussadi": (4.0880, 9.7380),
    "Deïdo": (4.0640, 9.7060),
    "Kotto": (4.0950, 9.7560),
    "Makepe": (4.0800, 9.7500),
    "Ndokoti": (4.0420, 9.7440),
    "New Bell": (4.0330, 9.7080),
}
SPREAD = 0.0035  # degrees: about 400 m around the centre
OUTCOMES = (
    # weight, result, action, next step, days until it
    (24, "interested", "Catalogue remis", "Envoyer les prix des panneaux", 2),
    (18, "to_quote", "Mesures prises", "Préparer le devis de cuisine", 1),
    (24, "to_recall", "Présentation de la maison", "Rappeler le gérant", 4),
    (16, "not_interested", "Carte de visite laissée", "", 0),
    (18, "absent", "Carte de visite laissée", "Repasser le matin", 3),
)
NEEDS = (
    "Placards pour six chambres",
    "Panneaux MDF pour un atelier",
    "Cuisine équipée, plan en L",
    "Salon et bureau pour une agence",
    "Quincaillerie pour une menuiserie",
    "Plaque et four encastrables",
    "Une scie circulaire, un peu plus tard",
)
SUBJECTS = ("Prise de mesures", "Présentation du devis", "Choix des panneaux", "Visite d'atelier")
NEW_A_DAY = (4, 5)  # 25-30 prospects a week
AGAIN_A_DAY = 3
ON_THE_LAST_DAY = (7, 2)  # prospects on the round, and how many of them are visited by now
LENGTH = timedelta(hours=1)
WITHOUT_NETWORK = timedelta(minutes=50)


class Prospector:
    """Lives the field salesperson's days.

    :param teller: :class:`~.teller.Teller`, for its plan, its clock and its users
    """

    def __init__(self, teller):
        self.teller = teller
        self.env = teller.as_user("terrain")
        self.random = Random(teller.plan.length)  # noqa: S311 a story, not a secret
        self.places = {}  # (latitude, longitude) by prospect
        self.again = []  # prospects to go back to, the oldest first
        self.planned = []  # appointments whose day is to come
        self.count = 0
        self.last = max(day.date for day in teller.plan.days if day.visits)
        company = teller.env.company
        company.partner_id.write({"partner_latitude": OFFICE[0], "partner_longitude": OFFICE[1]})
        Sector = teller.as_user("marketing")["kms.field.sector"]
        self.sectors = {sector.name: sector for sector in Sector.search([])}
        for name, (latitude, longitude) in SECTORS.items():
            if name not in self.sectors:
                self.sectors[name] = Sector.create(
                    {"name": name, "latitude": latitude, "longitude": longitude}
                )

    def live(self, day):
        """Walk the round of the day, meet new prospects on the way, keep the appointments."""
        pick = self.random
        self._keep_appointments(day)
        is_last = day.date == self.last
        planned, walked = ON_THE_LAST_DAY if is_last else (AGAIN_A_DAY, AGAIN_A_DAY)
        with at(self.env, self.teller.moment(day.date, 5)):
            stops = self._plan_round(planned)
        visited = [*stops[:walked], *[None] * pick.randint(*NEW_A_DAY)]
        minutes = sorted(pick.sample(range(30, 510, 20), len(visited)))
        for minute, lead in zip(minutes, visited, strict=True):
            self._visit(day, minute, lead)
        if is_last:
            self._plan_ahead(day)

    # ------------------------------------------------------------
    # ROUNDS AND VISITS
    # ------------------------------------------------------------

    def _plan_round(self, count):
        """Put prospects of the last days on the round and return them in its order."""
        leads, self.again = self.again[:count], self.again[count:]
        if not leads:
            return []
        Round = self.env["kms.field.round"]
        plan = Round.browse(Round.plan_round([lead.id for lead in leads])["id"])
        return list(plan.stop_ids.lead_id)

    def _visit(self, day, minute, lead=None):
        pick = self.random
        _weight, result, action, step, days = pick.choices(
            OUTCOMES, [outcome[0] for outcome in OUTCOMES]
        )[0]
        moment = self.teller.moment(day.date, minute)
        self.count += 1
        values = {
            "uuid": f"{self.teller.plan.first:%Y%m%d}{self.count:08x}",
            "result": result,
            "need": pick.choice(NEEDS) if result != "absent" else "",
            "action_taken": action,
            "next_step": step,
            "next_date": str(day.date + timedelta(days=days)) if days else "",
            **self._prospect(lead),
        }
        late = pick.random() < 0.06 and day.date != self.last
        if late:
            values["client_date"] = moment.isoformat()
        with at(self.env, moment + (WITHOUT_NETWORK if late else timedelta())):
            visit_id = self.env["kms.field"].register_visit(values)["id"]
            lead = self.env["kms.field.visit"].browse(visit_id).lead_id
            self.places[lead] = values["latitude"], values["longitude"]
            if days and lead not in self.again:
                self.again.append(lead)
            if result in ("interested", "to_quote") and pick.random() < 0.35:
                self._make_appointment(day, lead)

    def _prospect(self, lead):
        """Return who is visited and where: a known prospect, or somebody new."""
        pick = self.random
        if lead:
            latitude, longitude = self.places[lead]
            who = {"lead_id": lead.id, "name": lead.contact_name}
        else:
            sector = pick.choice(list(SECTORS))
            latitude, longitude = (pick.gauss(middle, SPREAD) for middle in SECTORS[sector])
            person = self.teller.plan._draw_person()
            who = {
                "name": person.name,
                "phone": person.phone,
                "sector_id": self.sectors[sector].id,
            }
        accuracy = pick.randint(4, 28)
        return {**who, "latitude": latitude, "longitude": longitude, "accuracy": accuracy}

    # ------------------------------------------------------------
    # APPOINTMENTS
    # ------------------------------------------------------------

    def _make_appointment(self, day, lead, ahead=None):
        pick = self.random
        when = day.date + timedelta(days=ahead or pick.randint(1, 4))
        if when.weekday() == 6:
            when += timedelta(days=1)
        # moment() tells nothing of what is to come; an appointment is about exactly that
        start = self.teller.moment(day.date, 0) + (when - day.date)
        start += timedelta(minutes=pick.choice((60, 120, 180, 360, 420, 480)))
        event = (
            self.env["calendar.event"]
            .with_context(no_mail_to_attendees=True)
            .create(
                {
                    "name": f"{pick.choice(SUBJECTS)} : {lead.contact_name}",
                    "opportunity_id": lead.id,
                    "location": lead.kms_field_sector_id.name,
                    "start": start,
                    "stop": start + LENGTH,
                }
            )
        )
        self.planned.append((when, event))
        return event

    def _keep_appointments(self, day):
        """Say of each appointment of the days before what became of it."""
        due = [(when, event) for when, event in self.planned if when < day.date]
        self.planned = [entry for entry in self.planned if entry not in due]
        for when, event in due:
            state = self.random.choices(
                ("action_kms_honor", "action_kms_postpone", "action_kms_cancel"), (70, 18, 12)
            )[0]
            with at(self.env, self.teller.moment(when, 520)):
                getattr(event, state)()
                if state == "action_kms_postpone":
                    self._make_appointment(day, event.opportunity_id)

    def _plan_ahead(self, day):
        """Leave appointments for tomorrow and the days after, to look at and to be reminded of."""
        with at(self.env, self.teller.moment(day.date, 520)):
            for ahead, lead in enumerate(self.again[-3:], 1):
                self._make_appointment(day, lead, ahead)
