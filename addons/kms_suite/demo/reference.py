"""Transaction ids in the manner of the two mobile operators."""


def transaction_ref(operator, moment, random):
    """Return an id that an operator could have sent.

    :param operator: `mtn`, `orange`, or nothing for cash and bank
    :param datetime moment: when the money was sent
    :param random: source of its number
    :rtype: str | bool
    """
    number = random.randrange(10**6, 10**7)
    if operator == "mtn":
        return f"{moment:%y%m%d}{number}"
    if operator == "orange":
        return f"MP{moment:%y%m%d.%H%M}.A{number}"
    return False
