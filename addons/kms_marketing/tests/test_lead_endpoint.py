import hashlib
import hmac
import json

from odoo.tests import HttpCase, tagged

from .common_digital import META, SECRET, DigitalMixin, plain

JSON = {"Content-Type": "application/json"}


@tagged("post_install", "-at_install")
class TestLeadEndpoint(DigitalMixin, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_digital()

    def _post(self, data, code="test-plain", secret=SECRET, headers=None, query=""):
        headers = {**JSON, **(headers or {})}
        if secret:
            headers["X-KMS-Secret"] = secret
        body = data if isinstance(data, bytes) else json.dumps(data).encode()
        address = f"{self.base_url()}/kms/leads/{code}{query}"
        return self.opener.post(address, data=body, headers=headers, timeout=30)

    def _stored(self):
        return self.env["kms.lead.delivery"].search([("company_id", "=", self.company.id)])

    def assertRefused(self, answer, status):
        self.assertEqual(answer.status_code, status, answer.text[:300])
        self.assertEqual(answer.headers["Content-Type"].split(";")[0], "application/json")
        self.assertGreater(len(answer.json()["error"]), 10)
        self.assertFalse(self._stored())

    def test_accepted_is_stored_and_waits(self):
        answer = self._post(plain(1))
        self.assertEqual(answer.status_code, 202)
        self.assertEqual(answer.json(), {"status": "accepted", "received": 1, "new": 1})
        self.assertNotIn("session_id", answer.cookies)
        delivery = self._stored()
        self.assertEqual((delivery.state, delivery.external_id), ("pending", "id-1"))
        self.assertFalse(delivery.lead_id)
        trigger = self.env["ir.cron.trigger"].search(
            [("cron_id", "=", self.env.ref("kms_marketing.ir_cron_read_deliveries").id)]
        )
        self.assertTrue(trigger)
        self.assertEqual(
            self._post(plain(1)).json(), {"status": "accepted", "received": 1, "new": 0}
        )
        self.assertEqual(self._stored(), delivery)
        self._run_job("kms.lead.delivery", "_cron_process")
        self.assertEqual(delivery.lead_id.contact_name, "Prospect 1")

    def test_forms(self):
        fields = {"id": "f1", "Nom": "Mme Kalla", "Téléphone": "677451290", "secret": "x"}
        for number, kind in enumerate(
            ({"data": fields}, {"files": {k: (None, v) for k, v in fields.items()}})
        ):
            fields["id"] = f"f{number}"
            answer = self.opener.post(
                self.base_url() + "/kms/leads/test-plain",
                headers={"Authorization": f"Bearer {SECRET}"},
                timeout=30,
                **(
                    kind if "data" in kind else {"files": {k: (None, v) for k, v in fields.items()}}
                ),
            )
            self.assertEqual(answer.status_code, 202, answer.text)
        self._stored()._process()
        self.assertEqual(self._stored().mapped("state"), ["done", "done"])
        self.assertEqual(set(self._stored().lead_id.mapped("contact_name")), {"Mme Kalla"})

    def test_secret(self):
        self.assertRefused(self._post(plain(1), secret=None), 401)
        self.assertRefused(self._post(plain(1), secret="wrong"), 403)
        self.assertRefused(self._post(plain(1), secret=SECRET[:-1]), 403)
        self.assertRefused(self._post(plain(1), secret=None, query="?secret="), 401)
        self.assertRefused(self._post(plain(1), secret="é" * 20), 403)
        self.assertRefused(self._post(plain(1), code="unknown"), 404)
        self.source.action_new_secret()
        self.assertRefused(self._post(plain(1)), 403)
        self.source.active = False
        self.assertRefused(self._post(plain(1), secret=self.source.secret), 404)
        self.source.write({"active": True, "answer_ok": True})
        answer = self._post(plain(1), secret=None, query=f"?secret={self.source.secret}")
        self.assertEqual(answer.status_code, 200)

    def test_secret_in_the_body(self):
        self._new_source("google")
        data = {"lead_id": "g", "google_key": "wrong", "user_column_data": []}
        self.assertRefused(self._post(data, code="test-google", secret=None), 403)
        data["google_key"] = SECRET
        self.assertEqual(self._post(data, code="test-google", secret=None).status_code, 202)
        self.assertNotIn(SECRET, self._stored().payload)

    def test_signature(self):
        self._new_source("meta", signature_secret="of the app", signed_only=True)
        body = json.dumps(META).encode()
        good = "sha256=" + hmac.new(b"of the app", body, hashlib.sha256).hexdigest()
        for header in ("sha256=00", "sha256=é", "x", good[:-1], good.upper()):
            sent = self._post(
                body, code="test-meta", headers={"X-Hub-Signature-256": header.encode()}
            )
            self.assertRefused(sent, 403)
        self.assertRefused(self._post(body, code="test-meta"), 403)
        sent = self._post(
            body, code="test-meta", secret=None, headers={"X-Hub-Signature-256": good}
        )
        self.assertEqual(sent.status_code, 202)

    def test_verification(self):
        query = "?hub.mode=subscribe&hub.challenge=<b>1158</b>&hub.verify_token="
        answer = self.url_open("/kms/leads/test-plain" + query + SECRET)
        self.assertEqual((answer.status_code, answer.text), (200, "<b>1158</b>"))
        self.assertTrue(answer.headers["Content-Type"].startswith("text/plain"))
        self.assertRefused(self.url_open("/kms/leads/test-plain" + query), 403)
        self.assertRefused(self.url_open("/kms/leads/unknown" + query + SECRET), 403)

    def test_what_is_no_delivery_gets_a_sentence(self):
        self.assertRefused(self.url_open("/kms/leads/test-plain"), 405)
        address = self.base_url() + "/kms/leads/test-plain"
        for method in ("PUT", "DELETE", "PATCH", "OPTIONS"):
            answer = self.opener.request(method, address, timeout=30)
            self.assertRefused(answer, 405)
            self.assertIn("POST", answer.headers["Allow"])
        self.assertRefused(self._post(b""), 400)
        self.assertRefused(self._post(plain(1), headers={"Content-Type": "text/xml"}), 415)
        self.assertRefused(self._post(plain(1), headers={"Content-Type": ""}), 415)
        self.assertRefused(self._post(b"x" * 1024 * 1024), 413)
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        self.assertRefused(self._post(b"a=" + b"x" * 1024 * 1024, headers=form), 413)
        self.assertRefused(self._post(b"", headers=form), 400)
        broken = {"Content-Type": "multipart/form-data; boundary=x"}
        self.assertRefused(self._post(b"--y\r\n\r\nnothing", headers=broken), 400)

    def test_hostile_bodies_are_kept_and_explained(self):
        bodies = [
            b"{",
            b"[" * 100_000,
            b'{"a":' * 40 + b"1" + b"}" * 40,
            b'{"name": NaN}',
            b'{"id": ' + b"9" * 5000 + b"}",
            b"\xff\xfe\x00broken",
            b'"text"',
            b"[1, [2], null]",
            json.dumps({f"field{n}": n for n in range(10_000)}).encode(),
            json.dumps({"name": "\u0000<script>", "phone": {"a": ["b"]}}).encode(),
        ]
        for body in bodies:
            answer = self._post(body)
            self.assertEqual(answer.status_code, 202, body[:40])
        stored = self._stored()
        self._run_job("kms.lead.delivery", "_cron_process")
        self.assertEqual(set(stored.mapped("state")), {"quarantined"})
        self.assertTrue(all(stored.mapped("reason")))
        self.assertFalse(stored.lead_id)
