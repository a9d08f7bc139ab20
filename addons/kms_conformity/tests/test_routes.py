import json
import re

from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import ConformityCase

NASTY = (
    "",
    "0",
    "-1",
    str(2**63),
    "x" * 2000,
    "<script>alert(1)</script>",
    "../../../etc/passwd",
    "%00",
    "=cmd|' /C calc'!A0",
    "{{7*7}}",
    "[1]",
    '{"a": [1]}',
    "\u202e",
)
PLACE = re.compile(r"<(?:(?P<kind>\w+)(?:\([^)]*\))?:)?(?P<name>\w+)>")
QUIET = (
    "odoo.http",
    "odoo.addons.http_routing.models.ir_http",
    "odoo.addons.base.models.ir_rule",
    "odoo.addons.base.models.ir_model",
)


@tagged("post_install", "-at_install")
class TestRoutes(ConformityCase, HttpCase):
    """Nonsense in the address, the query or the body is refused; nothing breaks, nothing runs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        new_test_user(cls.env, "routes_portal", groups="base.group_portal")
        new_test_user(cls.env, "routes_seller", groups="kms_base.role_showroom")
        cls.routes = {
            rule.rule: rule.endpoint.routing
            for rule in cls.env["ir.http"].routing_map().iter_rules()
            if rule.endpoint.func.__module__.startswith("odoo.addons.kms_")
        }

    def addresses(self, rule):
        """Yield the address with each nasty value in each of its places."""
        places = [place["name"] for place in PLACE.finditer(rule)]
        for nasty in NASTY if places else NASTY[:1]:
            yield PLACE.sub(
                lambda place, nasty=nasty: nasty.replace("/", "%2F").replace("<", "%3C") or "0",
                rule,
            )

    def check(self, answer, what):
        if answer.status_code >= 500:
            self.offences.append(f"{answer.status_code} {what}")
        kind = answer.headers.get("Content-Type", "")
        if "html" in kind and NASTY[5] in answer.text:
            self.offences.append(f"runs the script it was sent: {what}")

    def test_nothing_breaks(self):
        self.offences = []
        for login in (None, "routes_portal", "routes_seller"):
            self.authenticate(login, login)
            for rule, routing in self.routes.items():
                with self.subTest(login=login, rule=rule), mute_logger(*QUIET):
                    self.try_route(login, rule, routing)
        self.assertNone(self.offences)
        self.assertTrue(self.routes or len(self.modules) < 10)

    def try_route(self, login, rule, routing):
        methods = routing.get("methods") or ["GET", "POST"]
        for address in self.addresses(rule):
            if "GET" in methods:
                self.check(self.url_open(address), f"GET {address[:80]} as {login}")
        address = next(iter(self.addresses(rule)))
        for nasty in NASTY:
            names = ("data", "id", "token", "q", "value", "comment", "name", "phone")
            values = dict.fromkeys(names, nasty)
            if "GET" in methods:
                answer = self.url_open(address, params=values)
                self.check(answer, f"GET {address}?…={nasty[:30]!r} as {login}")
            if "POST" in methods:
                as_json = routing.get("type") in {"json", "jsonrpc"}
                body = json.dumps({"params": values}) if as_json else values
                headers = {"Content-Type": "application/json"} if as_json else {}
                answer = self.url_open(address, data=body, headers=headers)
                self.check(answer, f"POST {address} {nasty[:30]!r} as {login}")
