"""``./kms odoo analyser_fidelite -d DATABASE``: rate the customers and tell what changed."""

import sys

from odoo import api
from odoo.cli import Command
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.tools import config

COUPONS, TRIAL, FULL = "--generer-coupons", "--dry-run", "--complet"
# Enough to read on a screen; the whole list is in Odoo.
SHOWN = 20


class AnalyserFidelite(Command):
    """Rate the customers' loyalty, move them between tiers (--generer-coupons, --dry-run)"""

    name = "analyser_fidelite"

    def run(self, cmdargs):
        """Analyse each company and print its report.

        :param list cmdargs: ``--generer-coupons`` gives congratulation coupons, ``--dry-run``
            writes nothing, ``--complet`` rates everybody again; the others are options of Odoo,
            such as ``-d DATABASE``
        """
        own = {option for option in (COUPONS, TRIAL, FULL) if option in cmdargs}
        config.parser.prog = self.prog
        config.parse_config(
            [*(word for word in cmdargs if word not in own), "--no-http"], setup_logging=True
        )
        names = config["db_name"]
        if len(names) != 1:
            sys.exit("Name one database: -d DATABASE")
        with Registry(names[0]).cursor() as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, {})
            if "kms.loyalty.run" not in env:
                sys.exit(f"KMS Loyalty is not installed in {names[0]}.")
            env = env(context={"lang": _language(env)})
            failed = [not _analyse(env, company, own) for company in _companies(env)]
        sys.stdout.flush()
        if any(failed):
            sys.exit(1)


def _language(env):
    """The report is in French where French is installed."""
    installed = [code for code, _name in env["res.lang"].get_installed()]
    return next((code for code in installed if code.startswith("fr")), env.user.lang)


def _companies(env):
    return env["res.company"].search([], order="id")


def _analyse(env, company, own):
    """Analyse one company in a transaction of its own.

    :return: whether it worked
    """

    def tell(sentence):
        sys.stderr.write(f"  {sentence}…\n")
        sys.stderr.flush()

    sys.stderr.write(f"{company.name}\n")
    trial = TRIAL in own
    kind = "dry" if trial else "full" if FULL in own else None
    try:
        run = env["kms.loyalty.run"]._kms_analyse(company, kind, COUPONS in own, tell)
    except UserError as error:
        env.cr.rollback()
        sys.stderr.write(f"{error}\n")
        return False
    moves = run._kms_changed(SHOWN)
    more = run.promotions + run.demotions - SHOWN
    rest = [env._("… and %(count)s more: see the report in Odoo.", count=more)] if more > 0 else []
    note = [env._("Trial: nothing was written.")] if trial else []
    sys.stdout.write("\n".join(["", run.log, "", *moves, *rest, *note, ""]))
    if trial:
        env.cr.rollback()
    else:
        env.cr.commit()
    return True
