"""Numbers that a country no longer dials, and what they have become."""

# Ivory Coast went from 8 to 10 digits on 31 January 2021: two digits that name the operator came
# in front of the old number (ARTCI, national numbering plan). The old mobile number tells its
# operator by its second digit, the old fixed line by its third.
CI_MOBILE = dict.fromkeys("0123", "01") | dict.fromkeys("456", "05") | dict.fromkeys("789", "07")
CI_FIXED = {"0": "25", "8": "21"}
CI_FIXED_ORANGE = "27"


def renumber(national, region):
    """The number that an outdated one has become.

    :param str national: digits without the country's calling code
    :param str region: ISO country code, "CI"
    :return: national digits of today, or None when the number never was a number of that plan
    :rtype: str | None
    """
    if region != "CI" or len(national) != 8 or national[0] == "1":
        return None
    if national[0] in "23":
        return CI_FIXED.get(national[2], CI_FIXED_ORANGE) + national
    return CI_MOBILE[national[1]] + national
