import itertools
import json
import random
from copy import deepcopy
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..payload import read_json
from .common_digital import META, DigitalCase, plain

MODULE = "odoo.addons.kms_marketing.models.kms_lead_delivery_process"


@tagged("post_install", "-at_install")
class TestLeadDelivery(DigitalCase):
    def test_meta_delivery_becomes_a_lead(self):
        source = self._new_source("meta", user_id=self.agent.id)
        delivery = self._deliver(META, source)
        lead = delivery.lead_id
        self.assertEqual(delivery.state, "done")
        self.assertEqual(lead.contact_name, "Mme Kalla")
        self.assertEqual(lead.phone_sanitized, "+237677451290")
        self.assertEqual(lead.email_from, "kalla@example.com")
        self.assertEqual(lead.source_id.name, "Instagram")
        self.assertEqual(lead.campaign_id.title, "Test kitchens")
        self.assertEqual(lead.kms_external_id, "test-meta:4711")
        self.assertEqual(lead.user_id, self.agent)
        self.assertEqual(lead.kms_arrival_date, delivery.received_at)
        self.assertFalse(lead.kms_contact_date)
        self.assertIn("500 000", lead.description)
        self.assertNotIn("form_id", lead.description)

    def test_one_body_may_hold_several_leads(self):
        source = self._new_source("meta")
        body = deepcopy(META)
        second = deepcopy(META["entry"][0]["changes"][0])
        second["value"]["leadgen_id"] = "4712"
        second["value"]["field_data"][1]["values"] = ["+237677451291"]
        body["entry"][0]["changes"].append(second)
        deliveries = self._deliver(body, source)
        self.assertEqual(deliveries.mapped("external_id"), ["4711", "4712"])
        self.assertEqual(len(deliveries.lead_id), 2)

    def test_google_and_tiktok_and_website(self):
        google = {
            "lead_id": "g1",
            "google_key": "never stored",
            "user_column_data": [
                {
                    "column_name": "Full Name",
                    "string_value": "M. Fongang",
                    "column_id": "FULL_NAME",
                },
                {"string_value": "677451292", "column_id": "PHONE_NUMBER"},
            ],
        }
        tiktok = {
            "object": "LEAD",
            "entry": {
                "lead_id": "t1",
                "changes": [
                    {"field": "name", "value": "Mme Abega"},
                    {"field": "phone number", "value": "+237 699 00 11 22"},
                ],
            },
        }
        website = {"your-name": "M. Bekolo", "your-email": "bekolo@example.com", "taille": "2 m"}
        found = {
            name: self._deliver(data, self._new_source(name))
            for name, data in (("google", google), ("tiktok", tiktok), ("website", website))
        }
        self.assertEqual(
            [delivery.lead_id.contact_name for delivery in found.values()],
            ["M. Fongang", "Mme Abega", "M. Bekolo"],
        )
        self.assertNotIn("never stored", found["google"].payload)
        self.assertIn("taille: 2 m", found["website"].lead_id.description)

    def test_same_identifier_ten_times_shuffled_is_one_lead(self):
        wave = [plain(number) for number in range(1, 6)] * 10
        random.Random(3).shuffle(wave)
        for data in wave:
            self._deliver(data)
        deliveries = self.env["kms.lead.delivery"].search([("source_id", "=", self.source.id)])
        self.assertEqual(len(deliveries), 5)
        leads = self.env["crm.lead"].search([("kms_lead_source_id", "=", self.source.id)])
        self.assertEqual(len(leads), 5)

    def test_two_sources_may_use_the_same_identifier(self):
        other = self._new_source("website")
        leads = self._deliver(plain(1)).lead_id | self._deliver(plain(1), other).lead_id
        self.assertEqual(len(leads), 2)

    def test_later_delivery_completes_and_never_overwrites(self):
        lead = self._deliver(plain(1)).lead_id
        lead.write({"city": "Bonaberi", "contact_name": "Mme Prospect-Ngo"})
        later = self._deliver(
            plain(1, full_name="Somebody", city="Douala", email="one@example.com", budget="250 000")
        )
        self.assertEqual(later.state, "duplicate")
        self.assertEqual(later.lead_id, lead)
        self.assertEqual(lead.contact_name, "Mme Prospect-Ngo")
        self.assertEqual(lead.city, "Bonaberi")
        self.assertEqual(lead.email_from, "one@example.com")
        self.assertEqual(lead.expected_revenue, 250000)
        self.assertFalse(lead.kms_contact_date)

    def test_several_versions_in_one_batch_are_one_lead(self):
        new = self._deliver([plain(1), plain(1, city="Douala"), plain(2)])
        self.assertEqual(new.mapped("state"), ["done", "duplicate", "done"])
        self.assertEqual(len(new.lead_id), 2)
        self.assertEqual(new[0].lead_id.city, "Douala")

    def test_without_identifier_the_same_content_of_a_day_is_one_lead(self):
        data = {"name": "Mme Kalla", "phone": "677451290"}
        self.assertTrue(self._deliver(data))
        self.assertFalse(self._deliver(dict(reversed(data.items()))))
        self.assertTrue(self._deliver({**data, "message": "Rappelez-moi"}))

    def test_merged_lead_is_still_found(self):
        first, second = self._deliver([plain(1), plain(2)]).lead_id
        first.user_id = self.agent
        merged = (first | second).merge_opportunity()
        gone = (plain(1), plain(2))[merged == first]
        later = self._deliver({**gone, "city": "Douala"})
        self.assertEqual(later.lead_id, merged)
        self.assertEqual(later.state, "duplicate")

    def test_known_customer_is_linked_and_the_card_is_left_alone(self):
        card = self.env["res.partner"].create(
            {"name": "Mme Kalla", "phone": "677451290", "email": "right@example.com"}
        )
        lead = self._deliver(plain(1, phone="677 45 12 90", email="wrong@example.com")).lead_id
        self.assertEqual(lead.partner_id, card)
        self.assertEqual(lead.email_from, "wrong@example.com")
        self.assertEqual(card.email, "right@example.com")
        self.assertEqual(card.name, "Mme Kalla")
        by_mail = self._deliver(plain(2, email="Right@example.com")).lead_id
        self.assertEqual(by_mail.partner_id, card)
        self.assertEqual(card.phone, "+237 677 45 12 90")

    def test_names_of_campaigns_are_matched_or_made(self):
        known = self.env["utm.campaign"].create({"title": "Rentree 100% test"})
        leads = self._deliver(
            [
                plain(1, campaign="rentree 100% TEST"),
                plain(2, campaign="Rentree 1000 test"),
                plain(3, campaign="Rentree 1000 test", source="Facebook"),
            ]
        ).lead_id
        self.assertEqual(leads[0].campaign_id, known)
        self.assertEqual(leads[1].campaign_id, leads[2].campaign_id)
        self.assertNotEqual(leads[1].campaign_id, known)
        self.assertEqual(leads[2].source_id, self.env.ref("utm.utm_source_facebook"))

    # -- quarantine ------------------------------------------------------------------------------

    def test_what_cannot_be_read_waits_with_a_reason(self):
        cases = {
            "no JSON {": "not JSON",
            '["text"]': "no set of fields",
            json.dumps({"foo": "bar"}): "none of the fields received: foo",
            json.dumps({"name": "Nobody"}): "Neither a phone number nor an e-mail",
            json.dumps({"name": "Short", "phone": "12"}): "too few digits",
        }
        for payload, reason in cases.items():
            try:
                data = json.loads(payload)
            except ValueError:
                data = payload
            delivery = self._deliver(data)
            self.assertEqual(delivery.state, "quarantined", payload)
            self.assertIn(reason, delivery.reason)
            self.assertFalse(delivery.lead_id)

    def test_a_wrong_detail_does_not_cost_the_prospect(self):
        lead = self._deliver(plain(1, phone="12", email="one@example.com", budget="a lot")).lead_id
        self.assertEqual(lead.email_from, "one@example.com")
        self.assertFalse(lead.phone)
        self.assertIn("phone: 12", lead.description)
        self.assertIn("a lot", lead.description)

    def test_corrected_content_and_corrected_mapping_are_replayed(self):
        broken = self._deliver('{"id": "x1", "phone": "677451290"')
        other = self._deliver({"identifiant": "x2", "Numéro WhatsApp client": "677451291"})
        waiting = (broken | other).with_user(self.manager)
        self.assertEqual(waiting.mapped("state"), ["quarantined"] * 2)
        waiting[0].payload += "}"
        self.source.with_user(self.manager).mapping_id.line_ids = [
            (0, 0, {"path": "numero whatsapp client", "target": "phone"})
        ]
        waiting.action_replay()
        self.assertEqual(waiting.mapped("state"), ["done"] * 2)
        self.assertEqual(
            waiting.lead_id.mapped("phone_sanitized"), ["+237677451290", "+237677451291"]
        )
        # the manager replays, but has not spoken to anybody
        self.assertEqual(waiting.lead_id.create_uid, self.env.ref("base.user_root"))
        self.assertFalse(any(waiting.lead_id.mapped("kms_contact_date")))
        with self.assertRaises(UserError):
            waiting.action_replay()

    @mute_logger(MODULE)
    def test_one_bad_delivery_does_not_stop_the_others(self):
        new = self._deliver([plain(number) for number in range(1, 6)], process=False)
        Delivery = self.registry["kms.lead.delivery"]
        original = Delivery._create_leads

        def fail(records, fresh, known):
            if any(delivery.external_id == "id-3" for delivery, _result in fresh.values()):
                raise ValueError("broken")
            return original(records, fresh, known)

        with patch.object(Delivery, "_create_leads", fail):
            self._run_job("kms.lead.delivery", "_cron_process")
        self.assertEqual(new.mapped("state"), ["done", "done", "quarantined", "done", "done"])
        self.assertEqual(len(new.lead_id), 4)

    def test_cron_takes_all_in_batches(self):
        new = self._deliver([plain(number) for number in range(1, 8)], process=False)
        with patch("odoo.addons.kms_marketing.models.kms_lead_delivery.BATCH", 3):
            self._run_job("kms.lead.delivery", "_cron_process")
        self.assertEqual(set(new.mapped("state")), {"done"})

    def test_queries_do_not_grow_with_the_batch(self):
        self._deliver([plain(900), plain(901)])
        counts = []
        for first, size in ((1, 10), (100, 60)):
            new = self._deliver(
                [plain(number) for number in range(first, first + size)], process=False
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            new._process()
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertLess(counts[1], counts[0] + 25, counts)

    # -- access ----------------------------------------------------------------------------------

    def test_only_the_manager_sees_sources_and_deliveries(self):
        delivery = self._deliver(plain(1))
        for record in (self.source, delivery, self.source.mapping_id):
            self.assertTrue(record.with_user(self.manager).has_access("read"))
            self.assertFalse(record.with_user(self.agent).has_access("read"))
        with self.assertRaises(AccessError):
            delivery.with_user(self.agent).action_replay()
        with self.assertRaises(AccessError):
            delivery.lead_id.with_user(self.agent).read(["kms_lead_source_id"])

    def test_two_companies(self):
        other = self.env["res.company"].create({"name": "Other house"})
        source = self._new_source("website", company_id=other.id)
        mine, theirs = self._deliver(plain(1)), self._deliver(plain(1), source)
        self.assertEqual((mine | theirs).lead_id.mapped("company_id"), self.company | other)
        manager = self.manager
        self.assertTrue(mine.with_user(manager).has_access("read"))
        self.assertFalse(theirs.with_user(manager).has_access("read"))
        self.assertFalse(source.with_user(manager).has_access("read"))

    def test_sources_are_checked(self):
        for number, (values, sentence) in enumerate(
            (
                ({"code": "Has Blank"}, "small letters"),
                ({"secret": "short"}, "soon guessed"),
                ({"signed_only": True}, "signature secret"),
            )
        ):
            with self.assertRaisesRegex(ValidationError, sentence):
                self._new_source("website", **{"code": f"fine-{number}", **values})
        with self.assertRaisesRegex(ValidationError, "is no path"):
            self.source.mapping_id.line_ids[0].path = "a..b"

    def test_hostile_values_end_as_text(self):
        nasty = [
            "<script>alert(1)</script>",
            "'; DROP TABLE crm_lead; --",
            "=cmd|' /C calc'!A0",
            "🪑🛋️ Mme Fleur",
            "a\x00b",
            "\ud800",
            "x" * 5000,
            10**40,
            {"deep": [[[["x"]]]]},
            [1, None, True],
            -1e308,
            None,
        ]
        for number, value in enumerate(itertools.chain(nasty), 1):
            text = json.dumps(plain(number, message=value, name=value, email=value))
            data = read_json(text)
            delivery = self._deliver(data)
            self.assertIn(delivery.state, ("done", "quarantined"), repr(value)[:60])
            if isinstance(value, str) and value.startswith("<script"):
                self.assertNotIn("<script", delivery.lead_id.description)
