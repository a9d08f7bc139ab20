from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestCompanies(TransactionCase):
    def test_every_company_whoever_asks(self):
        """Another's company, one that comes and one that is archived."""
        companies = self.env["res.company"]
        other = companies.create({"name": "Other house"})
        user = new_test_user(
            self.env,
            "one_house",
            company_id=self.env.company.id,
            company_ids=[(6, 0, self.env.company.ids)],
        )

        def every():
            return companies.with_user(user)._kms_every()

        everything = companies.with_context(active_test=False).search([])
        self.assertIn(other, everything)
        self.assertEqual(every(), everything)
        self.assertTrue(all(company.kms_timezone for company in every()))
        third = companies.create({"name": "Third house"})
        self.assertEqual(every(), everything | third)
        third.active = False
        self.assertEqual(every(), everything | third)
