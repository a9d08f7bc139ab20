import doctest

from odoo.tests import BaseCase, tagged

from odoo.addons.kms_marketing.social import links


@tagged("post_install", "-at_install")
class TestSocial(BaseCase):
    def test_examples_of_the_documentation(self):
        self.assertEqual(doctest.testmod(links).failed, 0)

    def test_honest_writings(self):
        for network, text, address in (
            ("facebook", "kms.douala", "https://www.facebook.com/kms.douala"),
            ("facebook", "facebook.com/kms", "https://facebook.com/kms"),
            ("instagram", "HTTP://Instagram.com/kms/", "https://instagram.com/kms/"),
            (
                "linkedin",
                "https://cm.linkedin.com/company/kms",
                "https://cm.linkedin.com/company/kms",
            ),
            ("tiktok", "@kms", "https://www.tiktok.com/@kms"),
            ("x", "https://twitter.com/kms", "https://twitter.com/kms"),
            ("whatsapp", "wa.me/237677451290", "https://wa.me/237677451290"),
        ):
            with self.subTest(text):
                self.assertEqual(links.normalize(network, text), address)

    def test_hostile_writings(self):
        for text in (
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)//facebook.com/x",
            "data:text/html,<script>",
            "https://evil.example/facebook.com",
            "https://facebook.com.evil.example/kms",
            "https://evilfacebook.com/kms",
            "https://facebook.com@evil.example/kms",
            "https://user:pass@facebook.com/kms",
            "https://facebook.com:8443/kms",
            "https://facebook.com:x/kms",
            'https://facebook.com/"onclick=alert(1)',
            "https://facebook.com/<script>",
            "https://facebook.com",
            "//evil.example/x",
            "ftp://facebook.com/kms",
            "https://[facebook.com/kms",
            "kms douala",
            "kms\njavascript:alert(1)",
            "é" * 10,
            "x" * 300,
            "",
        ):
            with self.subTest(text):
                self.assertIsNone(links.normalize("facebook", text))
