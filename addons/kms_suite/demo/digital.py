"""Leads of the month from the web: campaigns and their cost, forms that deliver, an agent who acts.

Everything goes the real way: deliveries are stored and read, the agent calls and writes, quotes are
made and some are sold, so that the figures of the campaigns follow.
"""

from random import Random

from odoo import Command

from .clock import at
from .names import FIRST_NAMES, LAST_NAMES

SEED = 4711
SECRET = "demo-only-secret-of-the-forms"  # noqa: S105 a database that is only looked at
# Code, name, mapping, source, campaign, cost of the month (FCFA), leads a day, what they ask for.
FORMS = (
    ("facebook", "Facebook", "meta", "Facebook rentrée", 180_000, (0, 2), "MEU-SAL-001"),
    ("instagram", "Instagram", "meta", "Instagram cuisines", 140_000, (0, 2), "ELM-FOUR"),
    ("google", "Google Ads", "google", "Google Ads panneaux", 220_000, (0, 2), "PAN-MDF16"),
    ("whatsapp", "WhatsApp", "plain", "WhatsApp statuts", 25_000, (0, 1), "PAN-CTBX18"),
)
QUESTIONS = (
    "Bonjour, quel est le prix livré à Bonamoussadi ?",
    "Je voudrais un devis pour une cuisine de 3 m.",
    "Avez-vous encore du stock ? C'est pour lundi.",
    "Faites-vous la pose ?",
)
STILL_UNTOUCHED = 5  # the last of them still wait when the story ends
FIRST_MINUTE, LAST_MINUTE = 10, 480
# Buyers at the showroom who had seen a campaign, by how they heard of the house.
SEEN = {"social": ("facebook", "instagram"), "advertising": ("google",), "website": ("whatsapp",)}


