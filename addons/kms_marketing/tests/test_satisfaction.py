from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import ShowroomCase


class SatisfactionCase(ShowroomCase):
    """A sale of today and the person who answers complaints."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._new_user("marketing")
        cls.env.company.kms_complaint_user_id = cls.manager
        cls.customer = cls.env["res.partner"].create(
            {"name": "Mrs Kalla", "phone": "+237 677 45 12 90", "email": "kalla@example.com"}
        )
        cls.order = cls._new_sale(cls.customer)

    @classmethod
    def _new_sale(cls, customer, user=None):
        order = cls.env["sale.order"].create(
            {
                "partner_id": customer.id,
                "team_id": cls.team.id,
                "user_id": (user or cls.salesperson).id,
                "order_line": [fields.Command.create({"product_id": cls.panel.id})],
            }
        )
        order.action_confirm()
        return order

    def _survey(self, order=None):
        order = order or self.order
        return order.with_user(self.salesperson)._kms_get_satisfaction()

    def _activities(self, survey):
        return survey.activity_ids.filtered(
            lambda activity: (
                activity.activity_type_id == self.env.ref("kms_marketing.activity_type_unsatisfied")
            )
        )


@tagged("post_install", "-at_install")
class TestSatisfaction(SatisfactionCase):
    def test_survey_carries_register_11(self):
        survey = self._survey()
        survey._kms_answer("4", "Quick service", "tablet")
        self.assertRecordValues(
            survey,
            [
                {
                    "partner_id": self.customer.id,
                    "kms_channel": "showroom",
                    "service": "purchase",
                    "rating": 4,
                    "level": "4",
                    "comment": "Quick service",
                    "state": "answered",
                    "user_id": self.salesperson.id,
                    "company_id": self.env.company.id,
                }
            ],
        )
        self.assertEqual(self.order.kms_rating, 4)

    def test_one_survey_a_document(self):
        first = self._survey()
        second = self.order.with_user(self.colleague)._kms_get_satisfaction()
        self.assertEqual(first, second)
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"), self.cr.savepoint():
            first.copy()

    def test_ratings_outside_1_to_5_get_a_sentence(self):
        survey = self._survey()
        for rating in ("0", "6", "x", "", "-1", "4.5", 0, 6, None, [], True, "5 OR 1=1", "٣"):
            with self.subTest(rating), self.assertRaisesRegex(UserError, "five answers"):
                survey._kms_answer(rating, "", "link")
        self.assertEqual(survey.state, "asked")

    def test_endless_comment_gets_a_sentence(self):
        survey = self._survey()
        with self.assertRaisesRegex(UserError, "1000"):
            survey._kms_answer("5", "x" * 1001, "link")
        survey._kms_answer("5", "x" * 1000 + "\0", "link")
        self.assertEqual(len(survey.comment), 1000)

    def test_sent_ten_times_is_one_answer_and_one_activity(self):
        survey = self._survey()
        for _attempt in range(10):
            survey._kms_answer("1", "Broken door", "link")
        self.assertEqual(
            self.env["kms.satisfaction"].search_count(
                [("res_model", "=", "sale.order"), ("res_id", "=", self.order.id)]
            ),
            1,
        )
        self.assertEqual(len(self._activities(survey)), 1)
        self.assertEqual(self._activities(survey).user_id, self.manager)

    def test_alert_follows_the_setting_and_comes_once(self):
        survey = self._survey()
        survey._kms_answer("3", "", "link")
        self.assertFalse(self._activities(survey))
        survey._kms_answer("2", "", "link")
        survey._kms_answer("1", "", "link")
        self.assertEqual(len(self._activities(survey)), 1)
        self.env.company.write({"kms_unsatisfied_to": 0})
        other = self._survey(self._new_sale(self.customer))
        other._kms_answer("1", "", "link")
        self.assertFalse(self._activities(other))

    def test_alert_finds_a_marketing_manager_by_itself(self):
        self.env.company.kms_complaint_user_id = False
        found = self.env.company._kms_get_complaint_user()
        self.assertTrue(found.has_group("kms_base.role_marketing"))

    def test_answer_may_change_for_a_while_only(self):
        survey = self._survey()
        survey._kms_answer("2", "", "link")
        survey._kms_answer("4", "After all, fine", "link")
        self.assertEqual(survey.rating, 4)
        hours = self.env.company.kms_satisfaction_change_hours
        survey.sudo().answer_date = fields.Datetime.now() - timedelta(hours=hours, minutes=1)
        with self.assertRaisesRegex(UserError, "already"):
            survey._kms_answer("1", "", "link")
        survey._kms_answer("4", "After all, fine", "link")
        self.assertEqual(survey.rating, 4)

    def test_old_link_takes_no_answer(self):
        survey = self._survey()
        days = self.env.company.kms_satisfaction_link_days
        survey.sudo().asked_date = fields.Datetime.now() - timedelta(days=days, minutes=1)
        with self.assertRaisesRegex(UserError, "too old"):
            survey._kms_answer("5", "", "link")

    def test_cancelled_sale_is_not_rated(self):
        survey = self._survey()
        self.order._action_cancel()
        with self.assertRaisesRegex(UserError, "confirmed sale"):
            survey._kms_answer("5", "", "link")
        with self.assertRaisesRegex(UserError, "confirmed sale"):
            self.order.with_user(self.salesperson).action_kms_ask_whatsapp()

    def test_share_of_satisfied_follows_the_setting(self):
        for rating in (5, 4, 3, 1):
            self._survey(self._new_sale(self.customer))._kms_answer(rating, "", "tablet")

        def share():
            [(mean, rate)] = self.env["kms.satisfaction"]._read_group(
                [("partner_id", "=", self.customer.id), ("state", "=", "answered")],
                [],
                ["rating:avg", "satisfied_rate:avg"],
            )
            return mean, rate

        self.assertEqual(share(), (3.25, 50))
        self.env.company.kms_satisfied_from = 3
        self.assertEqual(share(), (3.25, 75))

    def test_whatsapp_text_carries_the_link(self):
        url = self.order.with_user(self.salesperson).action_kms_ask_whatsapp()["url"]
        survey = self._survey()
        self.assertTrue(url.startswith("https://wa.me/237677451290?text="), url)
        self.assertIn(survey.access_token, url)

    def test_email_goes_to_the_customer_with_the_link(self):
        self.order.with_user(self.salesperson).action_kms_ask_email()
        survey = self._survey()
        mail = self.env["mail.mail"].search(
            [("model", "=", "kms.satisfaction"), ("res_id", "=", survey.id)]
        )
        self.assertEqual(mail.recipient_ids, self.customer)
        self.assertIn(survey._kms_link(), mail.body_html)

    def test_nobody_writes_in_a_customers_place(self):
        survey = self._survey()
        for user in (self.salesperson, self.manager):
            own = survey.with_user(user)
            for values in ({"rating": 5}, {"comment": "Great"}, {"state": "answered"}):
                with self.assertRaises(AccessError):
                    own.write(values)
            with self.assertRaises(AccessError):
                own.read(["access_token"])
            with self.assertRaises(AccessError):
                own.create({"res_model": "sale.order", "res_id": 1, "service": "purchase"})

    def test_tokens_are_not_guessable(self):
        tokens = {self._survey(self._new_sale(self.customer)).access_token for _number in range(5)}
        self.assertEqual(len(tokens), 5)
        self.assertGreaterEqual(min(map(len, tokens)), 22)

    def test_each_role_sees_its_customers(self):
        seller = self._new_user("field")
        field_team = self.env["crm.team"]._kms_get_channel_team("field", self.env.company)
        theirs = self._new_sale(self.customer, seller)
        theirs.team_id = field_team
        survey, field_survey = self._survey(), theirs._kms_get_satisfaction()
        visible = {
            self.salesperson: (True, False),
            self.colleague: (True, False),
            self.receptionist: (True, False),
            seller: (False, True),
            self.manager: (True, True),
        }
        for user, expected in visible.items():
            with self.subTest(user.login):
                seen = [
                    record.with_user(user).has_access("read") for record in (survey, field_survey)
                ]
                self.assertEqual(tuple(seen), expected)
        for role in ("storekeeper", "concierge", "cashier"):
            with self.subTest(role):
                self.assertFalse(survey.with_user(self._new_user(role)).has_access("read"))

    def test_other_company_sees_nothing(self):
        other = self.env["res.company"].create({"name": "Other house"})
        stranger = self._new_user("marketing", suffix="x")
        stranger.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        self.assertFalse(self._survey().with_user(stranger).has_access("read"))

    def test_question_goes_with_its_document_the_answer_stays(self):
        visits = self._register(), self._register(uuid="f" * 16, phone="677451291")
        asked, answered = (visit._kms_get_satisfaction() for visit in visits)
        answered._kms_answer("5", "", "tablet")
        (visits[0] | visits[1]).unlink()
        self.assertFalse(asked.exists())
        self.assertTrue(answered.exists())
        with self.assertRaises(UserError):
            answered.action_open_document()


@tagged("post_install", "-at_install")
class TestSatisfactionDesk(SatisfactionCase):
    def setUp(self):
        super().setUp()
        self.tablet = self.env["kms.satisfaction.desk"].with_user(self.receptionist)

    def _rows(self):
        return [(row["model"], row["id"]) for row in self.tablet.load()["documents"]]

    def test_todays_sales_and_visits_are_offered_until_rated(self):
        visit = self._register(phone="677451299")
        self.assertIn(("sale.order", self.order.id), self._rows())
        self.assertIn(("crm.lead", visit.id), self._rows())
        for model, record_id in (("sale.order", self.order.id), ("crm.lead", visit.id)):
            self.tablet.answer({"model": model, "id": record_id, "rating": 5, "comment": ""})
            self.assertNotIn((model, record_id), self._rows())
        self.assertEqual(visit._kms_get_satisfaction().service, "visit")
        self.assertEqual(visit._kms_get_satisfaction().origin, "tablet")

    def test_phone_finds_an_older_sale(self):
        self.order.date_order = fields.Datetime.now() - timedelta(days=20)
        self.assertNotIn(("sale.order", self.order.id), self._rows())
        rows = self.tablet.find("677 45 12 90")
        self.assertEqual([row["id"] for row in rows], [self.order.id])

    def test_phones_that_lead_nowhere_get_a_sentence(self):
        for phone in ("", "  ", "123", "<b>", "699999999", None, ["x"]):
            with self.subTest(phone), self.assertRaises(UserError):
                self.tablet.find(phone)

    def test_hostile_answers_write_nothing(self):
        sale = {"model": "sale.order", "id": self.order.id, "rating": 5}
        for values in (
            None,
            [],
            {},
            sale | {"model": "res.users"},
            sale | {"model": "kms.satisfaction"},
            sale | {"id": 2**31 - 1},
            sale | {"id": "1; DROP TABLE"},
            sale | {"id": False},
            sale | {"rating": 6},
            sale | {"rating": "x"},
        ):
            with self.subTest(values), self.assertRaises(UserError):
                self.tablet.answer(values)
        self.assertFalse(self.order.kms_rating)

    def test_another_sellers_sale_is_not_rated_from_here(self):
        seller = self._new_user("field")
        desk = self.env["kms.satisfaction.desk"].with_user(seller)
        with self.assertRaises(UserError):
            desk.answer({"model": "sale.order", "id": self.order.id, "rating": 1})

    def test_a_role_without_sales_is_refused(self):
        desk = self.env["kms.satisfaction.desk"].with_user(self._new_user("storekeeper"))
        for call in (desk.load, lambda: desk.find("677451290"), lambda: desk.answer({})):
            with self.assertRaises(AccessError):
                call()

    def test_screen_costs_the_same_for_two_and_ten_sales(self):
        def cost():
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            self.tablet.load()
            return self.cr.sql_log_count - start

        self._new_sale(self.customer)
        cost()
        few = cost()
        for _number in range(8):
            self._new_sale(self.customer)
        self.assertLessEqual(cost(), few)


@tagged("post_install", "-at_install")
class TestSatisfactionPage(SatisfactionCase, HttpCase):
    def setUp(self):
        super().setUp()
        self.survey = self._survey()
        self.path = f"/avis/{self.survey.id}/{self.survey.access_token}"

    def _post(self, **values):
        response = self.url_open(self.path, data=values)
        self.survey.invalidate_recordset()
        return response

    def test_customer_answers_without_signing_in(self):
        page = self.url_open(self.path)
        self.assertEqual(page.status_code, 200)
        self.assertEqual(page.text.count('type="radio"'), 5)
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        answer = self._post(rating="5", comment="<script>alert(1)</script>")
        self.assertEqual(answer.status_code, 200)
        self.assertIn("Thank you", answer.text)
        self.assertNotIn("<script>alert", answer.text)
        self.assertEqual((self.survey.rating, self.survey.origin), (5, "link"))
        self.assertIn("Thank you", self.url_open(self.path).text)

    def test_page_speaks_the_customers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.customer.lang = "fr_FR"
        self.assertIn('lang="fr"', self.url_open(self.path).text)

    def test_wrong_links_are_all_the_same_404(self):
        good = self.survey.access_token
        texts = set()
        for path in (
            f"/avis/{self.survey.id}/{'x' * len(good)}",
            f"/avis/{self.survey.id}/{good[:-1]}",
            f"/avis/{self.survey.id}/{good}x",
            f"/avis/{self.survey.id + 1}/{good}",
            f"/avis/{2**31}/{good}",
            f"/avis/{2**80}/{good}",
            f"/avis/{self.survey.id}/%C3%A9",
        ):
            with self.subTest(path):
                response = self.url_open(path)
                self.assertEqual(response.status_code, 404)
                self.assertIn("We do not know this link", response.text)
                texts.add(response.text)
                self.assertNotIn("Kalla", response.text)
        self.assertEqual(len(texts), 1)

    def test_bad_answers_keep_what_was_typed(self):
        for rating in ("0", "6", "x", ""):
            page = self._post(rating=rating, comment="Long wait")
            self.assertIn("five answers", page.text)
            self.assertIn("Long wait", page.text)
        self.assertEqual(self.survey.state, "asked")
        page = self._post(rating="4", comment="x" * 5000)
        self.assertIn("1000", page.text)
        self.assertEqual(self.survey.state, "asked")

    def test_cancelled_sale_shows_a_sentence_and_no_question(self):
        self.order._action_cancel()
        page = self.url_open(self.path)
        self.assertEqual(page.status_code, 200)
        self.assertNotIn('type="radio"', page.text)
        self._post(rating="1")
        self.assertEqual(self.survey.state, "asked")

    def test_answer_may_be_changed_from_the_page(self):
        self._post(rating="2")
        page = self.url_open(f"{self.path}?change=1")
        self.assertEqual(page.text.count('type="radio"'), 5)
        self._post(rating="4")
        self.assertEqual(self.survey.rating, 4)
        self.assertEqual(len(self._activities(self.survey)), 1)
