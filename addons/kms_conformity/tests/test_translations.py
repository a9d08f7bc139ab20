import polib

from odoo.tests import tagged
from odoo.tools.translate import TranslationModuleReader

from ..rules import translations
from .common import ConformityCase


@tagged("post_install", "-at_install")
class TestTranslations(ConformityCase):
    def test_complete_french(self):
        terms = {name: set() for name in self.modules}
        for module, _type, _name, _id, source, *_rest in TranslationModuleReader(
            self.env.cr, modules=self.modules
        ):
            terms[module].add(source)
        offences = []
        for module, folder in self.folders.items():
            path = folder / "i18n" / "fr.po"
            entries = polib.pofile(str(path)) if path.exists() else []
            offences += translations.complete_french(
                module,
                terms[module],
                (
                    (entry.msgid, entry.msgstr, entry.fuzzy)
                    for entry in entries
                    if not entry.obsolete
                ),
            )
        self.assertNone(offences)
