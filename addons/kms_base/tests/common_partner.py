from odoo.tests import TransactionCase, new_test_user


class PartnerCase(TransactionCase):
    """A Cameroonian company and one person of each job that the tests need."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=False))
        cls.cameroon = cls.env.ref("base.cm")
        cls.env.company.country_id = cls.cameroon
        cls.Partner = cls.env["res.partner"]
        # whoever lives in the database gives up their numbers for the time of the tests
        cls.env.cr.execute(
            "UPDATE res_partner SET phone = NULL, phone_sanitized = NULL, kms_mobile = NULL, "
            "kms_mobile_sanitized = NULL, kms_phone_outdated = FALSE"
        )
        cls.env.invalidate_all()
        cls.showroom = new_test_user(cls.env, "kms_showroom", groups="kms_base.role_showroom")
        cls.marketing = new_test_user(cls.env, "kms_marketing", groups="kms_base.role_marketing")
        cls.concierge = new_test_user(cls.env, "kms_concierge", groups="kms_base.role_concierge")

    def _as(self, user):
        return self.Partner.with_user(user)
