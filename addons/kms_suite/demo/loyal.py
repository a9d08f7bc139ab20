"""Craftsmen who come back to the hardware counter: their purchases, a coupon, their tiers."""

from random import Random

from .names import DISTRICTS, FIRST_NAMES, LAST_NAMES

KNOWN = 0.7  # of the sales have a customer
COUPON = 0.2  # of theirs, where the basket is large enough, use the code
CODE = "GEN7K4M2P"
DISCOUNT = 5
MINIMUM = 10_000
REGULARS = 12
ANALYSIS_DAYS = 7


class Loyal:
    """Who buys at the counter, and what they get off.

    :param env: environment of the marketing manager
    :param plan: the story's plan; the draws here leave its own alone
    """

    def __init__(self, env, plan):
        self.env = env
        self.random = Random(f"loyal {plan.last} {plan.length}")  # noqa: S311 a story, not a secret
        self.people = env["res.partner"]
        self.reward = env["loyalty.reward"]

    def open_house(self):
        """Write the regular customers down and hand a code out."""
        names = self.random.sample(LAST_NAMES, REGULARS)
        self.people = self.people.create(
            [
                {
                    "name": f"{self.random.choice(FIRST_NAMES)} {name}",
                    "phone": f"+237655{place:02d}{self.random.randint(1000, 9999)}",
                    "street": self.random.choice(DISTRICTS),
                }
                for place, name in enumerate(names)
            ]
        )
        # sudo: a program makes its product, which is not for marketing to make
        program = self.env["loyalty.program"].sudo().create(self._prepare_program())
        self.reward = program.reward_ids

    def _prepare_program(self):
        company = self.env.company
        return {
            "name": f"Bricoleurs {CODE}",
            "program_type": "promo_code",
            "trigger": "with_code",
            "applies_on": "current",
            "company_id": company.id,
            "currency_id": company.currency_id.id,
            "rule_ids": [
                (5, 0, 0),
                (
                    0,
                    0,
                    {
                        "mode": "with_code",
                        "code": CODE,
                        "minimum_amount": MINIMUM,
                        "minimum_qty": 0,
                    },
                ),
            ],
            "reward_ids": [
                (5, 0, 0),
                (
                    0,
                    0,
                    {
                        "reward_type": "discount",
                        "discount_mode": "percent",
                        "discount_applicability": "order",
                        "discount": DISCOUNT,
                        "required_points": 1,
                    },
                ),
            ],
        }

    def customer(self):
        """Return who buys, some far oftener than others; nobody for a passer-by.

        :rtype: res.partner
        """
        if self.random.random() > KNOWN:
            return self.people.browse()
        place = min(int(self.random.expovariate(0.5)), REGULARS - 1)
        return self.people[place]

    def discount(self, customer, total):
        """Return what the code takes off, tax included.

        :rtype: int
        """
        if not customer or total < MINIMUM or self.random.random() > COUPON:
            return 0
        return round(total * DISCOUNT / 100)

    def live(self, day):
        """Let the house look at its customers' tiers once a week."""
        if day.number % ANALYSIS_DAYS == 0:
            # sudo: as the night does
            self.env["kms.loyalty.run"].sudo()._kms_analyse(self.env.company)
