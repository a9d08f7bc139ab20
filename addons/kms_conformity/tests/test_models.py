import ast

from odoo.tests import tagged

from ..rules import manifests, models
from .common import ConformityCase


@tagged("post_install", "-at_install")
class TestModels(ConformityCase):
    def test_described(self):
        facts = []
        for name, model in self.own_models.items():
            own = [vars(cls).get("_description") for cls in model.__mro__ if _is_definition(cls)]
            facts.append((name, next(filter(None, own), None)))
        self.assertNone(models.described(facts))

    def test_ordered(self):
        self.assertNone(
            models.ordered(
                (name, any("_order" in vars(cls) for cls in model.__mro__ if _is_definition(cls)))
                for name, model in self.own_models.items()
                if not model._abstract and not model._transient
            )
        )

    def test_prefixed_fields(self):
        self.assertNone(
            models.prefixed_fields(
                (
                    (name, field.name, field._modules)
                    for name, model in self.env.registry.items()
                    for field in model._fields.values()
                    if not field.inherited
                ),
                self.own_models,
            )
        )

    def test_named_after_its_model(self):
        self.assertNone(
            offence
            for path, text in self.files("models/*.py", "wizards/*.py")
            if path.count("/") == 2
            for offence in models.named_after_its_model(path, text)
        )

    def test_manifests(self):
        agpl = self.env["ir.module.module"].search([("license", "=", "AGPL-3")]).mapped("name")
        offences = []
        for name, folder in self.folders.items():
            manifest = ast.literal_eval((folder / "__manifest__.py").read_text(encoding="utf-8"))
            paths = {path.relative_to(folder).as_posix() for path in folder.rglob("*.*")}
            offences += manifests.well_formed(name, manifest, agpl)
            offences += manifests.data_in_order(name, manifest)
            offences += manifests.complete_folder(name, paths)
        self.assertNone(offences)


def _is_definition(cls):
    return cls.__module__.startswith("odoo.addons.kms_") and "_module" in vars(cls)
