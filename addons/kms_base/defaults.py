"""Values that a client gives through the context of a call."""

DEFAULT = "default_"


def without_defaults(records, names=None):
    """Return records whose context gives no value of its own to what is created with them.

    What a call does not name, its context may: a check of the values does not see it.

    :param records: of any model
    :param names: fields whose defaults are left out; all when not given
    """
    context = {
        key: value
        for key, value in records.env.context.items()
        if not (key.startswith(DEFAULT) and (names is None or key[len(DEFAULT) :] in names))
    }
    if len(context) == len(records.env.context):
        return records
    return records.with_env(records.env(context=context))
