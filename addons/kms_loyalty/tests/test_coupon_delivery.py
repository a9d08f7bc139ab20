from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from .campaign_common import CampaignCommon


@tagged("post_install", "-at_install")
class TestCouponDelivery(CampaignCommon, HttpCase):
    """On paper and by e-mail, to those who agreed, with a way out."""

    def _address(self):
        people = self.people[:4]
        people.write({"category_id": [(6, 0, self.tag.ids)], "kms_status": "customer"})
        for place, partner in enumerate(people[:3]):
            partner.email = f"coupon{place}@example.com"
        for partner in people - people[1]:
            self.Consent._kms_record(partner, self.company, "email", "agree", "Form")
        return people

    def test_only_those_who_agreed_get_an_email(self):
        one, two, three, four = self._address()
        campaign = self._generate(self._started())
        self.env["mail.blacklist"].sudo()._add("coupon2@example.com")
        campaign.action_send()
        before = self.env["mail.mail"].search([])
        self._generate(campaign)
        mails = self.env["mail.mail"].search([]) - before
        self.assertEqual(mails.recipient_ids, one)
        states = {member.partner_id: member.mail_state for member in campaign.member_ids}
        self.assertEqual(states[one], "queued")
        self.assertEqual(states[two], "no_consent")
        self.assertEqual(states[three], "no_consent")
        self.assertEqual(states[four], "no_email")
        code = campaign.member_ids.filtered(lambda member: member.partner_id == one).code
        self.assertIn(code, mails.body_html)
        self.assertEqual(mails.state, "outgoing")
        campaign.action_send()
        self._generate(campaign)
        self.assertEqual(self.env["mail.mail"].search([]) - before, mails, "once each")

    def test_the_way_out(self):
        one = self._address()[0]
        campaign = self._generate(self._started())
        member = campaign.member_ids.filtered(lambda line: line.partner_id == one)
        path = member.stop_url.removeprefix(member.get_base_url())
        self.assertEqual(self.url_open(path[:-3] + "abc").status_code, 404)
        for nobody in (
            f"{member.id}/\u00e9",
            "999999999/abc",
            "9" * 30 + "/abc",
            f"{member.id}/{'x' * 5000}",
        ):
            answer = self.url_open(f"/kms_loyalty/stop/{nobody}")
            self.assertEqual(answer.status_code, 404, nobody)
        page = self.url_open(path)
        self.assertEqual(page.status_code, 200)
        self.assertIn(one, self.Consent._kms_who_said(one, self.company, "email"))
        token = page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
        self.assertEqual(self.url_open(path, data={"csrf_token": token}).status_code, 200)
        self.env.invalidate_all()
        self.assertFalse(self.Consent._kms_who_said(one, self.company, "email"))

    def test_cards_on_paper(self):
        self._many(23)
        campaign = self._generate(self._started(minimum_amount=10_000, date_to=self.today))
        self.company.kms_coupon_print_most = 20
        action = campaign.action_print()
        self.assertEqual(len(action["context"]["active_ids"]), 20)
        members = campaign.member_ids
        self.assertEqual([len(sheet) for sheet in members._kms_sheets(10)], [10, 10, 3])
        words = members[0]._kms_card_words()
        self.assertIn("10", words["worth"])
        self.assertEqual(len(words["conditions"]), 3)
        html = (
            self.env["ir.actions.report"]
            ._render_qweb_html("kms_loyalty.report_coupon_cards", members.ids)[0]
            .decode()
        )
        for member in members:
            self.assertIn(member.code, html)
        self.assertEqual(len(campaign.action_print()["context"]["active_ids"]), 3)
        with self.assertRaises(UserError):
            campaign.action_print()
