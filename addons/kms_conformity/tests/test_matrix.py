import csv
import inspect
import os
from pathlib import Path

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..access_tables import methods_table, models_table
from ..rules import matrix
from .common import ConformityCase

FOLDER = Path(__file__).parent.parent / "access"
ROLES = (
    "reception",
    "showroom",
    "field",
    "call_agent",
    "concierge",
    "training",
    "storekeeper",
    "cashier",
    "accountant",
    "marketing",
    "management",
)
NOTHING = inspect.Parameter.empty


@tagged("post_install", "-at_install")
class TestMatrix(ConformityCase):
    """The tables of who may do what are those of the product.

    ``KMS_WRITE_ACCESS=1`` writes them anew: read the difference before it is committed.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {
            role: new_test_user(cls.env, f"matrix_{role}", groups=f"kms_base.role_{role}")
            for role in ROLES
            if cls.env.ref(f"kms_base.role_{role}", raise_if_not_found=False)
        }

    def assertTable(self, name, found):
        path = FOLDER / name
        if os.environ.get("KMS_WRITE_ACCESS"):
            path.write_text(found, encoding="utf-8")
        self.assertNone(matrix.differences(path.read_text(encoding="utf-8"), found))

    def test_models(self):
        """Rights grow with each addon: the table is that of the whole suite."""
        if "kms_suite" in self.modules:
            own = [name for name, model in self.own_models.items() if not model._abstract]
            self.assertTable("models.csv", models_table(self.env, self.users, own))

    def test_methods(self):
        if "kms_suite" in self.modules:
            self.assertTable("methods.csv", methods_table(self.files("*.py")))

    @mute_logger(
        "odoo.models", "odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule"
    )
    def test_who_may_not_is_refused(self):
        """Each method, called by each role that lacks what it asks for."""
        tried, offences = 0, []
        with open(FOLDER / "methods.csv", encoding="utf-8") as table:
            rows = list(csv.DictReader(table))
        for row in rows:
            operation, _space, asked = row["asks for"].partition(" ")
            if operation not in matrix.OPERATIONS or row["model"] not in self.env:
                continue
            asked = asked or row["model"]
            if asked not in self.env or self.env[asked]._abstract:
                continue
            for role, user in self.users.items():
                if self.env[asked].with_user(user).has_access(operation):
                    continue
                tried += 1
                if not self._refused(user, row):
                    offences.append(f"{row['model']}.{row['method']}() answers {role}")
        self.assertNone(offences)
        self.assertTrue(tried or not self.modules)

    def _refused(self, user, row):
        # any number will do: who has no access line is refused before the record is looked for
        record = self.env[row["model"]].with_user(user).browse(1)
        method = getattr(record, row["method"], None)
        if method is None:
            return True  # of an addon that is not installed
        needed = [
            parameter
            for parameter in inspect.signature(method).parameters.values()
            if parameter.default is NOTHING
            and parameter.kind in {parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD}
        ]
        try:
            with self.env.cr.savepoint():
                method(*[None] * len(needed))
        except AccessError:
            return True
        except Exception:  # noqa: BLE001  whatever comes before the refusal is the offence
            return False
        return False
