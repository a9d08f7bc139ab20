from odoo.tests import tagged

from odoo.addons.mail.tests.common import MailCommon

from .common_digital import DigitalMixin

FORM = """Bonjour,

Nom : Mme Kalla
Téléphone : 677 45 12 90
E-mail : kalla@example.com
Ville : Douala
Message : une cuisine de 3 m

Merci
"""


@tagged("post_install", "-at_install")
class TestLeadMail(DigitalMixin, MailCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_digital()
        cls.team.write({"alias_name": "digital.test", "alias_contact": "everyone"})

    def _receive(
        self, body, number=1, sender="Form <noreply@shop.example>", subject="Formulaire", extra=""
    ):
        message = (
            f"From: {sender}\nTo: digital.test@{self.alias_domain}\nSubject: {subject}\n"
            f"Message-ID: <mail-{number}@shop.example>\nDate: Tue, 03 Mar 2026 09:00:00 +0100\n"
            f"MIME-Version: 1.0\n{extra}Content-Type: text/plain; charset=utf-8\n"
            f"Content-Transfer-Encoding: 8bit\n\n{body}"
        )
        before = self._leads()
        self.env["mail.thread"].message_process(None, message.encode())
        return self._leads() - before

    def _leads(self):
        return self.env["crm.lead"].search([("team_id", "=", self.team.id)])

    def test_form_mail_is_read_like_a_delivery(self):
        lead = self._receive(FORM)
        self.assertEqual(lead.contact_name, "Mme Kalla")
        self.assertEqual(lead.phone_sanitized, "+237677451290")
        self.assertEqual(lead.email_from, "kalla@example.com")
        self.assertEqual(lead.city, "Douala")
        self.assertEqual(lead.medium_id, self.env.ref("utm.utm_medium_email"))
        self.assertEqual((lead.name, lead.kms_channel), ("Formulaire", "digital"))
        self.assertIn("une cuisine de 3 m", lead.description)
        self.assertFalse(lead.kms_contact_date)
        self.assertTrue(lead.message_ids.filtered(lambda one: one.message_type == "email"))

    def test_plain_mail_is_a_lead_of_its_sender(self):
        card = self.env["res.partner"].create({"name": "Paul", "email": "paul@example.com"})
        lead = self._receive("Combien coûte le MDF ?", sender="Paul Biyong <paul@example.com>")
        self.assertEqual(lead.contact_name, "Paul Biyong")
        self.assertEqual(lead.email_from, "paul@example.com")
        self.assertEqual(lead.partner_id, card)
        unknown = self._receive("Bonjour", number=2, sender="nobody@example.com")
        self.assertEqual(unknown.email_from, "nobody@example.com")

    def test_same_message_again_is_no_second_lead(self):
        first = self._receive(FORM)
        self.assertTrue(first)
        self.assertFalse(self._receive(FORM))
        values = {"message_id": "<mail-1@shop.example>", "from": "x@example.com", "body": ""}
        again = self.env["crm.lead"].message_new(values, {"team_id": self.team.id})
        self.assertEqual(again, first)

    def test_answer_stays_with_its_lead(self):
        lead = self._receive(FORM)
        answer = self._receive(
            "D'accord",
            number=2,
            sender="kalla@example.com",
            extra="In-Reply-To: <mail-1@shop.example>\n",
        )
        self.assertFalse(answer)
        self.assertEqual(len(lead.message_ids.filtered(lambda one: one.message_type == "email")), 2)

    def test_machines_make_no_lead(self):
        cases = (
            {"extra": "Auto-Submitted: auto-replied\n"},
            {"extra": "X-Autoreply: yes\n"},
            {"extra": "Precedence: auto_reply\n"},
            {"sender": "MAILER-DAEMON@mail.example"},
            {"sender": "Mail Delivery <mailer-daemon@mail.example>"},
            {"subject": "Réponse automatique : votre offre", "sender": "a@example.com"},
            {"subject": "Out of Office: back on Monday", "sender": "b@example.com"},
        )
        for number, values in enumerate(cases, 10):
            self.assertFalse(self._receive("I am away", number=number, **values), values)
        written_by_a_program = "Auto-Submitted: auto-generated\n"
        self.assertTrue(self._receive(FORM, number=30, extra=written_by_a_program))

    def test_nothing_in_a_mail_stops_it(self):
        for number, body in enumerate(
            ("", "Nom : " + "x" * 3000, "Téléphone : 12", "E-mail : nobody", "<b>Nom : </b>"), 40
        ):
            self.assertTrue(
                self._receive(body, number=number, sender=f"p{number}@example.com"), body[:40]
            )

    def test_other_teams_read_their_mails_as_before(self):
        team = self.env["crm.team"]._kms_get_channel_team("field", self.company)
        team.alias_name = "field.test"
        lead = self.env["crm.lead"].message_new(
            {"message_id": "<f@x>", "from": "x@example.com", "subject": "Hello", "body": FORM},
            {"team_id": team.id},
        )
        self.assertFalse(lead.kms_external_id or lead.phone)
