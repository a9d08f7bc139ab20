from odoo.exceptions import UserError
from odoo.tests import tagged

from ..reading.together import read_together
from .common import FiguresCase

NAMES = ["name", "expected_revenue", "user_id", "active", "date_deadline", "type", "contact_name"]


@tagged("post_install", "-at_install")
class TestKept(FiguresCase):
    """Statements, drawings and words that are not made again for every board."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        theirs = cls.leads | cls.revenue | cls.open_now
        cls.board.widget_ids.filtered(lambda widget: not widget.metric_ids <= theirs).unlink()
        cls.board.group_ids |= cls.env.ref("kms_base.role_showroom")

    def setUp(self):
        super().setUp()
        self.mine = self._lead(name="Mine")
        self.theirs = self._lead(name="Theirs", user_id=self.colleague.id)
        self.env.flush_all()
        self._refresh()

    def _rows(self, user):
        loaded = self._load(user)
        return {row["id"] for row in self._widget(loaded, "feed", self.open_now)["data"]["rows"]}

    def test_each_reader_has_a_statement_of_their_own(self):
        for _turn in range(2):
            self.assertEqual(self._rows(self.manager), {self.mine.id, self.theirs.id})
            self.assertEqual(self._rows(self.seller), {self.mine.id})
            self.assertEqual(self._rows(self.colleague), {self.theirs.id})

    def test_a_rule_that_changes_is_obeyed(self):
        self.assertEqual(self._rows(self.manager), {self.mine.id, self.theirs.id})
        self.env["ir.rule"].create(
            {
                "name": "Not theirs",
                "model_id": self.env.ref("crm.model_crm_lead").id,
                "domain_force": f"[('id', '!=', {self.theirs.id})]",
            }
        )
        self.assertEqual(self._rows(self.manager), {self.mine.id})

    def test_a_domain_that_changes_is_counted_anew(self):
        self.assertEqual(self._card(self.open_now)["value"], 2)
        self.open_now.domain = f"[('id', '=', {self.mine.id})]"
        self.assertEqual(self._card(self.open_now)["value"], 1)
        self.assertEqual(self._rows(self.manager), {self.mine.id})

    def test_what_is_drawn_is_drawn_again(self):
        """After a change of the currency, the language or a target, not only of the facts."""
        before = self._card(self.revenue)
        self.assertEqual(self._card(self.revenue), before)
        self.env.ref("base.XAF").symbol = "francs"
        self.assertIn("francs", self._card(self.revenue)["text"])
        self.leads.name = "Renamed"
        loaded = self._load()
        line = self._widget(loaded, "line", self.leads)["data"]["series"][0]
        self.assertEqual(line["name"], "Renamed")

    def test_a_drawing_is_nobody_elses_to_change(self):
        self._widget(self._load(), "line", self.leads)["data"]["labels"] = ["mine"]
        self.assertNotIn("labels", self._widget(self._load(), "line", self.leads)["data"])

    def test_read_together(self):
        """The same values as record by record, in the order of each query."""
        self.mine.write({"date_deadline": "2026-03-31", "description": 'Oak "table" \' é'})
        self.env.flush_all()
        Leads = self.env["crm.lead"]
        columns = [Leads._fields[name] for name in NAMES]
        ids = (self.mine | self.theirs).ids

        def query(domain, order):
            return Leads._search([("id", "in", ids), *domain], order=order)

        asked = {
            "last": (Leads, query([], "id desc"), columns),
            "first": (Leads, query([], "id"), columns),
            "none": (Leads, query([("name", "=", "Nobody's")], "id"), columns),
            "never": (Leads, query([("id", "in", [])], "id"), columns),
            # tags stand in another table
            "tags": (Leads, query([], "id"), [Leads._fields["tag_ids"]]),
        }
        expected = (self.mine | self.theirs).read(NAMES)
        self.env.invalidate_all()
        with self.assertQueryCount(1):
            found = read_together(asked)
        self.assertEqual(found["last"].ids, ids[::-1])
        self.assertFalse(found["none"] | found["never"])
        self.assertNotIn("tags", found)
        self.assertEqual(found["first"].read(NAMES), expected)

    def test_words_come_when_they_are_asked_for(self):
        [figure] = self._widget(self._load(), "card", self.leads)["metrics"]
        self.assertNotIn("definition", figure)
        boards = self.env["kms.board"].with_user(self.seller)
        [words] = boards.define(["test_leads", "test_mean", "nothing"])
        self.assertEqual({**words, **figure}, words)
        self.assertEqual(
            (words["definition"], words["formula_source"]), ("Leads assigned.", "Tests")
        )
        for codes in ("test_leads", [1], [["test_leads"]], None, {"test_leads": 1}):
            with self.subTest(codes), self.assertRaises(UserError):
                boards.define(codes)

    def test_a_refresh_leaves_one_row(self):
        self.env.cr.execute("SELECT max(id) FROM kms_fact_stamp")
        [last] = self.env.cr.fetchone()
        self._lead()
        self.env.flush_all()
        self._refresh()
        self.env.cr.execute("SELECT count(*) FROM kms_fact_stamp WHERE id > %s", (last,))
        self.assertEqual(self.env.cr.fetchone(), (1,))
