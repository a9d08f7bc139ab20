"""The same follow-up sent twice, one quotation revised by two people, one day signed off by two."""

from support.race import at_once

ROUNDS = 5


def _sent_quotation(client, number):
    seller = client("showroom")
    name = f"Race {number}"
    visit = seller.create("crm.lead", name=name, contact_name=name, kms_channel="showroom")
    order = seller.call("crm.lead", "action_kms_convert_to_quotation", [visit])["res_id"]
    seller.call("sale.order", "action_quotation_sent", [order])
    return order


def test_one_followup_sent_by_four_tabs_is_recorded_once(client, sql):
    tabs = [client("showroom", fresh=True) for _tab in range(4)]
    for number in range(ROUNDS):
        values = {
            "uuid": f"{number:016x}",
            "order_id": _sent_quotation(client, number),
            "method": "phone",
            "result": "no_answer",
        }
        answers = at_once(
            lambda tab=tab, values=values: tab.call("kms.quote.followup", "record_followup", values)
            for tab in tabs
        )
        assert [type(answer) for answer in answers] == [dict] * 4, answers
        assert len({answer["id"] for answer in answers}) == 1
        recorded = "SELECT count(*) FROM kms_quote_followup WHERE order_id = %s"
        assert sql(recorded, (values["order_id"],)) == [(1,)]


def test_two_people_revise_one_quotation(client, sql):
    people = [client("showroom", fresh=True), client("marketing", fresh=True)]
    for number in range(ROUNDS):
        order = _sent_quotation(client, f"version {number}")
        actions = at_once(
            lambda person=person, order=order: person.call(
                "sale.order", "action_kms_revise", [order]
            )
            for person in people
        )
        assert [type(action) for action in actions] == [dict, dict], actions
        assert len({action["res_id"] for action in actions}) == 1
        versions = "SELECT count(*) FROM sale_order WHERE kms_root_id = %s"
        assert sql(versions, (order,)) == [(1,)]


def test_two_managers_sign_one_day_off(client, sql):
    managers = [client("marketing", fresh=True), client("direction", fresh=True)]
    for number in range(1, ROUNDS + 1):
        day = f"2026-01-{number:02}"
        answers = at_once(
            lambda manager=manager, day=day: manager.call("kms.register", "close_day", day)
            for manager in managers
        )
        assert [type(answer) for answer in answers] == [dict, dict], answers
        [(registers,)] = sql("SELECT count(*) FROM kms_register")
        signed = (
            "SELECT count(*), count(DISTINCT register_id) FROM kms_register_closing WHERE day=%s"
        )
        assert sql(signed, (day,)) == [(registers, registers)]
        logged = "SELECT count(*) FROM kms_register_correction WHERE day = %s AND kind = 'closed'"
        assert sql(logged, (day,)) == [(registers,)]
