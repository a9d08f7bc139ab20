from odoo.tests import HttpCase


class HootCase(HttpCase):
    """Runs one addon's hoot suite; core's own class would bring core's tests with it."""

    def run_hoot(self, suite):
        """Run the hoot tests whose suite is named so.

        :param str suite: ``@my_addon``
        """
        digest = 0
        for char in suite:
            digest = ((digest << 5) - digest + ord(char)) & 0xFFFFFFFF
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&id={digest:08x}",
            "",
            "",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
        )
