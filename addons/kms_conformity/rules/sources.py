"""What source files may not contain.

Every rule here can be waived on one spot by a comment on the same line or on one of the two
lines above it: ``conformity: <rule> <reason>``. Without a reason the waiver does not count. In the
first five lines of a file it holds for the whole file.
"""

import ast
import io
import re
import tokenize
import unicodedata

MAX_FILE_LINES = 400
MAX_METHOD_LINES = 40
WAIVER = re.compile(r"conformity:\s*(?P<rule>[a-z-]+)\s+(?P<reason>\w.{4,})")
LEFT_OVER = re.compile(r"\b(TO[D]O|FIX[M]E|XX[X])\b")
JS_COMMENT = re.compile(
    r"""("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|(//[^\n]*|/\*.*?\*/)""",
    re.DOTALL,
)
XML_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
ACCESS_CALLS = {
    "check_access",
    "check_access_rights",
    "check_access_rule",
    "has_access",
    "has_group",
    "has_groups",
    "is_admin",
    "is_system",
    "_filtered_access",
}
# libraries of megabytes that core does not load at its start
HEAVY = {
    "docx",
    "matplotlib",
    "numpy",
    "openpyxl",
    "pandas",
    "phonenumbers.carrier",
    "phonenumbers.geocoder",
    "phonenumbers.timezone",
    "scipy",
    "sklearn",
    "weasyprint",
    "xlrd",
    "xlsxwriter",
    "zeep",
}
PRIVATE_DECORATORS = {"private", "ondelete", "constrains", "depends", "onchange", "autovacuum"}


class Source:
    """One source file: its path inside the addons folder, its text and its waivers."""

    def __init__(self, path, text):
        self.path = path
        self.text = text
        self.lines = text.splitlines()
        self._tree = None

    @property
    def tree(self):
        if self._tree is None:
            self._tree = ast.parse(self.text)
        return self._tree

    @property
    def is_test(self):
        return "/tests/" in self.path

    def waived(self, rule, line):
        around = self.lines[max(0, line - 3) : line] + self.lines[:5]
        matches = (WAIVER.search(text) for text in around)
        return any(match and match["rule"] == rule for match in matches)

    def offence(self, rule, line, what):
        """A list with one offence, or an empty one where the rule is waived."""
        return [] if self.waived(rule, line) else [f"{self.path}:{line}: {what}"]


def has_foreign_letter(text):
    """True for a letter outside ASCII; typographic signs and emoji are no letters."""
    return any(ord(char) > 127 and unicodedata.category(char)[0] == "L" for char in text)


def ascii_strings(source):
    """Source strings are English: French, with its accents, lives in ``i18n/fr.po``."""
    if source.is_test or "/demo/" in source.path:
        return []
    found = []
    for line, text in _strings(source):
        if has_foreign_letter(text):
            found += source.offence("ascii", line, f"a letter with an accent in {text.strip()!r}")
    return found


def _strings(source):
    if source.path.endswith(".py"):
        return _python_strings(source.text)
    if source.path.endswith(".xml"):
        text = XML_COMMENT.sub(_blank, source.text)
    else:
        text = JS_COMMENT.sub(lambda match: match[1] or _blank(match), source.text)
    return enumerate(text.splitlines(), 1)


def _python_strings(text):
    parts = {tokenize.STRING}
    # f-strings are tokens of their own since Python 3.12
    parts.add(getattr(tokenize, "FSTRING_MIDDLE", tokenize.STRING))
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type in parts:
            yield token.start[0], token.string


def _blank(match):
    """White space of the same number of lines, so that line numbers stay true."""
    return "\n" * match[0].count("\n")


def left_overs(source):
    """No print, no console.log, no note to oneself."""
    found = []
    for number, line in enumerate(source.lines, 1):
        if LEFT_OVER.search(line):
            found += source.offence("left-over", number, f"left-over: {line.strip()}")
        if source.path.endswith(".js") and re.search(r"\bconsole\.(log|debug)\(", line):
            found += source.offence("left-over", number, "console.log left in the code")
    if source.path.endswith(".py"):
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "print":
                found += source.offence("left-over", node.lineno, "print() left in the code")
    return found


def file_length(source):
    """A file past 400 lines is asking to be cut."""
    count = len(source.lines)
    if count <= MAX_FILE_LINES:
        return []
    return source.offence("file-length", 1, f"{count} lines, more than {MAX_FILE_LINES}")


