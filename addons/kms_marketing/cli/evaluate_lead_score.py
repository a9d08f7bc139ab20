"""``./kms odoo evaluate_lead_score -d DATABASE``: how good the lead score is, beside core's own."""

import sys

from odoo import api
from odoo.cli import Command
from odoo.modules.registry import Registry
from odoo.tools import config


class EvaluateLeadScore(Command):
    """Judge the lead score of a database on its latest leads, beside Odoo's own prediction"""

    name = "evaluate_lead_score"

    def run(self, cmdargs):
        """Print one table per company; write nothing.

        :param list cmdargs: options of Odoo, such as ``-d DATABASE``
        """
        config.parser.prog = self.prog
        config.parse_config([*cmdargs, "--no-http"], setup_logging=True)
        names = config["db_name"]
        if len(names) != 1:
            sys.exit("Name one database: -d DATABASE")
        registry = Registry(names[0])
        with registry.cursor() as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, {})
            if "kms.lead.score.model" not in env:
                sys.exit(f"KMS Marketing is not installed in {names[0]}.")
            user = env.ref("base.user_admin", raise_if_not_found=False)
            env = env(context={"lang": user.lang if user else env.lang})
            for company in env["res.company"].search([]):
                text = env["kms.lead.score.model"]._kms_evaluation(company)
                sys.stdout.write(f"\n{text}\n")
            cr.rollback()
