"""What a model must say about itself, and where it lives."""

import ast
import re


def described(models):
    """Each own model has a description of its own.

    :param models: iterable of ``(name, description)``
    """
    return sorted(f"{name}: no _description" for name, text in models if text in (None, "", name))


def ordered(models):
    """Each own stored model says in which order its records come.

    :param models: iterable of ``(name, has_order)``
    """
    return sorted(f"{name}: no _order" for name, has_order in models if not has_order)


def prefixed_fields(fields, own_models):
    """Fields that the suite adds to models of others start with ``kms_``.

    :param fields: iterable of ``(model, field, modules that define it)``
    :param own_models: names of the models the suite created
    """
    return sorted(
        f"{model}.{field}: a field added by {modules[0]} must start with kms_"
        for model, field, modules in fields
        if model not in own_models
        and modules
        and all(module.startswith("kms_") for module in modules)
        and not field.lstrip("_").startswith(("kms_", "x_kms_"))
    )


def named_after_its_model(path, text):
    """One model, one file, the model's name; a large extension may add an aspect to it
    (``crm_lead_score.py``).

    :param path: path of a file in ``models/`` or ``wizards/``
    :param text: its source
    """
    stem = path.rsplit("/", 1)[-1].removesuffix(".py")
    if stem == "__init__":
        return []
    names = [_model_name(node) for node in ast.parse(text).body if isinstance(node, ast.ClassDef)]
    names = [name for name in names if name]
    if len(names) > 1:
        return [f"{path}: holds {len(names)} models ({', '.join(names)})"]
    return [
        f"{path}: holds {name}, so its name is {name.replace('.', '_')}.py"
        for name in names
        if not f"{stem}_".startswith(re.sub(r"\W", "_", name) + "_")
    ]


def _model_name(cls):
    values = {}
    for node in cls.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            values[node.targets[0].id] = node.value
    for attribute in ("_name", "_inherit"):
        value = values.get(attribute)
        if isinstance(value, ast.List | ast.Tuple) and len(value.elts) == 1:
            value = value.elts[0]
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            return value.value
    return None
