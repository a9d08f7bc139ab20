"""The phone seller finds a campaign to work on: prospects and customers to hear from again."""

SCRIPT = (
    "Bonjour [Nom], ici [Vendeur] de [Maison]. Vous étiez en contact avec nous, et nous avons de "
    "nouvelles arrivées cette semaine. Puis-je vous préparer un devis, ou préférez-vous passer au "
    "showroom ?"
)
MESSAGE = (
    "Bonjour [Nom], merci pour notre échange. Voici comme promis nos nouveautés. "
    "[Vendeur], [Maison]"
)


class Caller:
    """Prepares the calls of tomorrow.

    :param teller: :class:`~.teller.Teller` whose people it shares
    """

    def __init__(self, teller):
        self.teller = teller

    def prepare(self):
        """Open a campaign for the phone seller, with the prospects and customers of the story."""
        manager = self.teller.as_user("marketing")
        campaign = manager["kms.call.campaign"].create(
            {
                "name": "Relance inactifs T4",
                "objective": "Reprendre contact, et placer les nouvelles arrivées.",
                "script": SCRIPT,
                "message": MESSAGE,
                "user_ids": [self.teller.as_user("appels").uid],
            }
        )
        for source, name, domain in (
            ("crm.lead", "lead_domain", [("won_status", "=", "pending")]),
            ("res.partner", "partner_domain", [("kms_status", "=", "customer")]),
        ):
            wizard = manager["kms.call.add"].create(
                {"campaign_id": campaign.id, "source": source, name: str(domain)}
            )
            wizard.action_add()
        campaign.action_start()
