"""The last use of a coupon wanted by many at once: as many as there are have it, none twice."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from support.client import ServerError
from support.race import at_once
from support.thorough import times

ROUNDS = times(50, 10)
CLIENTS = 20
LIMIT = 3
AT_ONCE = 10
PRICE = 10_000


@pytest.fixture(scope="module")
def chief(client):
    return client("admin")


@pytest.fixture(scope="module")
def tills(client, chief):
    """Two points of sale, each with its session and its own connection."""
    [first, second] = chief.call("pos.config", "search", [], limit=2)
    sessions = []
    for config in (first, second):
        found = chief.call(
            "pos.session", "search", [["config_id", "=", config], ["state", "!=", "closed"]]
        )
        session = found[0] if found else chief.create("pos.session", config_id=config)
        chief.call("pos.session", "set_opening_control", [session], 0, "")
        sessions.append(session)
    return [
        (client("admin", fresh=True), config, session)
        for config, session in zip((first, second), sessions, strict=True)
    ]


@pytest.fixture(scope="module")
def product(chief):
    return chief.create(
        "product.product",
        name="Race panel",
        type="consu",
        available_in_pos=True,
        taxes_id=[(5, 0, 0)],
        list_price=PRICE,
    )


@pytest.fixture(scope="module")
def people(client):
    return [
        client("marketing").create("res.partner", name=f"M. Course {place}")
        for place in range(CLIENTS)
    ]


def program(chief, kind, code=None, **values):
    rule = {"minimum_qty": 0, **({"mode": "with_code", "code": code} if code else {})}
    reward = {"discount": 10, "discount_applicability": "order", "required_points": 1}
    made = chief.create(
        "loyalty.program",
        name=f"Race {code or kind}",
        program_type=kind,
        rule_ids=[(5, 0, 0), (0, 0, rule)],
        reward_ids=[(5, 0, 0), (0, 0, reward)],
        communication_plan_ids=[(5, 0, 0)],
        **values,
    )
    [read] = chief.call("loyalty.program", "read", [made], ["reward_ids"])
    [read] = chief.call("loyalty.reward", "read", read["reward_ids"], ["discount_line_product_id"])
    return made, (read["id"], read["discount_line_product_id"][0])


def line(product, amount, **values):
    return (
        0,
        0,
        {
            "uuid": str(uuid4()),
            "product_id": product,
            "qty": 1,
            "price_unit": amount,
            "price_subtotal": amount,
            "price_subtotal_incl": amount,
            "tax_ids": [],
            **values,
        },
    )


def order(sql, user, session, product, partner, reward, card):
    """A paid order with a coupon, as a till sends it."""
    [(method,)] = sql(
        "SELECT m.pos_payment_method_id FROM pos_config_pos_payment_method_rel m"
        " JOIN pos_session s ON s.config_id = m.pos_config_id"
        " JOIN pos_payment_method p ON p.id = m.pos_payment_method_id"
        " WHERE s.id = %s AND p.is_cash_count ORDER BY 1 LIMIT 1",
        (session,),
    )
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")
    identifier, discount = reward
    total = PRICE * 0.9
    payment = {"uuid": str(uuid4()), "amount": total, "name": now, "payment_method_id": method}
    return {
        "uuid": str(uuid4()),
        "access_token": str(uuid4()),
        "name": "Race",
        "state": "paid",
        "session_id": session,
        "user_id": user,
        "partner_id": partner,
        "date_order": now,
        "lines": [
            line(product, PRICE),
            line(
                discount,
                PRICE * -0.1,
                is_reward_line=True,
                reward_id=identifier,
                coupon_id=card,
                reward_identifier_code=str(uuid4())[:8],
                points_cost=1,
            ),
        ],
        "payment_ids": [(0, 0, payment)],
        "amount_total": total,
        "amount_paid": total,
        "amount_tax": 0,
        "amount_return": 0,
        "to_invoice": False,
    }


def test_a_single_use_coupon_on_two_tills(chief, tills, product, people, sql):
    made, reward = program(chief, "coupons")
    for _round in range(ROUNDS):
        card = chief.create("loyalty.card", program_id=made, points=1)
        sent = [
            (user, order(sql, user.uid, session, product, partner, reward, card))
            for (user, _config, session), partner in zip(tills, people, strict=False)
        ]
        answers = at_once(
            lambda user=user, data=data: user.call("pos.order", "sync_from_ui", [data])
            for user, data in sent
        )
        assert not [answer for answer in answers if isinstance(answer, ServerError)], answers
        uses = sql("SELECT excess FROM kms_coupon_use WHERE card_id = %s ORDER BY excess", (card,))
        assert uses == [(False,), (True,)]
        assert sql("SELECT points FROM loyalty_card WHERE id = %s", (card,)) == [(0,)]
        [(total,)] = sql("SELECT sum(points) FROM kms_points_entry WHERE card_id = %s", (card,))
        assert total == 0
    marked = sql("SELECT count(*) FROM pos_order WHERE kms_review_state = 'review'")
    assert marked >= [(ROUNDS,)]


def ask(users, configs, code, partners):
    """Type the code in many orders at once; each asks for a place until its payment."""
    return at_once(
        lambda user=user, config=config, partner=partner: user.call(
            "pos.config",
            "use_coupon_code",
            [config],
            code,
            "2026-01-01 10:00:00",
            partner,
            False,
            {"uuid": str(uuid4())},
        )
        for user, config, partner in zip(users, configs, partners, strict=True)
    )


def accepted(answers):
    assert not [answer for answer in answers if isinstance(answer, ServerError)], answers
    return sum(answer["successful"] for answer in answers)


def test_a_limit_of_three_at_the_till(client, chief, tills, people):
    program(chief, "promo_code", "GENRACE3", limit_usage=True, max_usage=LIMIT)
    users = [client("caisse", fresh=True) for _client in range(CLIENTS)]
    configs = [tills[place % 2][1] for place in range(CLIENTS)]
    assert accepted(ask(users, configs, "GENRACE3", people)) == LIMIT


def test_once_per_customer_at_the_till(client, chief, tills, people):
    program(chief, "promo_code", "GENRACE1", kms_max_per_customer=1)
    users = [client("caisse", fresh=True) for _client in range(AT_ONCE)]
    configs = [tills[place % 2][1] for place in range(AT_ONCE)]
    assert accepted(ask(users, configs, "GENRACE1", people[:1] * AT_ONCE)) == 1


def quotation(seller, product, partner, code):
    order = seller.create(
        "sale.order",
        partner_id=partner,
        order_line=[(0, 0, {"product_id": product, "product_uom_qty": 1, "price_unit": PRICE})],
    )
    wizard = seller.create("sale.loyalty.coupon.wizard", order_id=order, coupon_code=code)
    action = seller.call("sale.loyalty.coupon.wizard", "action_apply", [wizard])
    choice = seller.call(
        "sale.loyalty.reward.wizard",
        "create",
        [
            {
                "order_id": order,
                "selected_reward_id": action["context"]["default_reward_ids"][0],
            }
        ],
        context={"active_id": order},
    )
    seller.call("sale.loyalty.reward.wizard", "action_apply", choice, context={"active_id": order})
    return order


def confirm(client, orders):
    users = [client("showroom", fresh=True) for _order in orders]
    answers = at_once(
        lambda user=user, order=order: user.call("sale.order", "action_confirm", [order])
        for user, order in zip(users, orders, strict=True)
    )
    for refusal in (answer for answer in answers if isinstance(answer, ServerError)):
        assert refusal.name == "odoo.exceptions.UserError", refusal.debug
    return len(answers) - sum(isinstance(answer, ServerError) for answer in answers)


def test_once_per_customer_on_sales_orders(client, chief, product, people, sql):
    made, _reward = program(chief, "promo_code", "GENRACE2", kms_max_per_customer=1)
    seller = client("showroom")
    orders = [quotation(seller, product, people[0], "GENRACE2") for _order in range(AT_ONCE)]
    assert confirm(client, orders) == 1
    uses = sql("SELECT count(*), sum(amount) FROM kms_coupon_use WHERE program_id = %s", (made,))
    assert uses == [(1, PRICE * 0.1)]
