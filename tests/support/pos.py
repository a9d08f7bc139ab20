"""Orders as the browser of a till sends them, without the browser."""

from datetime import UTC, datetime
from uuid import uuid4


class Till:
    """An open session of one point of sale, with a connection of its own.

    :param client: :class:`~support.client.Client` of who sells
    :param int session: id of the session
    :param int method: id of a payment method of the till
    """

    def __init__(self, client, config, session, method):
        self.client = client
        self.config = config
        self.session = session
        self.method = method

    def order(self, lines, partner=False, **values):
        """Prepare a paid order.

        :param list lines: of :func:`line`
        """
        total = sum(vals["price_subtotal_incl"] for _, _, vals in lines)
        now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")
        payment = {
            "uuid": str(uuid4()),
            "amount": total,
            "name": now,
            "payment_method_id": self.method,
        }
        return {
            "uuid": str(uuid4()),
            "access_token": str(uuid4()),
            "name": "Till",
            "state": "paid",
            "session_id": self.session,
            "user_id": self.client.uid,
            "partner_id": partner,
            "date_order": now,
            "lines": lines,
            "payment_ids": [(0, 0, payment)],
            "amount_total": total,
            "amount_paid": total,
            "amount_tax": 0,
            "amount_return": 0,
            "to_invoice": False,
            **values,
        }

    def send(self, order):
        """Send an order as often as one likes: it is stored once."""
        return self.client.call("pos.order", "sync_from_ui", [order])


def line(product, amount, quantity=1, **values):
    """A line of an order, without tax."""
    return (
        0,
        0,
        {
            "uuid": str(uuid4()),
            "product_id": product,
            "qty": quantity,
            "price_unit": amount,
            "price_subtotal": amount * quantity,
            "price_subtotal_incl": amount * quantity,
            "tax_ids": [],
            **values,
        },
    )


def reward_line(reward, product, amount, card=False, points=1):
    """The line of a reward that takes an amount off."""
    return line(
        product,
        -amount,
        is_reward_line=True,
        reward_id=reward,
        coupon_id=card,
        reward_identifier_code=str(uuid4())[:8],
        points_cost=points,
    )


def open_tills(client, login, count):
    """Open so many tills, each a point of sale of its own: on one, a lock on its sequence would
    hide every race.

    :param client: the fixture
    :param str login: who sells at all of them
    :rtype: list[Till]
    """
    chief = client("admin")
    [method] = chief.call(
        "pos.payment.method",
        "search",
        [["journal_id.type", "=", "bank"], ["journal_id.kms_mobile_operator", "=", False]],
        limit=1,
    ) or [chief.create("pos.payment.method", name="Race card", journal_id=_bank(chief))]
    tills = []
    for number in range(count):
        config = chief.create(
            "pos.config", name=f"Race till {number + 1}", payment_method_ids=[(6, 0, [method])]
        )
        session = chief.create("pos.session", config_id=config)
        chief.call("pos.session", "set_opening_control", [session], 0, "")
        tills.append(Till(client(login, fresh=True), config, session, method))
    return tills


def _bank(chief):
    return chief.call("account.journal", "search", [["type", "=", "bank"]], limit=1)[0]


def make_product(chief, price, name="Race panel"):
    """An article without tax that every till sells; its id."""
    return chief.create(
        "product.product",
        name=name,
        type="consu",
        available_in_pos=True,
        taxes_id=[(5, 0, 0)],
        list_price=price,
    )


def make_program(chief, kind, **values):
    """A program with one discount of 10 % on the order; ids of program, reward and its product."""
    reward = {"discount": 10, "discount_applicability": "order", "required_points": 1}
    made = chief.create(
        "loyalty.program",
        name=f"Race {kind}",
        program_type=kind,
        rule_ids=[(5, 0, 0), (0, 0, {"minimum_qty": 0, **values.pop("rule", {})})],
        reward_ids=[(5, 0, 0), (0, 0, reward)],
        communication_plan_ids=[(5, 0, 0)],
        **values,
    )
    [rewards] = chief.call("loyalty.program", "read", [made], ["reward_ids"])
    [read] = chief.call(
        "loyalty.reward", "read", rewards["reward_ids"], ["discount_line_product_id"]
    )
    return made, read["id"], read["discount_line_product_id"][0]
