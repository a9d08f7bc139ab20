from datetime import date

CONSENT = "consent"
OPT_OUT = "opt_out"
NO_CONSENT = "no_consent"

# France: a consumer is only called with recorded consent, except about a contract that runs
# (law 2025-594 of 30 June 2025, article 13; Code de la consommation, article L223-1).
CONSENT_SINCE = {"FR": date(2026, 8, 11)}
# Overseas parts of a country have calling codes of their own, and the same law.
PREFIXES = {"FR": ("+33", "+262", "+590", "+594", "+596", "+508")}


def may_not_call(phone, day, *, is_business=False, said="", has_contract=False):
    """Tell why a person may not be called, if so.

    >>> may_not_call("+33612345678", date(2026, 8, 10))
    ''
    >>> may_not_call("+33612345678", date(2026, 8, 11))
    'no_consent'
    >>> may_not_call("+33612345678", date(2026, 8, 11), is_business=True)
    ''
    >>> may_not_call("+237699001122", date(2026, 8, 11), said="opt_out")
    'opt_out'

    :param str phone: in E.164
    :param datetime.date day: when the call would be made
    :param bool is_business: the number of a company or of somebody in their trade
    :param str said: the last word of the person: :data:`CONSENT`, :data:`OPT_OUT` or nothing
    :param bool has_contract: the calls are about a contract that runs
    :return: :data:`OPT_OUT`, :data:`NO_CONSENT` or an empty text
    :rtype: str
    """
    if said == OPT_OUT:
        return OPT_OUT
    if is_business or has_contract or said == CONSENT:
        return ""
    needed = any(
        day >= since and phone.startswith(PREFIXES[country])
        for country, since in CONSENT_SINCE.items()
    )
    return NO_CONSENT if needed else ""
