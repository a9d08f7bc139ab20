import doctest

from odoo.tests import BaseCase, tagged

from .. import urls
from ..urls import binary_arguments


@tagged("post_install", "-at_install")
class TestUrls(BaseCase):
    def test_shapes(self):
        for path, query, expected in (
            ("7", {}, {"id": 7}),
            ("7-c0ffee", {}, {"id": 7}),
            ("7/logo.png", {}, {"id": 7}),
            ("7-c0ffee/300x200/logo.png", {}, {"id": 7, "width": 300, "height": 200}),
            ("base.image", {}, {"xmlid": "base.image"}),
            ("base.image/30x20", {}, {"xmlid": "base.image", "width": 30, "height": 20}),
            (
                "res.partner/3/image_128",
                {},
                {"model": "res.partner", "id": 3, "field": "image_128"},
            ),
            (
                "res.partner/3/image_128/64x64/me.png",
                {},
                {"model": "res.partner", "id": 3, "field": "image_128", "width": 64, "height": 64},
            ),
            (
                "",
                {"model": "res.users", "id": "2", "field": "avatar_128"},
                {"model": "res.users", "id": 2, "field": "avatar_128"},
            ),
            (
                "",
                {"id": "9", "access_token": "t", "width": "5"},
                {"id": 9, "access_token": "t", "width": 5},
            ),
        ):
            with self.subTest(path=path):
                everything = {"model": "ir.attachment", "field": "raw", "width": 0, "height": 0}
                self.assertEqual(
                    binary_arguments(path.split("/"), query), {**everything, **expected}
                )

    def test_nonsense(self):
        with self.assertRaises(ValueError):
            binary_arguments([""], {"id": "one"})

    def test_examples(self):
        self.assertEqual(doctest.testmod(urls).failed, 0)
