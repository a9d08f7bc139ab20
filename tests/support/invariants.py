"""What must hold after every fault: see ``tools/kms/invariants.py``."""

import sys

from .project import ROOT

sys.path.insert(0, str(ROOT / "tools"))

from kms.invariants import BROKEN

REFRESH = ("kms_dashboard", "ir_cron_refresh")
CHECK = ("kms_dashboard", "ir_cron_check")


def check(sql):
    """Fail with the names of the invariants that do not hold.

    :param sql: runs one statement and returns its rows
    """
    found = {name: sql(question)[0][0] for name, question in BROKEN.items()}
    broken = {name: count for name, count in found.items() if count}
    assert not broken, broken


def check_facts(admin, sql):
    """Fail when the daily figures of a sample of days are not what their documents say."""
    for module, name in (REFRESH, CHECK):
        [(cron,)] = sql(
            "SELECT res_id FROM ir_model_data WHERE module = %s AND name = %s", (module, name)
        )
        admin.call("ir.cron", "method_direct_trigger", [cron])
    assert sql("SELECT count(*) > 0 FROM kms_fact") == [(True,)], "no figure was counted"
    assert sql("SELECT source, report FROM kms_fact_check") == []