class Digital:
    """The web of the house.

    :param teller: :class:`~.teller.Teller` whose clock, products and people it shares
    """

    def __init__(self, teller):
        self.teller = teller
        self.env = teller.env
        self.random = Random(SEED)  # noqa: S311 a story, not a secret
        self.sources = {}

    def open(self):
        """Set the team, the campaigns and the forms up."""
        manager = self.teller.as_user("marketing")
        team = manager.ref("kms_base.team_digital")
        team.user_id = manager.user
        for code, name, mapping, title, cost, _leads, _product in FORMS:
            # as superuser: the names are shared by all companies
            source = self.env["utm.source"].search([("name", "=", name)], limit=1)
            source = source or self.env["utm.source"].create({"name": name})
            campaign = manager["utm.campaign"].create(
                {
                    "title": title,
                    "kms_cost": cost,
                    "kms_date_from": self.teller.plan.first,
                    "kms_date_to": self.teller.plan.last,
                    "company_id": self.env.company.id,
                }
            )
            self.sources[code] = manager["kms.lead.source"].create(
                {
                    "name": name,
                    "code": code,
                    "secret": f"{SECRET}-{code}",
                    "mapping_id": manager.ref(f"kms_marketing.kms_lead_mapping_{mapping}").id,
                    "utm_source_id": source.id,
                    "utm_campaign_id": campaign.id,
                }
            )

    def live(self, day):
        """Receive the day's leads at their minutes, answer most of them, sell to some."""
        if not self.sources:
            with at(self.env, self.teller.moment(day.date, 0)):
                self.open()
        # a Sunday after it is as quiet as the others
        last = day is [day for day in self.teller.plan.days if day.visits][-1]
        arrivals = sorted(
            (self.random.randint(FIRST_MINUTE, LAST_MINUTE), form)
            for form in FORMS
            # the last day is a full one: some of its leads are to be found waiting
            for _lead in range(form[5][1] if last else self.random.randint(*form[5]))
        )
        leads = [
            (minute, form, self._receive(day, minute, form, number))
            for number, (minute, form) in enumerate(arrivals)
        ]
        if last:
            self._receive_broken(day)
            leads = leads[:-STILL_UNTOUCHED]
        for minute, form, lead in leads:
            self._answer(day, minute, form, lead)
        self._recognise(day)
        if not last:
            self._answer_the_rest(day)

    # -- arriving --------------------------------------------------------------------------------

    def _receive(self, day, minute, form, number):
        """Deliver one form and have it read, once more now and then: forms do that."""
        payload = self._prepare_payload(day, form, number)
        with at(self.env, self.teller.moment(day.date, minute)):
            delivery = self._deliver(form[0], payload)
            delivery._process()
            if self.random.random() < 0.2:
                self._deliver(form[0], payload)
        return delivery.lead_id

    def _deliver(self, code, payload):
        # as superuser: the sender is no user
        source = self.env["kms.lead.source"]._get_access(code)
        deliveries = self.env["kms.lead.delivery"]
        before = deliveries.search([], order="id desc", limit=1).id or 0
        text = payload if isinstance(payload, str) else None
        deliveries._store(source, None if text else payload, text)
        return deliveries.search([("id", ">", before)])

    def _prepare_payload(self, day, form, number):
        """Return what the form of that kind sends."""
        pick = self.random
        name = f"{pick.choice(FIRST_NAMES)} {pick.choice(LAST_NAMES)}"
        phone = f"+2376{pick.choice('5789')}{pick.randrange(10**7):07d}"
        key = f"{day.date:%y%m%d}{number:02d}{pick.randrange(10**6):06d}"
        product = self.teller.products[form[6]].name
        question = pick.choice(QUESTIONS)
        if form[2] == "meta":
            answers = {"full_name": name, "phone_number": phone, "city": "Douala"}
            answers |= {"product": product, "votre_question": question}
            fields = [{"name": label, "values": [text]} for label, text in answers.items()]
            value = {"leadgen_id": key, "field_data": fields}
            return {"object": "page", "entry": [{"changes": [{"value": value}]}]}
        if form[2] == "google":
            answers = {"FULL_NAME": name, "PHONE_NUMBER": phone, "produit": product}
            fields = [{"column_id": label, "string_value": text} for label, text in answers.items()]
            return {"lead_id": key, "user_column_data": fields}
        return {"id": key, "nom": name, "whatsapp": phone, "produit": product, "message": question}

    def _receive_broken(self, day):
        """Two deliveries of the last day wait for the manager: a cut one, and one without phone."""
        with at(self.env, self.teller.moment(day.date, LAST_MINUTE)):
            broken = self._deliver(
                "whatsapp", '{"id": "coupe", "nom": "Mme Ngo", "whatsapp": "+2376'
            )
            broken |= self._deliver("google", {"lead_id": "sans-contact", "user_column_data": []})
            broken._process()

    # -- answering -------------------------------------------------------------------------------

    def _answer(self, day, minute, form, lead):
        """The agent writes or calls, quotes what is asked for, and sells to some."""
        pick = self.random
        wait = pick.choices((pick.randint(2, 25), pick.randint(35, 90)), (80, 20))[0]
        agent = self.teller.as_user("appels")
        lead = lead.with_env(agent)
        with at(self.env, self.teller.moment(day.date, minute + wait)):
            if pick.random() < 0.7:
                lead.action_kms_whatsapp()
            else:
                lead.action_kms_call()
        if pick.random() < 0.45:
            with at(self.env, self.teller.moment(day.date, minute + wait + 15)):
                self._quote(lead, form)

    def _quote(self, lead, form):
        lead.action_kms_convert_to_quotation()
        lines = [
            Command.clear(),
            Command.create({"product_id": self.teller.products[form[6]].id, "product_uom_qty": 1}),
        ]
        lead.kms_quotation_id.write({"order_line": lines})
        lead.kms_quotation_id.action_quotation_sent()

    def _recognise(self, day):
        """The manager marks the buyers who came because of a campaign."""
        for sale in day.sales:
            codes = SEEN.get(sale.visit.source)
            if codes:
                order = self.teller.orders[id(sale.visit)].with_env(
                    self.teller.as_user("marketing")
                )
                campaign = self.sources[self.random.choice(codes)].utm_campaign_id
                (order.opportunity_id | order.kms_visit_id).campaign_id = campaign
                order.campaign_id = campaign

    def _answer_the_rest(self, day):
        """In the evening nobody is left without an answer."""
        with at(self.env, self.teller.moment(day.date, 525)):
            agent = self.teller.as_user("appels")
            rest = agent["crm.lead"].search(
                [
                    ("kms_channel", "=", "digital"),
                    ("kms_contact_date", "=", False),
                    ("company_id", "=", self.env.company.id),
                    ("phone", "!=", False),
                ]
            )
            for lead in rest:
                lead.action_kms_call()
