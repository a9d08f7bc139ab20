from odoo.tests import tagged

from ..rules import browser, sources
from .common import ConformityCase


@tagged("post_install", "-at_install")
class TestSources(ConformityCase):
    def check(self, rule, *patterns):
        self.assertNone(
            offence
            for path, text in self.files(*patterns)
            for offence in rule(sources.Source(path, text))
        )

    def test_ascii_strings(self):
        self.check(sources.ascii_strings, "*.py", "*.js", "*.xml")

    def test_left_overs(self):
        self.check(sources.left_overs, "*.py", "*.js", "*.xml", "*.scss")

    def test_file_length(self):
        self.check(sources.file_length, "*.py", "*.js", "*.scss")

    def test_method_length(self):
        self.check(sources.method_length, "*.py")

    def test_commented_sudo(self):
        self.check(sources.commented_sudo, "*.py")

    def test_browser_tests_are_started(self):
        offences = []
        for name, folder in self.folders.items():
            scripts = [
                (path.relative_to(folder).as_posix(), path.read_text(encoding="utf-8"))
                for path in folder.glob("static/tests/**/*.js")
            ]
            tests = [path.read_text(encoding="utf-8") for path in folder.glob("tests/**/*.py")]
            offences += browser.started(name, scripts, "\n".join(tests))
        self.assertNone(offences)

    def test_parametrised_sql(self):
        self.check(sources.parametrised_sql, "*.py")

    def test_guarded_public_methods(self):
        self.check(sources.guarded_public_methods, "*.py")

    def test_lazy_libraries(self):
        self.check(sources.lazy_libraries, "*.py")
