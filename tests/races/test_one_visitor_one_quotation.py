"""A visitor converted twice at once, by a double click or by two agents: one quotation."""

from support.race import at_once

ROUNDS = 5


def test_two_agents_convert_one_visitor(client, sql):
    agents = [client("showroom", fresh=True), client("marketing", fresh=True)]
    for number in range(ROUNDS):
        visit = client("accueil").call(
            "kms.reception",
            "register_visit",
            {"uuid": f"{number:016x}", "name": f"Visitor {number}", "phone": f"67745129{number}"},
        )["id"]
        actions = at_once(
            lambda agent=agent, visit=visit: agent.call(
                "crm.lead", "action_kms_convert_to_quotation", [visit]
            )
            for agent in agents
        )
        assert [type(action) for action in actions] == [dict, dict], actions
        assert len({action["res_id"] for action in actions}) == 1
        assert sql("SELECT count(*) FROM sale_order WHERE kms_visit_id = %s", (visit,)) == [(1,)]


def test_one_visit_sent_by_two_tabs_is_written_once(client, sql):
    tabs = [client("accueil", fresh=True) for _tab in range(4)]
    values = {"uuid": "f" * 16, "name": "Sent twice", "phone": "677451299"}
    answers = at_once(
        lambda tab=tab: tab.call("kms.reception", "register_visit", values) for tab in tabs
    )
    assert sql("SELECT count(*) FROM crm_lead WHERE kms_client_uuid = %s", ("f" * 16,)) == [(1,)]
    assert len({answer["id"] for answer in answers}) == 1
