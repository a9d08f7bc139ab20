import re

# A short label, a colon and an answer on one line, as forms write their mails.
LABELLED = re.compile(r"^\s*[*\-•>]?\s*([^\W\d_][^:\n]{0,48}?)\s*:\s*(\S.*)$")
QUOTED = re.compile(r"^\s*>")
MAX_LINES = 200


def labelled(text):
    """Read "Label: answer" lines of a mail.

    >>> labelled("Bonjour,\\nNom : Mme Kalla\\nPhone : 677 45 12 90")
    {'Nom': 'Mme Kalla', 'Phone': '677 45 12 90'}

    :param str text: plain text of the mail
    :return: answers by label; the first of equal labels counts
    :rtype: dict[str, str]
    """
    answers = {}
    for line in text.splitlines()[:MAX_LINES]:
        match = None if QUOTED.match(line) else LABELLED.match(line[:1000])
        if match and not match[2].startswith("//"):  # an address, not an answer
            answers.setdefault(match[1].strip(" *"), match[2].strip(" *"))
    return answers
