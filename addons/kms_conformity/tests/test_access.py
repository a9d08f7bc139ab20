import inspect

from odoo.tests import tagged

from ..rules import access, lifecycle
from .common import ConformityCase


@tagged("post_install", "-at_install")
class TestAccess(ConformityCase):
    def test_covered_by_acl(self):
        lines = self.env["ir.model.access"].search(
            [("model_id.model", "in", list(self.own_models))]
        )
        self.assertNone(
            access.covered_by_acl(
                (name for name, model in self.own_models.items() if not model._abstract),
                lines.mapped("model_id.model"),
            )
        )

    def test_acl_with_group(self):
        self.assertNone(
            access.acl_with_group(
                (xmlid, line.group_id) for line, xmlid in self.own_xmlids("ir.model.access").items()
            )
        )

    def test_company_rule(self):
        rules = self.env["ir.rule"].search([("model_id.model", "in", list(self.own_models))])
        self.assertNone(
            access.company_rule(
                (
                    name
                    for name, model in self.own_models.items()
                    if not model._abstract
                    and not model._transient
                    and "company_id" in model._fields
                ),
                (
                    (rule.model_id.model, rule.domain_force or "")
                    for rule in rules
                    if not rule.groups
                ),
            )
        )

    def test_bounded_crons(self):
        facts = []
        for cron, xmlid in self.own_xmlids("ir.cron").items():
            method = getattr(
                self.env[cron.model_id.model], lifecycle.cron_method(cron.code) or "", None
            )
            source = inspect.getsource(method) if method else ""
            facts.append((xmlid, cron.code, cron.interval_number, cron.interval_type, source))
        self.assertNone(lifecycle.bounded_crons(facts))
