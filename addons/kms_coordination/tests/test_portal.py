from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestPortal(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(cls.env, login="test_dispute_portal", groups="base.group_portal")
        product = cls.env["product.product"].create({"name": "Kitchen hood"})
        cls.dispute = cls.env["kms.dispute"].create(
            {
                "partner_id": cls.user.partner_id.id,
                "problem": "defective",
                "description": "It hums",
                "line_ids": [(0, 0, {"product_id": product.id, "quantity": 2})],
            }
        )

    def test_a_customer_follows_their_disputes(self):
        self.authenticate("test_dispute_portal", "test_dispute_portal")
        self.assertIn(self.dispute.name, self.url_open("/my/disputes").text)
        for address in (
            "/my/disputes?page=%C2%B2",
            "/my/disputes?page=-1",
            f"/my/disputes/{2**40}",
        ):
            self.assertEqual(self.url_open(address).status_code, 200, address)
        page = self.url_open(f"/my/disputes/{self.dispute.id}").text
        for text in (self.dispute.name, "It hums", "Kitchen hood", "Defective product"):
            self.assertIn(text, page)

    def test_the_link_opens_without_signing_in(self):
        link = self.dispute.get_portal_url()
        self.assertIn("It hums", self.url_open(link).text)
        self.assertNotIn("It hums", self.url_open(f"/my/disputes/{self.dispute.id}").text)

    def test_a_resolved_one_shows_its_solution(self):
        manager = new_test_user(
            self.env,
            login="test_portal_manager",
            groups="base.group_user,kms_base.role_marketing",
        )
        self.dispute.write({"solution": "goodwill", "goodwill_amount": 1_000})
        self.dispute.with_user(manager).action_resolve()
        self.assertIn(self.dispute.card_id.code, self.url_open(self.dispute.get_portal_url()).text)
