from datetime import UTC, date, datetime
from math import isfinite

from odoo import api, fields, models
from odoo.exceptions import UserError

from .kms_field_visit import RESULTS

TEXT_MAX_LENGTH = 2000


class KmsField(models.AbstractModel):
    """Server side of the field salesperson's screen; it stores nothing."""

    _name = "kms.field"
    _inherit = ["kms.intake"]
    _description = "Field screen"

    @api.model
    def load(self):
        """Return all that the field screen shows when it opens.

        :return: the choices of the form and what :meth:`refresh` returns
        :rtype: dict
        :raise AccessError: the user may not read field visits
        """
        Visit = self.env["kms.field.visit"]
        Visit.check_access("read")
        return {
            "results": Visit._fields["result"]._description_selection(self.env),
            "sectors": self.env["kms.field.sector"].search_read([("active", "=", True)], ["name"]),
            **self.refresh(),
        }

    @api.model
    def refresh(self):
        """Return the user's visits and appointments of today.

        :rtype: dict
        :raise AccessError: the user may not read field visits
        """
        Visit = self.env["kms.field.visit"]
        Visit.check_access("read")
        start, end = self.env.company._kms_day_bounds(self.env.company._kms_today())
        visits = Visit.search(
            [
                ("user_id", "=", self.env.uid),
                ("visit_date", ">=", start),
                ("visit_date", "<", end),
            ]
        )
        events = self.env["calendar.event"].search(
            [
                ("user_id", "=", self.env.uid),
                ("kms_state", "!=", False),
                ("start", ">=", start),
                ("start", "<", end),
            ],
            order="start, id",
        )
        return {
            "visits": [self._prepare_visit_row(visit) for visit in visits],
            "appointments": [self._prepare_appointment_row(event) for event in events],
        }

    def _prepare_visit_row(self, visit):
        return {
            "id": visit.id,
            "date": fields.Datetime.to_string(visit.visit_date),
            "name": visit.lead_id.contact_name or visit.lead_id.name,
            "sector": visit.sector_id.name,
            "result": visit.result,
            "placed": visit.has_position,
        }

    def _prepare_appointment_row(self, event):
        return {
            "id": event.id,
            "date": fields.Datetime.to_string(event.start),
            "name": event.name,
            "state": event.kms_state,
        }

    @api.model
    def register_visit(self, values):
        """Write a visit down, once per client identifier.

        :param dict values: `uuid`, `name`, `result` (str, needed), `phone`, `need`,
            `action_taken`, `next_step` (str), `next_date`, `client_date` (ISO 8601, the second in
            UTC), `sector_id` (int), `latitude`, `longitude` (degrees) and `accuracy` (metres)
        :return: `id` of the visit, and what :meth:`refresh` returns
        :rtype: dict
        :raise UserError: a value that a person has to correct
        :raise AccessError: the user may not create field visits
        """
        Visit = self.env["kms.field.visit"]
        Visit.check_access("create")
        uuid = self._read_uuid(values)
        # sudo: since the first try the visit may have gone to another team; only its id is told.
        visit = Visit.sudo().search([("kms_uuid", "=", uuid)], limit=1)
        if not visit:
            visit = self._create_once(Visit, self._prepare_visit_values(values, uuid))
        return {"id": visit.id, **self.refresh()}

    def _prepare_visit_values(self, values, uuid):
        """Check each value, find or make the prospect, and return the values of the visit."""
        result = values.get("result")
        if result not in dict(RESULTS):
            raise UserError(self.env._("Choose the result of the visit from the list."))
        visit = {
            "kms_uuid": uuid,
            "result": result,
            "sector_id": self._read_record("kms.field.sector", values.get("sector_id")).id,
            "client_date": self._read_moment(values.get("client_date")),
            "next_date": self._read_day(values.get("next_date")),
            **{
                key: self._read_text(values.get(key))
                for key in ("need", "action_taken", "next_step")
            },
            **self._read_position(values),
        }
        return {**visit, "lead_id": self._find_or_create_lead(values).id}

    def _find_or_create_lead(self, values):
        """Return the user's open prospect with this phone number, or a new one."""
        Lead = self.env["crm.lead"]
        name = self._read_name(values.get("name"))
        partner, phone = self._read_phone(values.get("phone"))
        if phone:
            known = self.env["res.partner"]._kms_normalize(phone)
            lead = Lead.search(
                [
                    ("kms_channel", "=", "field"),
                    ("user_id", "=", self.env.uid),
                    ("phone_sanitized", "=", known.e164),
                    ("company_id", "in", [False, self.env.company.id]),
                ],
                limit=1,
            )
            if lead:
                return lead
        now = fields.Datetime.now()
        return Lead.create(
            {
                "kms_channel": "field",
                "type": "opportunity",
                "name": name,
                "contact_name": name,
                "partner_id": partner.id,
                "phone": phone,
                "user_id": self.env.uid,
                # Who is visited has been met: nobody waits at a door. One moment for both, or a
                # second that ends in between has them met before they came.
                "kms_arrival_date": now,
                "kms_contact_date": now,
            }
        )

    # ------------------------------------------------------------
    # READING WHAT THE CLIENT SENT
    # ------------------------------------------------------------

    def _read_text(self, text):
        text = text.strip() if isinstance(text, str) else ""
        if len(text) > TEXT_MAX_LENGTH:
            raise UserError(
                self.env._(
                    "A text has at most %(limit)s characters; shorten this one.",
                    limit=TEXT_MAX_LENGTH,
                )
            )
        return text

    def _read_position(self, values):
        """Return the position, or nothing when the phone gave none."""
        point = [values.get(key) for key in ("latitude", "longitude")]
        if point == [None, None]:
            return {}
        accuracy = values.get("accuracy") or 0
        numbers = [*point, accuracy]
        if (
            not all(type(number) in (int, float) and isfinite(number) for number in numbers)
            or abs(point[0]) > 90
            or abs(point[1]) > 180
            or not 0 <= accuracy <= 100_000
        ):
            raise UserError(
                self.env._("The phone gave an impossible position. Save without position.")
            )
        return {
            "has_position": True,
            "latitude": point[0],
            "longitude": point[1],
            "accuracy": accuracy,
        }

    def _read_moment(self, text):
        return self._read_iso(datetime, text)

    def _read_day(self, text):
        return self._read_iso(date, text)

    def _read_iso(self, kind, text):
        if not text:
            return False
        try:
            value = kind.fromisoformat(text)
        except (TypeError, ValueError):
            raise UserError(
                self.env._("A date cannot be read. Check the date of the next step.")
            ) from None
        if kind is datetime and value.tzinfo:
            value = value.astimezone(UTC).replace(tzinfo=None)
        return value.replace(microsecond=0) if kind is datetime else value
