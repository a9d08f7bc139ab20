from pathlib import Path

from odoo.modules.module import get_module_path
from odoo.tests import TransactionCase


class ConformityCase(TransactionCase):
    """Facts about the installed addons of the suite."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        installed = cls.env["ir.module.module"].search(
            [("state", "in", ("installed", "to upgrade")), ("name", "=like", "kms\\_%")],
            order="name",
        )
        cls.modules = installed.mapped("name")
        cls.folders = {name: Path(get_module_path(name)) for name in cls.modules}
        cls.own_models = {
            name: model
            for name, model in cls.env.registry.items()
            if (model._original_module or "").startswith("kms_")
        }

    def assertNone(self, offences):
        """Fail with one offence per line."""
        offences = list(offences)
        if offences:
            self.fail(f"{len(offences)} against the rule:\n  " + "\n  ".join(offences))

    def files(self, *patterns):
        """Yield ``(path inside the addons folder, text)`` of the suite's own files."""
        for name, folder in self.folders.items():
            for pattern in patterns:
                for path in sorted(folder.rglob(pattern)):
                    inside = path.relative_to(folder).as_posix()
                    if not inside.startswith(("static/lib/", "i18n/")):
                        yield f"{name}/{inside}", path.read_text(encoding="utf-8")

    @classmethod
    def own_xmlids(cls, model):
        """Return ``{record: xml id}`` of the suite's records of ``model``."""
        data = cls.env["ir.model.data"].search(
            [("model", "=", model), ("module", "in", cls.modules)]
        )
        return {cls.env[model].browse(line.res_id): line.complete_name for line in data}
