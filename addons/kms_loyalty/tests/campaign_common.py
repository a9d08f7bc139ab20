from .coupon_common import CouponCommon


class CampaignCommon(CouponCommon):
    """Campaigns of the test's company, addressed to customers that the test makes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Campaign = cls.env["kms.coupon.campaign"]
        cls.Member = cls.env["kms.coupon.member"]
        cls.Consent = cls.env["kms.marketing.consent"]
        cls.tag = cls.env["res.partner.category"].create({"name": "Addressed"})
        cls.manager = cls._user("marketing")

    @classmethod
    def _user(cls, role, groups="", **values):
        every = ",".join(filter(None, [f"kms_base.role_{role}", groups]))
        return cls._make_user(f"campaign_{role}", every, **values)

    @classmethod
    def _many(cls, count, **values):
        """Make customers with the tag, without what each creation by hand brings along."""
        people = cls.env["res.partner"].with_context(tracking_disable=True)
        return people.create(
            [
                {
                    "name": f"Many {number}",
                    "kms_status": "customer",
                    "company_id": cls.company.id,
                    "category_id": [(6, 0, cls.tag.ids)],
                    **values,
                }
                for number in range(count)
            ]
        )

    @classmethod
    def _campaign(cls, **values):
        return cls.Campaign.create(
            {
                "name": "Back to school",
                "company_id": cls.company.id,
                "discount": 10,
                "holdout_share": 0,
                "category_ids": [(6, 0, cls.tag.ids)],
                **values,
            }
        )

    def _started(self, **values):
        campaign = self._campaign(**values)
        campaign.action_start()
        return campaign

    def _generate(self, campaign):
        while campaign._kms_advance():
            pass
        return campaign
