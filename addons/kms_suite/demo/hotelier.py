"""The hotel's month: 18 rooms and residences, guests who book, arrive, eat breakfast and leave.

Magnitudes of domain.md: occupancy 65-72 %, 85 nights a week for 2.5 M FCFA, extras of about
120 000 FCFA a week. The concierge does all of it through the reservations' own methods; the
manager sets the house up.
"""

from datetime import timedelta
from random import Random

from odoo import Command, fields

from .clock import at
from .names import COMPANIES, FIRST_NAMES, LAST_NAMES

SEED = 1905
AHEAD = 21  # days after the last one that are being booked already
# Name, guests, per night, per hour, per month, is a residence, equipment, rooms, floor.
TYPES = (
    ("Chambre standard", 2, 24_000, 4_000, 0, False, "Climatisation, télévision, eau chaude",
     ("101", "102", "103", "104", "105", "106", "107"), "1er étage"),
    ("Chambre confort", 2, 32_000, 5_000, 0, False, "Climatisation, minibar, bureau, Wi-Fi",
     ("201", "202", "203", "204", "205"), "2e étage"),
    ("Suite", 3, 52_000, 0, 0, False, "Salon, baignoire, balcon sur le Wouri",
     ("301", "302"), "3e étage"),
    ("Studio meublé", 2, 36_000, 0, 420_000, True, "Cuisine équipée, lave-linge, Wi-Fi",
     ("R1", "R2"), "Résidence"),
    ("Appartement deux chambres", 4, 64_000, 0, 640_000, True, "Deux chambres, cuisine, terrasse",
     ("R3", "R4"), "Résidence"),
)  # fmt: skip
SERVICES = (
    ("Petit-déjeuner", 3_500, 60),
    ("Blanchisserie", 5_000, 15),
    ("Navette aéroport", 10_000, 15),
    ("Dîner", 7_500, 10),
)
COST = 0.55  # of the price: staff, energy, linen
STAY_TAX = 1_000  # an amount to look at; the table is the house's own
REASONS = ("information", "reservation", "restaurant", "meeting", "guest")
QUESTIONS = ("Location de salle", "Lit et matelas", "Menuiserie", "Chambre au mois", "Repas")
LENGTHS = ((1, 2, 3, 4, 6), (26, 32, 20, 14, 8))
VACANT = 0.5  # chance that an empty room stays so for one more night


