"""Who may do what, as two tables that are read by people and compared by a test.

``access/models.csv``: model by role; C, R, U, D for what the role may create, read, update, delete;
small letters where a rule narrows it to some records (its own, its channel's).
``access/methods.csv``: the methods that a client may call by name, and what each asks first.
"""

import ast
import csv
import io

OPERATIONS = {"create": "C", "read": "R", "write": "U", "unlink": "D"}
GUARDS = {"check_access", "has_access", "has_group", "has_groups", "_filtered_access"}
MODEL_BASES = {"Model", "TransientModel", "AbstractModel", "BaseModel"}
NOT_FOR_CLIENTS = {
    "constrains",
    "depends",
    "depends_context",
    "onchange",
    "ondelete",
    "autovacuum",
    "private",
    "property",
}


def cell(allowed, narrowed):
    """Return what stands in a cell.

    :param allowed: operations that the access lines grant
    :param narrowed: those of them that a record rule narrows
    """
    return "".join(
        letter.lower() if operation in narrowed else letter
        for operation, letter in OPERATIONS.items()
        if operation in allowed
    )


def public_methods(path, text):
    """Yield ``(model, method, guard)`` of the methods of a source file that clients may call.

    :param path: for messages; files of tests have none
    :param text: its source
    """
    if "/tests/" in path:
        return
    for node in ast.walk(ast.parse(text)):
        model = _model_of(node)
        if not model:
            continue
        for method in node.body:
            if (
                isinstance(method, ast.FunctionDef)
                and not method.name.startswith("_")
                and not _decorators(method) & NOT_FOR_CLIENTS
            ):
                yield model, method.name, guard_of(method)


def guard_of(method):
    """Return what a method asks before it works: ``write``, ``read sale.order``, ``as core`` …"""
    for node in ast.walk(method):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in GUARDS:
            asked = node.args[0] if node.args else None
            what = asked.value if isinstance(asked, ast.Constant) else ast.unparse(node)
            asker = ast.unparse(node.func.value)
            if asker in {"self", "self.browse()"}:
                return what
            if asker == "self.env.user":
                return f"role {what}"
            return f"{what} {_model_asked(asker)}"
    return "as core"


def _model_asked(asker):
    quoted = asker.split("'")
    return quoted[1] if len(quoted) == 3 else asker


def _decorators(method):
    return {
        getattr(getattr(node, "func", node), "attr", getattr(node, "id", ""))
        for node in method.decorator_list
    }


def _model_of(node):
    if not isinstance(node, ast.ClassDef):
        return None
    bases = {getattr(base, "attr", getattr(base, "id", "")) for base in node.bases}
    if not bases & MODEL_BASES:
        return None
    told = {}
    for line in node.body:
        if isinstance(line, ast.Assign) and getattr(line.targets[0], "id", "") in {
            "_name",
            "_inherit",
        }:
            value = ast.literal_eval(line.value)
            told[line.targets[0].id] = value if isinstance(value, str) else value[0]
    return told.get("_name") or told.get("_inherit")


def written(header, rows):
    """Return a table as CSV text, its rows in order."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(sorted(rows))
    return out.getvalue()


def differences(expected, found):
    """Return a line for each row that only one of two CSV texts has."""
    expected, found = expected.splitlines(), found.splitlines()
    return [f"- {line}" for line in sorted(set(expected) - set(found))] + [
        f"+ {line}" for line in sorted(set(found) - set(expected))
    ]
