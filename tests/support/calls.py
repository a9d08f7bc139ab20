"""A campaign of calls as its manager starts it."""

SCRIPT = "Bonjour [Nom], ici [Vendeur] de [Maison]."


def start_campaign(manager, name, people, sellers=()):
    """Start a campaign at any hour, among the given sellers or among all of them.

    :param Client manager: who may run campaigns
    :param people: values of the leads to be called, each with a phone
    :param sellers: ids of users
    :return: id of the campaign
    """
    campaign = manager.create(
        "kms.call.campaign",
        name=name,
        script=SCRIPT,
        user_ids=[(6, 0, list(sellers))],
        date_from=False,
    )
    manager.call("kms.call.campaign", "action_start", [campaign])
    leads = manager.call("crm.lead", "create", people)
    wizard = manager.create(
        "kms.call.add", campaign_id=campaign, lead_domain=f"[('id', 'in', {leads})]"
    )
    added = manager.read_one("kms.call.add", wizard, "added_count")["added_count"]
    assert added == len(people), "everybody is called"
    manager.call("kms.call.add", "action_add", [wizard])
    return campaign