class Hotelier:
    """The concierge's days.

    :param teller: :class:`~.teller.Teller` whose clock and people it shares
    """

    def __init__(self, teller):
        self.teller = teller
        self.env = teller.env
        self.random = Random(SEED)  # noqa: S311 a story, not a secret
        self.rooms = {}
        self.services = ()
        self.plan = []  # [booked on, room, first, last, fate]
        self.stays = {}

    # -- setting up ------------------------------------------------------------------------------

    def open(self):
        """Make the types and rooms, a few rates, the services and the stay tax."""
        manager = self.teller.as_user("marketing")
        first = self.teller.plan.first
        for name, capacity, night, hour, month, residence, equipment, rooms, floor in TYPES:
            room_type = manager["kms.room.type"].create(
                {
                    "name": name,
                    "capacity": capacity,
                    "rate_night": night,
                    "rate_hour": hour,
                    "rate_month": month,
                    "is_residence": residence,
                    "equipment": equipment,
                }
            )
            self._price(room_type.product_id, night)
            for room in manager["kms.room"].create(
                [
                    {"name": room, "room_type_id": room_type.id, "floor": floor, "open_date": first}
                    for room in rooms
                ]
            ):
                self.rooms[room.name] = room
        manager["kms.hotel.rate"].create(
            [
                {"name": "Week-end", "days": "weekend", "percent": 10},
                {"name": "Une semaine et plus", "min_nights": 7, "percent": -10},
            ]
        )
        manager["kms.hotel.stay.tax"].create({"date_from": first, "amount": STAY_TAX})
        self._open_services()
        self._draw()

    def _price(self, products, price):
        # as superuser: the catalogue is not the manager's
        products.with_env(self.env).write(
            {
                "categ_id": self.env.ref("kms_suite.product_category_hotel").id,
                "standard_price": round(price * COST),
            }
        )

    def _open_services(self):
        # as superuser: the catalogue is not the manager's
        self.services = self.env["product.product"].create(
            [
                {
                    "name": name,
                    "type": "service",
                    "list_price": price,
                    "kms_hotel_service": True,
                    "purchase_ok": False,
                }
                for name, price, _weight in SERVICES
            ]
        )
        for service in self.services:
            self._price(service, service.list_price)

    def _draw(self):
        """Fill each room with stays that follow each other, some weeks beyond the story."""
        pick = self.random
        story = self.teller.plan
        for name, room in self.rooms.items():
            day = story.first + timedelta(days=pick.randint(0, 1))
            end = story.last + timedelta(days=AHEAD)
            monthly = room.room_type_id.rate_month and pick.random() < 0.3
            while day < end:
                length = 30 if monthly else pick.choices(*LENGTHS)[0]
                lead = pick.choices((0, 1, 3, 8, 15), (40, 20, 20, 12, 8))[0]
                ahead = (day - story.last).days
                # the further ahead, the less is booked yet
                if ahead <= 0 or pick.random() < 0.75 - ahead / 30:
                    latest = story.last - timedelta(days=pick.randint(0, 5) if ahead > 0 else 0)
                    booked = max(min(day - timedelta(days=lead), latest), story.first)
                    fate = pick.choices(("stay", "cancel", "missed"), (93, 5, 2))[0]
                    self.plan.append((booked, name, day, day + timedelta(days=length), fate))
                day += timedelta(days=length)
                while pick.random() < VACANT:
                    day += timedelta(days=1)

    # -- days ------------------------------------------------------------------------------------

    def live(self, day):
        """Live one day: departures, cleaning, bookings, arrivals, extras, visitors, audit."""
        with at(self.env, self.teller.moment(day.date, 0)):
            if not self.rooms:
                self.open()
            desk = self.teller.as_user("concierge")
            self._audit(desk, day.date)
        with at(self.env, self.teller.moment(day.date, 60)):
            self._let_go(desk, day.date)
        with at(self.env, self.teller.moment(day.date, 180)):
            self._clean(desk, day.date)
            for row in self.plan:
                if row[0] == day.date:
                    self._book(desk, row)
        with at(self.env, self.teller.moment(day.date, 400)):
            self._receive(desk, day.date)
            self._serve(desk)
        for minute in sorted(self.random.sample(range(20, 500), self.random.randint(3, 6))):
            with at(self.env, self.teller.moment(day.date, minute)):
                self._visitor(desk)

    def _audit(self, desk, today):
        if today > self.teller.plan.first:
            desk["kms.hotel.audit"].action_close(str(today - timedelta(days=1)))

    def _let_go(self, desk, today):
        for row, stay in self.stays.items():
            if row[3] == today and stay.state == "checked_in":
                wizard = desk["kms.reservation.checkout"].create({"reservation_id": stay.id})
                wizard.action_confirm()
                if self.random.random() < 0.4:
                    survey = stay._kms_get_satisfaction()
                    rating = self.random.choices((5, 4, 3, 2), (45, 40, 10, 5))[0]
                    survey._kms_answer(rating, "", "link")

    def _clean(self, desk, today):
        """The rooms are done by noon; two of the last day still wait."""
        dirty = desk["kms.room"].search([("housekeeping_state", "=", "dirty")])
        if today == self.teller.plan.last:
            dirty = dirty[2:]
        dirty.action_next_state()
        dirty.action_next_state()

    def _book(self, desk, row):
        _booked, name, first, last, _fate = row
        pick = self.random
        room = self.rooms[name].with_env(desk)
        stay = desk["kms.reservation"].create(
            {
                "partner_id": self._guest(desk).id,
                "room_id": room.id,
                "stay": "month" if (last - first).days >= 30 else "night",
                "checkin": str(first),
                "checkout": str(last),
                "adults": pick.randint(1, min(room.capacity, 2)),
            }
        )
        self.stays[row] = stay
        if pick.random() < 0.85 or first <= self.teller.plan.last:
            stay.action_confirm()

    def _guest(self, desk):
        pick = self.random
        person = f"{pick.choice(FIRST_NAMES)} {pick.choice(LAST_NAMES)}"
        if pick.random() < 0.12:
            person = pick.choice(COMPANIES)
            known = desk["res.partner"].search([("name", "=", person)], limit=1)
            if known:
                return known
        phone = f"+2376{pick.choice('5789')}{pick.randrange(10**7):07d}"
        return desk["res.partner"].create({"name": person, "phone": phone})

    def _receive(self, desk, today):
        """Check in who is due; the last arrivals of the last day are still on their way."""
        due = [(row, stay) for row, stay in self.stays.items() if row[2] == today]
        if today == self.teller.plan.last:
            due = due[: len(due) // 2]
        for row, stay in due:
            if row[4] == "cancel":
                stay.action_cancel()
            elif row[4] == "missed":
                stay.action_no_show()
            else:
                stay.guest_ids = [
                    Command.create(
                        {
                            "name": stay.partner_id.name,
                            "document_type": "id_card",
                            "document_number": f"{self.random.randrange(10**9):09d}",
                        }
                    )
                ]
                stay.action_check_in()

    def _serve(self, desk):
        products = self.services.with_env(desk)
        weights = [weight for _name, _price, weight in SERVICES]
        for stay in desk["kms.reservation"].search([("state", "=", "checked_in")]):
            if self.random.random() < 0.14:
                product = self.random.choices(products, weights)[0]
                stay.add_service(product.id, self.random.randint(1, 2))

    def _visitor(self, desk):
        pick = self.random
        visit = desk["kms.hotel.visit"].create(
            {
                "name": f"{pick.choice(FIRST_NAMES)} {pick.choice(LAST_NAMES)}",
                "phone": f"+2376{pick.choice('5789')}{pick.randrange(10**7):07d}",
                "reason": pick.choice(REASONS),
                "service": pick.choice(QUESTIONS),
                "arrival_date": fields.Datetime.now() - timedelta(minutes=pick.randint(0, 12)),
            }
        )
        visit.action_receive()
        if pick.random() < 0.3:
            rating = pick.choices((5, 4, 3, 2), (40, 45, 10, 5))[0]
            visit._kms_get_satisfaction()._kms_answer(rating, "", "tablet")
        if pick.random() < 0.3:
            hand = pick.choice(("showroom", "hotel", "training"))
            getattr(visit, f"action_hand_{hand}")()
        else:
            visit.orientation = pick.choice(("hotel", "guest", "none"))
