import sys

from odoo import SUPERUSER_ID, api
from odoo.cli import Command
from odoo.modules.registry import Registry
from odoo.tools import config


class KmsStory(Command):
    """Fill a database where kms_suite is installed with the demo users and their month"""

    name = "kms_story"

    def run(self, cmdargs):
        config.parser.prog = self.prog
        config.parse_config([*cmdargs, "--no-http"], setup_logging=True)
        databases = config["db_name"]
        if len(databases) != 1:
            sys.exit("Name one database: kms_story -d DATABASE")
        with Registry(databases[0]).cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            if "kms.demo.story" not in env:
                sys.exit(f"Install kms_suite in {databases[0]} first: -d {databases[0]} -i kms_suite")
            env["kms.demo.story"]._load()
