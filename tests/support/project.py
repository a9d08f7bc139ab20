"""Where things are: what ``./kms env`` exports, read once.

Every path and address comes from the environment, so that the same tests run in the project's own
set-up, over ``KMS_ODOO`` and in continuous integration.
"""

import json
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STATE = ROOT / ".kms"
ARTIFACTS = STATE / "test-artifacts"
LOGS = STATE / "test-logs"


def setting(name):
    """Return an exported setting; a plain sentence when the tests run outside ``./kms``."""
    try:
        return os.environ[name]
    except KeyError:
        message = f"{name} is not set: run this through ./kms, or after  eval $(./kms env)"
        raise SystemExit(message) from None


def odoo_command():
    """The command line of Odoo with the project's configuration, to which options are added."""
    return json.loads(setting("KMS_ODOO_COMMAND"))


def odoo_options():
    """The options of :func:`odoo_command` alone, for a process that imports Odoo itself."""
    command = odoo_command()
    return [option for option in command if option.startswith("-") and option != "-m"]
