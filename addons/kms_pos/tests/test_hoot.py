from odoo.tests import tagged

from odoo.addons.kms_base.tests.hoot import HootCase


@tagged("post_install", "-at_install")
class TestHoot(HootCase):
    def test_hoot(self):
        self.run_hoot("@kms_pos")
