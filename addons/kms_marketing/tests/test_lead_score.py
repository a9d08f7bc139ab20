import random
from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.kms_lead_score_rule import GRID
from ..scoring.scorecard import SCALE, Scorecard
from .common import ShowroomCase


class ScoreCase(ShowroomCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Leads = cls.env["crm.lead"]
        cls.Cards = cls.env["kms.lead.score.model"]
        cls.now = fields.Datetime.now()

    def _lead(self, days=0, **values):
        return self.Leads.create(
            {
                "name": "A kitchen",
                "type": "opportunity",
                "kms_channel": "digital",
                "kms_arrival_date": self.now - timedelta(days=days),
                "company_id": self.env.company.id,
                **values,
            }
        )

    def _close(self, lead, won, days=0):
        """Win or lose a lead so many days after its arrival."""
        (lead.action_set_won if won else lead.action_set_lost)()
        lead.flush_recordset()
        lead.date_closed = lead.kms_arrival_date + timedelta(days=days)
        return lead

    def _use(self, points, base=0, numbers=None):
        card = Scorecard(base, points, [SCALE * n // 50 for n in range(1, 101)])
        self.Cards.create(
            {
                "company_id": self.env.company.id,
                "kind": "learned",
                "card": {"card": card.to_dict(), "numbers": numbers or {}},
            }
        )
        self.env.add_to_compute(self.Leads._fields["kms_score"], self.Leads.search([]))
        self.env.flush_all()


@tagged("post_install", "-at_install")
class TestLeadScore(ScoreCase):
    # ------------------------------------------------------------
    # DEFAULT GRID
    # ------------------------------------------------------------

    def test_default_grid(self):
        bare = self._lead()
        self.assertEqual(bare.kms_score, 25 + 8)  # just arrived, digital
        full = self._lead(
            phone="677 45 12 90",
            email_from="kalla@example.com",
            partner_name="Kalla & Sons",
            kms_product_id=self.panel.id,
            country_id=self.env.ref("base.cm").id,
            kms_channel="showroom",
        )
        self.assertEqual(full.phone_state, "correct")
        self.assertEqual(full.kms_score, 10 + 6 + 4 + 10 + 25 + 20)
        cold = self._lead(days=30, phone="677 45 12 91", country_id=self.env.ref("base.cm").id)
        self.assertEqual(cold.kms_score, 10 - 12 + 8)

    def test_best_lead_of_the_grid_has_100(self):
        self.assertEqual(sum(max(points.values()) for points in GRID.values()), 100)

    def test_scored_at_once_on_change(self):
        lead = self._lead()
        before = lead.kms_score
        lead.partner_name = "Kalla & Sons"
        self.assertEqual(lead.kms_score, before + 4)
        lead.kms_product_id = self.panel
        self.assertEqual(lead.kms_score, before + 14)
        lead.message_post(body="Called", message_type="comment")
        self.assertEqual(lead.kms_score, before + 14 + 8)
        self.env["calendar.event"].create(
            {
                "name": "At home",
                "start": self.now,
                "stop": self.now + timedelta(hours=1),
                "opportunity_id": lead.id,
            }
        )
        self.assertEqual(lead.kms_score, before + 14 + 14)

    def test_notes_of_the_system_are_no_exchange(self):
        lead = self._lead()
        before = lead.kms_score
        lead.message_post(body="Stage changed", message_type="notification")
        self.assertEqual(lead.kms_score, before)

    def test_field_visits_and_follow_ups_are_exchanges(self):
        lead = self._lead(kms_channel="field")
        before = lead.kms_score
        self.env["kms.field.visit"].create({"lead_id": lead.id, "result": "absent"})
        self.assertEqual(lead.kms_score, before + 8)
        order = self.env["sale.order"].create(
            {
                "partner_id": self.env["res.partner"].create({"name": "Kalla"}).id,
                "opportunity_id": lead.id,
            }
        )
        self.env["kms.quote.followup"].create(
            {"order_id": order.id, "method": "phone", "result": "no_answer"}
        )
        self.assertEqual(lead.kms_score, before + 14)

    def test_a_closed_lead_keeps_its_score(self):
        lead = self._lead(partner_name="Kalla & Sons")
        score = lead.kms_score
        lead.action_set_lost(lost_reason_id=self.env.ref("crm.lost_reason_1").id)
        lead.partner_name = False
        self.assertEqual(lead.kms_score, score)
        self.Leads._kms_score_company(self.env.company)
        self.assertEqual(lead.kms_score, score)
        lead.action_restore()
        self.assertEqual(lead.kms_score, score - 4)

    def test_changed_points_count(self):
        manager = self._new_user("marketing")
        rules = self.env["kms.lead.score.rule"].with_user(manager)
        action = rules.action_open_grid()
        lines = rules.search(action["domain"])
        self.assertEqual(len(lines), sum(map(len, GRID.values())))
        self.assertEqual(rules.action_open_grid()["domain"], action["domain"])
        self.assertEqual(len(rules.search(action["domain"])), len(lines))
        lines.filtered(lambda rule: rule.key == "digital").points = 0
        self.assertEqual(self._lead().kms_score, 25)
        labels = lines.filtered(lambda rule: rule.criterion == "silence").mapped("label")
        self.assertEqual(
            labels, ["0 to 1", "2 to 6", "7 to 13", "14 to 20", "21 to 44", "45 or more"]
        )
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            lines[0].points = 101
            lines[0].flush_recordset()

    # ------------------------------------------------------------
    # SQL = PYTHON
    # ------------------------------------------------------------

    def _random_leads(self, count=120, seed=11):
        dice = random.Random(seed)
        sources = [*self.env["utm.source"].search([], limit=4).ids, False]
        leads = self.Leads
        for _lead in range(count):
            lead = self._lead(
                days=dice.choice([0, 0, 1, 2, 6, 7, 20, 21, 22, 44, 45, 100])
                + dice.choice([0, 0.5]),
                kms_channel=dice.choice(["showroom", "field", "digital", False]),
                source_id=dice.choice(sources),
                phone=dice.choice([False, "677 45 12 90", "12"]),
                email_from=dice.choice([False, "a@example.com", "nonsense"]),
                partner_name=dice.choice([False, "", "Kalla 'O\"' & Sons"]),
                city=dice.choice([False, "Douala", "Ngaoundéré", 'a"b\\c']),
                kms_product_id=dice.choice([False, self.panel.id]),
                kms_contact_date=dice.choice([False, self.now]),
                expected_revenue=dice.choice([0, 100_000, 250_000.5]),
            )
            for _message in range(dice.choice([0, 0, 1, 3, 8])):
                message = lead.message_post(body="Called", message_type="comment")
                message.date = self.now - timedelta(days=dice.choice([0, 2, 30]))
            leads |= lead
        return leads

    def _assert_same(self, leads):
        field = self.Leads._fields["kms_score"]
        self.env.add_to_compute(field, leads)
        python = {lead.id: lead.kms_score for lead in leads}
        self.env.flush_all()
        self.env.cr.execute("UPDATE crm_lead SET kms_score = NULL WHERE id = ANY(%s)", [leads.ids])
        written = self.Leads._kms_score_company(self.env.company)
        self.assertGreaterEqual(written, len(leads))
        leads.invalidate_recordset()
        self.assertEqual({lead.id: lead.kms_score for lead in leads}, python)
        self.assertGreater(len(set(python.values())), 5)
        self.assertEqual(self.Leads._kms_score_company(self.env.company), 0)

    def test_sql_is_python_with_the_grid(self):
        self._assert_same(self._random_leads())

    def test_sql_is_python_with_learned_points(self):
        self.env.company.kms_score_field_ids = self.env["ir.model.fields"].search(
            [("model", "=", "crm.lead"), ("name", "in", ["city", "expected_revenue", "active"])]
        )
        dice = random.Random(5)
        keys = [
            "",
            *map(str, range(15)),
            "correct",
            "incorrect",
            "showroom",
            "digital",
            "Douala",
            "Ngaoundéré",
            'a"b\\c',
            *map(str, self.env["utm.source"].search([]).ids),
            str(self.panel.categ_id.id),
        ]
        numbers = {"expected_revenue": [100_000.0, 250_000.5]}
        points = {
            name: {key: dice.randint(-SCALE // 4, SCALE // 2) for key in keys}
            for name in self.Leads._kms_score_criteria(numbers)
        }
        self.assertLessEqual({"city", "expected_revenue", "core", "answer"}, set(points))
        leads = self._random_leads(seed=12)
        self._use(points, base=SCALE // 3, numbers=numbers)
        self._assert_same(leads)

    def test_added_fields_count_at_once(self):
        self.env.company.kms_score_field_ids = self.env["ir.model.fields"]._get("crm.lead", "city")
        lead = self._lead()
        self._use({"city": {"Douala": SCALE // 2}})
        self.assertEqual(lead.kms_score, 0)
        lead.city = "Douala"
        self.assertEqual(lead.kms_score, 25)

    # ------------------------------------------------------------
    # BOUNDED
    # ------------------------------------------------------------

    def test_one_query_for_all_exchanges(self):
        leads = self._random_leads(30)
        counts = []
        for chosen in (leads[:3], leads):
            chosen.invalidate_recordset()
            chosen.mapped("name")
            chosen.mapped("kms_product_id.categ_id")
            self.env.add_to_compute(self.Leads._fields["kms_score"], chosen)
            before = self.cr.sql_log_count
            chosen.mapped("kms_score")
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
        self.assertLessEqual(counts[1], 3)

    # ------------------------------------------------------------
    # TEMPERATURE, COMPANIES, ROLES
    # ------------------------------------------------------------

    def test_temperature_by_the_settings_of_the_company(self):
        lead = self._lead()
        self.env.company.kms_score_warm = 30
        for score, level in ((70, "hot"), (69, "warm"), (30, "warm"), (29, "cold")):
            lead.kms_score = score
            lead.flush_recordset()
            self.assertEqual(lead.kms_score_level, level)
            found = self.Leads.search([("id", "=", lead.id), ("kms_score_level", "=", level)])
            self.assertEqual(found, lead)
            others = [other for other in ("hot", "warm", "cold") if other != level]
            domain = [("id", "=", lead.id), ("kms_score_level", "in", others)]
            self.assertFalse(self.Leads.search(domain))
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.env.company.kms_score_hot = 30
            self.env.flush_all()

    def test_each_company_has_its_card(self):
        other = self.env["res.company"].create({"name": "Other house"})
        mine = self._lead()
        self._use({"kms_channel": {"digital": SCALE}})
        theirs = self._lead(company_id=other.id, kms_channel=False)
        self.assertEqual(mine.kms_score, 50)
        self.assertEqual(theirs.kms_score, 25)
        self.assertIn("nothing has been learned", theirs.kms_score_basis)
        self.env.flush_all()
        self.env.cr.execute("UPDATE crm_lead SET kms_score = 0")
        self.Leads._kms_score_company(other)
        (mine | theirs).invalidate_recordset()
        self.assertEqual((mine.kms_score, theirs.kms_score), (0, 25))

    def test_who_sees_a_lead_sees_why(self):
        lead = self._lead(user_id=self.salesperson.id, kms_channel="showroom")
        told = lead.with_user(self.salesperson).get_kms_score_explanation()
        self.assertIn("+20 channel showroom", told["reasons"].lower())
        self.assertIn("Default grid", told["basis"])
        hidden = self._lead(user_id=self.env.user.id, kms_channel="digital")
        with self.assertRaises(AccessError):
            hidden.with_user(self.salesperson).get_kms_score_explanation()

    def test_trainings_are_the_managers(self):
        self._lead()
        manager, clerk = self._new_user("marketing"), self.salesperson
        for method in ("action_open_last", "action_train"):
            with self.assertRaises(AccessError):
                getattr(self.Cards.with_user(clerk), method)()
        with self.assertRaises(AccessError):
            self.env["kms.lead.score.rule"].with_user(clerk).action_open_grid()
        action = self.Cards.with_user(manager).action_open_last()
        training = self.Cards.with_user(manager).browse(action["res_id"])
        self.assertEqual(training.kind, "grid")
        self.assertIn("not enough history", training.verdict)
        self.assertEqual(self.Cards.with_user(manager).action_open_last(), action)
        with self.assertRaises(AccessError):
            training.write({"auc": 1})
        with self.assertRaises(AccessError):
            self.Cards.with_user(manager).create(
                {"company_id": self.env.company.id, "kind": "grid"}
            )

    def test_a_manager_sees_their_companies_only(self):
        other = self.env["res.company"].create({"name": "Other house"})
        training = self.Cards.create({"company_id": other.id, "kind": "grid"})
        manager = self._new_user("marketing")
        self.assertFalse(self.Cards.with_user(manager).search([("id", "=", training.id)]))
        with self.assertRaises(AccessError):
            training.with_user(manager).read(["auc"])

    # ------------------------------------------------------------
    # WORDS
    # ------------------------------------------------------------

    def test_reasons_in_words(self):
        lead = self._lead(
            days=22,
            phone="677 45 12 90",
            country_id=self.env.ref("base.cm").id,
            kms_channel="showroom",
        )
        self.assertEqual(
            lead.kms_score_reasons.splitlines(),
            [
                "+18 channel Showroom",
                "\N{MINUS SIGN}12 no exchange for 22 days",
                "+10 verified phone number",
            ],
        )

    def test_every_criterion_has_words(self):
        lead = self._lead(source_id=self.source.id, kms_product_id=self.panel.id)
        for known in (lead, self._lead(days=3)):
            for found, _card, _keys, facts in known._kms_score_keys():
                for name in self.Leads._kms_score_criteria():
                    self.assertTrue(found._kms_score_word(name, facts), name)

    def test_a_new_lead_on_screen(self):
        lead = self.Leads.new({"name": "Draft", "kms_channel": "digital"})
        self.assertEqual(lead.kms_score, 33)
        self.assertTrue(lead.kms_score_reasons)
