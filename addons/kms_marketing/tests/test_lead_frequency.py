from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestLeadFrequency(TransactionCase):
    """Core's predictive engine counts after the sale, so that no sale waits for another's count."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team = cls.env["crm.team"].create({"name": "Frequencies"})
        cls.frequencies = cls.env["crm.lead.scoring.frequency"]

    def counts(self):
        rows = self.frequencies.search([("team_id", "=", self.team.id)])
        return {row.value: (round(row.won_count, 1), round(row.lost_count, 1)) for row in rows}

    def test_a_won_lead_writes_no_count_in_its_own_transaction(self):
        lead = self.env["crm.lead"].create({"name": "Won", "team_id": self.team.id})
        later = len(self.env.cr.postcommit._funcs)
        lead.action_set_won()
        lead.flush_recordset()
        self.assertEqual(lead.won_status, "won")
        self.assertFalse(self.counts())
        self.assertGreater(len(self.env.cr.postcommit._funcs), later)

    def test_counts_are_added_as_core_adds_them(self):
        key = (self.team.id, "source_id", "7")
        self.frequencies._kms_add({key: (1, 0)})
        self.assertEqual(self.counts(), {"7": (1.1, 0.1)})
        self.frequencies._kms_add({key: (1, 0), (self.team.id, "source_id", "8"): (0, 1)})
        self.assertEqual(self.counts(), {"7": (2.1, 0.1), "8": (0.1, 1.1)})

    def test_a_count_stays_above_zero(self):
        key = (self.team.id, "source_id", "7")
        self.frequencies._kms_add({key: (-1, 0)})
        self.frequencies._kms_add({key: (-5, -1)})
        self.assertEqual(self.counts(), {"7": (0.1, 0.1)})

    def test_leads_without_a_team_are_counted_together(self):
        key = (0, "source_id", "kms-no-team")
        self.frequencies._kms_add({key: (1, 0)})
        self.frequencies._kms_add({key: (0, 2)})
        row = self.frequencies.search([("value", "=", "kms-no-team")])
        self.assertEqual((row.team_id.id, row.won_count, row.lost_count), (False, 1.1, 2.1))
