"""The tables of ``rules/matrix.py``, drawn from a database and from the sources."""

from odoo.fields import Domain
from odoo.tools.safe_eval import safe_eval

from .rules import matrix

# what the suite's documents are made of
CORE_MODELS = (
    "account.move",
    "account.payment",
    "calendar.event",
    "crm.lead",
    "crm.team",
    "loyalty.card",
    "loyalty.program",
    "pos.config",
    "pos.order",
    "pos.payment",
    "pos.session",
    "product.pricelist.item",
    "product.template",
    "purchase.order",
    "res.company",
    "res.partner",
    "res.users",
    "sale.order",
    "stock.move",
    "stock.picking",
    "stock.quant",
)


def models_table(env, users, own_models):
    """Return ``access/models.csv`` as this database has it.

    :param users: ``{role: a user who has it and nothing else}``
    :param own_models: names of the suite's own models
    """
    names = [*own_models, *(name for name in CORE_MODELS if name in env)]
    rows = [[name, *(_cell(env, name, user) for user in users.values())] for name in names]
    return matrix.written(["model", *users], rows)


def _cell(env, name, user):
    model = env[name].with_user(user)
    allowed = {operation for operation in matrix.OPERATIONS if model.has_access(operation)}
    return matrix.cell(
        allowed, {operation for operation in allowed if _narrowed(env, name, user, operation)}
    )


def _narrowed(env, name, user, operation):
    """Return whether the user's rules leave out some records; the companies' rules aside."""
    rules = env["ir.rule"].with_user(user)._get_rules(name, operation)
    # a role may not read the rules that narrow it
    mine = rules.sudo().filtered(lambda rule: rule.groups & user.all_group_ids)
    if not mine:
        return False
    context = env["ir.rule"].with_user(user)._eval_context()
    domains = [
        Domain(safe_eval(rule.domain_force, context)) if rule.domain_force else Domain.TRUE
        for rule in mine
    ]
    return not Domain.OR(domains).optimize(env[name]).is_true()


def methods_table(sources):
    """Return ``access/methods.csv``.

    :param sources: iterable of ``(path, text)`` of Python files
    """
    rows = {row for path, text in sources for row in matrix.public_methods(path, text)}
    return matrix.written(["model", "method", "asks for"], rows)
