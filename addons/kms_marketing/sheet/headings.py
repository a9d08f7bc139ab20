from .cells import fold

# Headings that people write, folded: no case, no accents, no punctuation. The first word of each
# list is the one to show as an example.
SYNONYMS = {
    "contact_name": "nom complet|nom|noms|nom et prenom|nom et prenoms|nom prenom|noms et prenoms"
    "|contact|nom du contact|nom contact|nom du client|client|prospect|nom du prospect"
    "|interlocuteur|visiteur|name|full name|contact name|customer|lead|lead name|your name",
    "first_name": "prenom|prenoms|first name|firstname|given name",
    "partner_name": "societe|entreprise|raison sociale|organisation|organisme|structure|etablissement"
    "|compagnie|nom de la societe|nom de l entreprise|company|company name|organization|business"
    "|account",
    "phone": "telephone|tel|tel 1|telephone 1|phone|phone number|phone 1|mobile|portable|gsm|cell"
    "|cellulaire|numero|numero de telephone|n de telephone|no telephone|no de telephone|n tel"
    "|num tel|numero tel|contact telephonique|telephone mobile|telephone portable|mobile phone"
    "|whatsapp|numero whatsapp|tel mobile|contacts",
    "email_from": "e mail|email|mail|courriel|adresse e mail|adresse email|adresse mail"
    "|adresse electronique|email address|e mail address|mel",
    "function": "fonction|poste|profession|titre|metier|job|job title|job position|position",
    "street": "adresse|rue|quartier|adresse postale|localisation|address|street|district",
    "city": "ville|localite|city|town",
    "source": "source|origine|provenance|canal d acquisition|source d acquisition"
    "|comment nous avez vous connus|comment avez vous connu kms|lead source|utm source|plateforme"
    "|platform|reseau",
    "medium": "support|moyen|medium|utm medium|media",
    "campaign": "campagne|nom de la campagne|operation|campaign|campaign name|utm campaign",
    "product": "produit|produits|produit d interet|produit souhaite|article|interet|besoin produit"
    "|designation|product|product of interest|item|interested in",
    "description": "remarques|remarque|note|notes|commentaire|commentaires|observation|observations"
    "|description|besoin|besoins|message|details|comment|comments|remarks|need",
    "external_id": "identifiant externe|identifiant|id|id externe|reference externe|code|matricule"
    "|external id|external identifier|lead id|reference|ref",
    "expected_revenue": "budget|montant|montant attendu|revenu attendu|chiffre d affaires attendu|ca"
    "|ca potentiel|montant estime|expected revenue|amount|value|revenue",
    "create_date": "date|date de creation|date du contact|date de contact|date d arrivee|date contact"
    "|jour|created|created time|create date|date created|creation date|contact date",
    "channel": "canal|canal de vente|channel|sales channel",
}
KEY_OF = {word: key for key, words in SYNONYMS.items() for word in words.split("|")}
# A first name on its own joins the name; it is no column of the lead.
FIRST_NAME = "first_name"


def recognize(headings, remembered=None):
    """Tell which column is which.

    :param headings: texts of the first row
    :param dict remembered: folded heading -> key that a person chose before, or an empty text
    :return: a key for each heading, an empty text where it is not known or already taken
    :rtype: list[str]
    """
    taken, keys = set(), []
    for heading in headings:
        word = fold(heading)
        key = (remembered or {}).get(word)
        if key is None:
            key = KEY_OF.get(word, "")
        if key in taken:
            key = ""
        taken.add(key)
        keys.append(key)
    return keys


def is_heading(text):
    """Whether a text is one of the headings known here."""
    return fold(text) in KEY_OF
