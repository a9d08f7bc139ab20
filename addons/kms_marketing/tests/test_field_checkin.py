import io
from base64 import b64decode, b64encode

from PIL import Image

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_field import FieldCase


def picture(width=1600, height=900, kind="JPEG"):
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), "brown").save(buffer, kind)
    return b64encode(buffer.getvalue()).decode()


@tagged("post_install", "-at_install")
class TestFieldCheckin(FieldCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = cls._prospect("Mrs Ngo")
        cls.check_in = {
            "uuid": "c" * 16,
            "lead_id": cls.lead.id,
            "latitude": 4.05,
            "longitude": 9.7,
            "accuracy": 12,
        }

    def test_check_in_then_result_in_any_order_is_one_visit(self):
        complete = {**self.check_in, "result": "to_quote", "need": "A kitchen"}
        for order in ((self.check_in, complete), (complete, self.check_in)):
            uuid = f"{len(self.lead.kms_field_visit_ids):016x}"
            for values in (*order, *order, *reversed(order)):
                visit = self._send(**{**values, "uuid": uuid})
            self.assertEqual((visit.result, visit.need), ("to_quote", "A kitchen"))
            self.assertEqual((visit.latitude, visit.accuracy), (4.05, 12))
        self.assertEqual(len(self.lead.kms_field_visit_ids), 2)

    def test_the_check_in_keeps_its_place_and_time(self):
        visit = self._send(**self.check_in)
        moment = visit.check_in_date
        self._send(**{**self.check_in, "result": "absent", "latitude": 5, "longitude": 11})
        self.assertEqual((visit.latitude, visit.check_in_date), (4.05, moment))

    def test_nobody_completes_a_colleagues_visit(self):
        visit = self._send(**self.check_in)
        phone = self.env["kms.field"].with_user(self.other)
        self.assertEqual(
            self._send(phone, uuid="c" * 16, name="X", result="absent", need="Mine"), visit
        )
        self.assertFalse(visit.result)

    def test_a_result_is_not_overwritten_by_a_late_copy(self):
        visit = self._send(**self.check_in, result="interested")
        visit.with_user(self.walker).result = "to_quote"
        self._send(**self.check_in, result="interested")
        self.assertEqual(visit.result, "to_quote")

    def test_a_new_prospect_needs_a_result(self):
        with self.assertRaisesRegex(UserError, "result"):
            self._send(name="Mr New")

    def test_a_prospect_that_is_no_more_is_made_again(self):
        gone = self._prospect("Gone")
        lead_id = gone.id
        gone.unlink()
        visit = self._send(lead_id=lead_id, name="Gone", result="absent")
        self.assertEqual(visit.lead_id.contact_name, "Gone")
        with self.assertRaises(UserError):
            self._send(lead_id=lead_id, name="", result="absent")

    def test_photo_is_kept_and_bounded(self):
        visit = self._send(**self.check_in, result="interested", photo=picture(3000, 2000))
        with Image.open(io.BytesIO(b64decode(visit.photo))) as kept:
            self.assertEqual(max(kept.size), 1280)

    def test_hostile_photos_get_a_sentence_and_write_nothing(self):
        svg = b64encode(b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>").decode()
        for photo in (
            "not base64 \x00",
            svg,
            b64encode(b"GIF89a" + b"\0" * 40).decode(),
            picture()[:200],
            "A" * 5_000_000,
            picture(4100, 3000, "PNG"),
            7,
            {"data": picture(8, 8)},
        ):
            with self.subTest(photo=str(photo)[:30]), self.assertRaises(UserError):
                self._send(**{**self.check_in, "result": "absent", "photo": photo})
        self.assertFalse(self.lead.kms_field_visit_ids)
