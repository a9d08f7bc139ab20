import doctest

from odoo.tests import TransactionCase, tagged

from .. import payload
from ..payload import body, fields, mail_text
from ..touch import deadline as touch_deadline


@tagged("post_install", "-at_install")
class TestPayload(TransactionCase):
    def test_examples_in_the_code(self):
        for module in (body, fields, mail_text):
            result = doctest.testmod(module)
            self.assertTrue(result.attempted and not result.failed, module.__name__)
        self.assertTrue(callable(touch_deadline))

    def test_a_secret_matches_itself_alone(self):
        self.assertTrue(payload.same_secret("abc", "abc"))
        for given, secret in (("abc", ""), ("", ""), (None, None), ("abd", "abc"), ("é", "abc")):
            self.assertFalse(payload.same_secret(given, secret))

    def test_labelled_lines(self):
        text = (
            "Bonjour,\n> Nom : cited\n* Nom : Mme Kalla\nTéléphone: 677 45 12 90\n"
            "http://example.com\nPlusieurs mots dans une phrase bien trop longue pour un nom de "
            "champ : rien\nNom : second\n"
        )
        self.assertEqual(payload.labelled(text), {"Nom": "Mme Kalla", "Téléphone": "677 45 12 90"})
