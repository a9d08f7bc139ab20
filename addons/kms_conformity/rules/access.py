"""Who may do what is written down for each model."""


def covered_by_acl(models, models_with_acl):
    """Each own model that users can reach has a line in ``ir.model.access.csv``.

    :param models: names of own models, abstract ones aside
    :param models_with_acl: names of models with at least one line
    """
    return sorted(f"{name}: no access line" for name in set(models) - set(models_with_acl))


def acl_with_group(lines):
    """Each access line names its group: a line without one opens the model to portal and public.

    :param lines: iterable of ``(xml id, group or None)``
    """
    return sorted(f"{xmlid}: no group" for xmlid, group in lines if not group)


def company_rule(models_with_company, global_rules):
    """Each own model with ``company_id`` has a global rule on the companies of the user.

    :param models_with_company: names of the models
    :param global_rules: iterable of ``(model name, domain text)``
    """
    guarded = {
        model
        for model, domain in global_rules
        if "company_id" in domain and "company_ids" in domain
    }
    return sorted(f"{name}: no company rule" for name in set(models_with_company) - guarded)