def method_length(source):
    """A function past 40 lines, its docstring aside, is asking to be cut."""
    if source.is_test:
        return []
    found = []
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef):
            count = node.end_lineno - node.lineno + 1 - _docstring_lines(node)
            if count > MAX_METHOD_LINES:
                what = f"{node.name}() has {count} lines, more than {MAX_METHOD_LINES}"
                found += source.offence("method-length", node.lineno, what)
    return found


def _docstring_lines(node):
    if not ast.get_docstring(node):
        return 0
    return node.body[0].end_lineno - node.body[0].lineno + 1


def commented_sudo(source):
    """Each ``sudo()`` says why, in its chain of calls or on one of the two lines above."""
    if source.is_test:
        return []
    found = []
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Call) or getattr(node.func, "attr", "") != "sudo":
            continue
        if any(isinstance(arg, ast.Constant) and arg.value is False for arg in node.args):
            continue  # sudo(False) gives rights back
        # in a chain over several lines the node starts lines above the word itself
        line = node.func.end_lineno
        if not any("#" in text for text in source.lines[max(0, node.lineno - 3) : line]):
            found.append(f"{source.path}:{line}: sudo() without a comment that says why")
    return found


def parametrised_sql(source):
    """SQL takes its values as parameters; a text put together by hand is an injection."""
    if source.is_test:
        return []
    found = []
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Call) or not node.args or not _runs_sql(node.func):
            continue
        if _is_built_text(node.args[0]):
            found += source.offence("sql", node.lineno, "SQL text put together by hand")
    return found


def _runs_sql(func):
    return getattr(func, "id", "") == "SQL" or getattr(func, "attr", "") in {
        "execute",
        "executemany",
        "execute_values",
        "execute_query",
        "execute_query_dict",
    }


def _is_built_text(node):
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(part, ast.FormattedValue) for part in node.values)
    if isinstance(node, ast.BinOp):
        # a constant cut over several lines with + is still a constant
        return not all(isinstance(part, ast.Constant) for part in (node.left, node.right))
    return isinstance(node, ast.Call) and getattr(node.func, "attr", "") in {"format", "join"}


def guarded_public_methods(source):
    """A method without ``_`` answers any logged-in user: it checks access or is ``@api.private``.

    Overrides that call ``super()`` rely on the check of the method they extend.
    """
    if source.is_test:
        return []
    found = []
    for cls in (node for node in ast.walk(source.tree) if isinstance(node, ast.ClassDef)):
        if not _is_model(cls):
            continue
        for method in cls.body:
            if isinstance(method, ast.FunctionDef) and not _is_guarded(method):
                what = f"{cls.name}.{method.name}() is public and checks nothing"
                found += source.offence("public-method", method.lineno, what)
    return found


def _is_model(cls):
    return any(
        getattr(base, "attr", getattr(base, "id", ""))
        in {"Model", "TransientModel", "AbstractModel", "BaseModel"}
        for base in cls.bases
    )


def _is_guarded(method):
    if method.name.startswith("_"):
        return True
    decorators = {
        getattr(getattr(node, "func", node), "attr", getattr(node, "id", ""))
        for node in method.decorator_list
    }
    if decorators & PRIVATE_DECORATORS or "property" in decorators:
        return True
    calls = [node.func for node in ast.walk(method) if isinstance(node, ast.Call)]
    return any(
        getattr(func, "attr", "") in ACCESS_CALLS or _is_super_call(func, method.name)
        for func in calls
    )


def _is_super_call(func, name):
    return (
        getattr(func, "attr", "") == name
        and isinstance(func.value, ast.Call)
        and getattr(func.value.func, "id", "") == "super"
    )


def lazy_libraries(source):
    """A big library is imported by the function that needs it: most workers never do."""
    if source.is_test:
        return []
    found = []
    for node in _at_import(source.tree):
        for name in sorted({name for name in _imported(node) if name in HEAVY}):
            what = f"{name} is loaded at the start of every worker"
            found += source.offence("lazy-library", node.lineno, what)
    return found


def _at_import(tree):
    """Yield what runs when the module is imported: all but the insides of functions."""
    todo = [tree]
    while todo:
        node = todo.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            todo += ast.iter_child_nodes(node)


def _imported(node):
    """Yield the packages and modules that an import statement loads, ``a``, ``a.b`` …"""
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom) and not node.level:
        names = [f"{node.module}.{alias.name}" for alias in node.names]
    else:
        names = []
    for name in names:
        parts = name.split(".")
        yield from (".".join(parts[:count]) for count in range(1, len(parts) + 1))
