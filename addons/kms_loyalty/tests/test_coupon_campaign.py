from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form
from odoo.tools import mute_logger

from ..models import kms_coupon_campaign_generation as generation
from .campaign_common import CampaignCommon


class TestCouponCampaign(CampaignCommon):
    """Coupons for many: who is addressed, each code once, stopped and gone on with."""

    def test_each_customer_gets_one_code(self):
        people = self._many(25)
        campaign = self._generate(self._started(date_to=self.today, minimum_amount=5000))
        self.assertEqual((campaign.state, campaign.total, campaign.made), ("done", 25, 25))
        cards = campaign.member_ids.card_id
        self.assertEqual(cards.partner_id, people)
        self.assertEqual(len(set(cards.mapped("code"))), 25)
        for card in cards:
            self.assertRegex(card.code, "^SPE[2-9A-HJKMNP-Z]{8}$")
            self.assertEqual((card.points, self._balance(card)), (1, 1))
            self.assertEqual(card.expiration_date, self.today)
        program = campaign.program_id
        self.assertEqual(program.reward_ids.discount, 10)
        self.assertEqual(program.rule_ids.minimum_amount, 5000)
        refused = self._refused(cards[0].code, cards[1].partner_id, [(self.product, 9000)])
        self.assertIn("customer", refused)
        answer = self._ask(cards[0].code, cards[0].partner_id, [(self.product, 9000)])
        self.assertTrue(answer["successful"], answer)

    def test_generic_codes_are_for_nobody_in_particular(self):
        campaign = self._generate(self._started(kind="generic", quantity=12))
        cards = campaign.member_ids.card_id
        self.assertEqual(len(cards), 12)
        self.assertFalse(cards.partner_id)
        self.assertTrue(all(card.code.startswith("GEN") for card in cards))
        self.assertFalse(campaign.holdout)

    def test_stopped_in_the_middle_it_goes_on_without_doubles(self):
        self._many(50)
        campaign = self._started()
        with patch.object(generation, "PORTION", 20):
            campaign._kms_advance()
            self.assertEqual((campaign.made, campaign.state), (20, "running"))
            before = campaign.member_ids.card_id
            with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
                campaign._kms_advance()
                raise ZeroDivisionError
            self.env.invalidate_all()
            self.assertEqual(campaign.made, 20)
            self._generate(campaign)
        self.assertEqual((campaign.made, campaign.state), (50, "done"))
        self.assertLess(before, campaign.member_ids.card_id)
        self.assertEqual(len(campaign.member_ids.card_id.partner_id), 50)
        self.assertEqual(
            self.env["loyalty.card"].search_count([("program_id", "=", campaign.program_id.id)]), 50
        )
        campaign._kms_advance()
        self.assertEqual(campaign.made, 50)

    def test_the_cron_goes_on_and_one_failure_stops_no_other(self):
        self._many(3)
        first, second = self._started(), self._started(name="Second")
        first.program_id.name = "Broken"
        advance = type(first)._kms_generate

        def fail(campaign):
            if campaign == first:
                raise ZeroDivisionError
            advance(campaign)

        with (
            patch.object(type(first), "_kms_generate", fail),
            patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *a, **kw: 60),
            self.assertLogs(generation.__name__, "ERROR"),
        ):
            self.Campaign._cron_advance()
        self.assertEqual((first.made, second.made), (0, 3))

    def test_cancelled_and_deactivated(self):
        self._many(30)
        campaign = self._started()
        with patch.object(generation, "PORTION", 10):
            campaign._kms_advance()
            campaign.action_cancel()
            campaign._kms_advance()
        self.assertEqual((campaign.state, campaign.made), ("cancelled", 10))
        member = campaign.member_ids.filtered("card_id")[0]
        self.assertTrue(self._ask(member.code, member.partner_id)["successful"])
        member.action_deactivate()
        self.assertIn("active", self._refused(member.code, member.partner_id))
        member.action_reactivate()
        self.assertTrue(self._ask(member.code, member.partner_id)["successful"])
        campaign.action_deactivate()
        self.assertFalse(campaign.member_ids.card_id.filtered("active"))
        self.assertIn("active", self._refused(member.code, member.partner_id))
        self.assertIn("10 coupons", campaign.message_ids[0].body)

    # ------------------------------------------------------------
    # Who
    # ------------------------------------------------------------

    def _found(self, **values):
        campaign = self._campaign(**values)
        found = self.env["res.partner"].search([("kms_segment_campaign_id", "=", campaign.id)])
        self.assertEqual(campaign.audience, len(found))
        return found & self.people

    def test_choice_of_customers(self):
        self.people.write({"category_id": [(6, 0, self.tag.ids)], "kms_status": "customer"})
        one, two, three, four, five, six = self.people
        self._buy(0, 310_000, one)
        self._buy(40, 50_000, two)
        self._run()
        three.city, four.city = " douala ", "Bafoussam"
        five.category_id = False
        six.active = False
        vip = self.tiers["SILVER"]
        self.assertEqual(self._found(), one | two | three | four)
        self.assertEqual(self._found(tier_ids=[(6, 0, self._score(one).tier_id.ids)]), one)
        self.assertNotIn(three, self._found(tier_ids=[(6, 0, vip.ids)]))
        self.assertIn(three, self._found(tier_ids=[(6, 0, self.base.ids)]))
        self.assertEqual(self._found(score_from=20), one)
        self.assertEqual(self._found(score_to=0), three | four)
        self.assertEqual(self._found(last_from=self.today), one)
        self.assertEqual(self._found(last_to=self._moment(30).date()), two)
        self.assertEqual(self._found(spent_from=40_000, spent_to=60_000), two)
        self.assertEqual(self._found(city="DOUALA, Bafoussam"), three | four)
        self.assertEqual(self._found(city="Douala"), three)
        self.assertFalse(self._found(city="Yaounde'; DROP TABLE res_partner --"))

    def test_choice_by_business_sector(self):
        self.people.write({"category_id": [(6, 0, self.tag.ids)], "kms_status": "customer"})
        hotels, building, unused = self.env["res.partner.industry"].create(
            [{"name": "Hotels"}, {"name": "Building"}, {"name": "Nobody's"}]
        )
        one, two, three, *others = self.people
        one.industry_id, two.industry_id, three.industry_id = hotels, hotels, building
        self.assertEqual(self._found(industry_ids=[(6, 0, hotels.ids)]), one | two)
        both = (hotels | building).ids
        self.assertEqual(self._found(industry_ids=[(6, 0, both)]), one | two | three)
        self.assertFalse(self._found(industry_ids=[(6, 0, unused.ids)]))
        self.assertFalse(self._found(industry_ids=[(6, 0, building.ids)], city="Edea"))
        self.assertIn(others[0], self._found())

    def test_choice_by_channel(self):
        self.people.write({"category_id": [(6, 0, self.tag.ids)], "kms_status": "customer"})
        team = self.env["crm.team"].create({"name": "Shop", "kms_channel": "showroom"})
        self._sell(0, 1000, self.people[0], team_id=team.id, invoice=False)
        self._buy(0, 1000, self.people[1], crm_team_id=team.id)
        self.assertEqual(self._found(channel="showroom"), self.people[:2])
        self.assertFalse(self._found(channel="field"))

    def test_who_refused_offers_is_never_addressed(self):
        self.people.write({"category_id": [(6, 0, self.tag.ids)], "kms_status": "customer"})
        one, two, three = self.people[:3]
        for partner, medium, said in (
            (one, "email", "agree"),
            (two, "email", "agree"),
            (two, "email", "refuse"),
            (three, "sms", "refuse"),
        ):
            self.Consent._kms_record(partner, self.company, medium, said, "Form")
        self.assertEqual(self._found(), self.people - two - three)
        self.assertEqual(self._found(consent="email"), one)
        self.Consent._kms_record(two, self.company, "email", "agree", "Called again")
        self.assertEqual(self._found(consent="email"), one | two)
        other = self.env["res.company"].create({"name": "Other house"})
        self.Consent._kms_record(one, other, "email", "refuse", "Form")
        self.assertIn(one, self._found(consent="email"))

    def test_held_out_are_drawn_once_and_get_nothing(self):
        self._many(95)
        campaign = self._started(holdout_share=20)
        held = campaign.member_ids.filtered(lambda member: member.arm == "holdout")
        self.assertEqual((campaign.total, campaign.holdout, len(held)), (76, 19, 19))
        self._generate(campaign)
        self.assertFalse(held.card_id)
        self.assertEqual(campaign.made, 76)
        other = self._started(holdout_share=20)
        again = other.member_ids.filtered(lambda member: member.arm == "holdout")
        self.assertNotEqual(held.partner_id, again.partner_id, "the draw is by chance")

    # ------------------------------------------------------------
    # Hostile
    # ------------------------------------------------------------

    def test_nobody_or_too_many(self):
        with self.assertRaisesRegex(UserError, "Nobody matches"):
            self._started()
        self._many(11)
        self.company.kms_coupon_most = 10
        with self.assertRaisesRegex(UserError, "11 coupons"):
            self._started()
        with self.assertRaisesRegex(UserError, "settings"):
            self._started(kind="generic", quantity=2_000_000_000)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self._campaign(quantity=-1)

    def test_odd_values(self):
        self._many(1)
        for values in (
            {"score_from": 60, "score_to": 40},
            {"score_to": 200},
            {"last_from": self.today, "last_to": self._moment(3).date()},
            {"spent_from": 10, "spent_to": 5},
        ):
            with self.assertRaises(ValidationError):
                self._campaign(**values)
        for values in ({"discount": 101}, {"holdout_share": 60}):
            with (
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self._campaign(**values)
        with self.assertRaises(ValidationError):
            self._started(discount=0)
        with self.assertRaises(ValidationError):
            self._started(date_to=self._moment(1).date())
        with self.assertRaises(ValidationError):
            self._campaign(program_id=self._program().id)

    def test_a_started_campaign_stays_as_it_is(self):
        self._many(2)
        mine = self._campaign().with_user(self.manager).sudo(False)
        mine.action_start()
        with self.assertRaisesRegex(UserError, "already started"):
            mine.action_start()
        for values in ({"holdout_share": 50}, {"score_from": 10}, {"kind": "generic"}):
            with self.assertRaisesRegex(UserError, "has started"):
                mine.write(values)
        for values in ({"state": "draft"}, {"made": 9}, {"total": 9}, {"result": {}}):
            with self.assertRaises(AccessError):
                mine.write(values)
        with self.assertRaisesRegex(UserError, "not deleted"):
            mine.unlink()
        mine.name = "Another name"
        self.assertEqual(mine.kms_advance()["made"], 2)
        self.assertFalse(mine.member_ids.has_access("write"))

    def test_others_have_no_campaigns(self):
        self._many(1)
        campaign = self._started()
        for role in ("cashier", "showroom"):
            theirs = campaign.with_user(self._user(role)).sudo(False)
            for method in ("kms_advance", "action_deactivate", "action_print", "action_send"):
                with self.assertRaises(AccessError):
                    getattr(theirs, method)()
        house = self.env["res.company"].create({"name": "Other house"})
        self.manager.write({"company_ids": [(4, house.id)]})
        mine = self.Campaign.with_user(self.manager).sudo(False)
        elsewhere = mine.with_context(allowed_company_ids=house.ids)
        self.assertFalse(elsewhere.search([("id", "=", campaign.id)]))
        self.assertEqual(mine.search([("id", "=", campaign.id)]), campaign)
        with self.assertRaises(ValidationError):
            self._campaign(company_id=house.id, tier_ids=[(6, 0, self.base.ids)])

    def test_queries_do_not_grow(self):
        self._many(400)
        with patch.object(generation, "PORTION", 100):
            campaign = self._started()
            self.env.flush_all()
            counts = []
            for _portion in range(4):
                before = self.env.cr.sql_log_count
                campaign._kms_advance()
                self.env.flush_all()
                counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(max(counts), 12)
        self.assertLessEqual(max(counts[1:]), counts[0] + 2)

    def test_the_screen_counts_while_one_chooses(self):
        self._many(7, city="Edea")
        with Form(self.Campaign.with_user(self.manager).sudo(False)) as form:
            form.name = "Edea"
            form.category_ids.add(self.tag)
            self.assertEqual(form.audience, 7)
            form.city = "Kribi"
            self.assertEqual(form.audience, 0)

    def test_one_coupon_by_hand(self):
        program = self._coupons()
        Give = self.env["kms.coupon.give"].with_user(self.manager).sudo(False)
        wizard = Give.create({"program_id": program.id, "partner_id": self.customer.id})
        wizard.action_give()
        self.assertRegex(wizard.code, "^SPE")
        self.assertTrue(self._ask(wizard.code, self.customer)["successful"])
        with self.assertRaises(UserError):
            wizard.action_give()
        with self.assertRaises(UserError):
            Give.create({"program_id": self._program().id}).action_give()
