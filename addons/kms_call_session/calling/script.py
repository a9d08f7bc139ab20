import re

# What a script may leave blank, as people write it, and the value that fills it in. Both
# languages of the house are understood, whatever the language of the screen.
BLANKS = {
    "nom": "name",
    "name": "name",
    "societe": "company",
    "company": "company",
    "ville": "city",
    "city": "city",
    "produit": "product",
    "product": "product",
    "vendeur": "agent",
    "agent": "agent",
    "maison": "house",
    "house": "house",
    "devis": "quotation",
    "quotation": "quotation",
}
BLANK = re.compile(r"\[([^\[\]\n]{1,30})\]")
ACCENTS = str.maketrans("\u00e9\u00e8\u00ea\u00e0", "eeea")


def fill(script, values):
    """Fill the blanks of a script in.

    A blank that is not known, or that nothing is known for, stays as it is written: the seller sees
    what to ask.

    >>> fill("Bonjour [Nom], ici [Vendeur]. [Autre]", {"name": "M. Fongang", "agent": "Paul"})
    'Bonjour M. Fongang, ici Paul. [Autre]'

    :param str script: text with blanks in square brackets
    :param dict values: text by meaning, see :data:`BLANKS`
    :rtype: str
    """

    def replace(match):
        key = BLANKS.get(match[1].strip().casefold().translate(ACCENTS))
        return (key and values.get(key)) or match[0]

    return BLANK.sub(replace, script or "")
