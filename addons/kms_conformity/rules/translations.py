"""French is complete."""


def complete_french(module, terms, entries):
    """Each term of an addon has a translation that somebody has approved.

    :param module: name of the addon
    :param terms: the source texts that Odoo exports for it
    :param entries: iterable of ``(source text, translation, is fuzzy)`` of its ``fr.po``
    """
    translated, fuzzy = set(), set()
    for source, translation, is_fuzzy in entries:
        if is_fuzzy:
            fuzzy.add(source)
        elif translation:
            translated.add(source)
    return sorted(
        f"{module}: {_short(term)}: {'fuzzy' if term in fuzzy else 'no French'}"
        for term in (set(terms) - translated) | fuzzy
    )


def _short(term):
    return repr(term if len(term) <= 80 else term[:77] + "...")
