from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.kms_base.days import read_day

from .kms_field_visit import RESULTS

TEXTS = ("need", "action_taken", "next_step")


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
            "round": self._prepare_round(),
        }

    def _prepare_visit_row(self, visit):
        return {
            "id": visit.id,
            "uuid": visit.kms_uuid,
            "lead_id": visit.lead_id.id,
            "date": fields.Datetime.to_string(visit.visit_date),
            "name": visit.lead_id.contact_name or visit.lead_id.name,
            "sector": visit.sector_id.name,
            "result": visit.result,
            "placed": visit.has_position,
            "late": visit.is_late,
        }

    def _prepare_appointment_row(self, event):
        return {
            "id": event.id,
            "date": fields.Datetime.to_string(event.start),
            "name": event.name,
            "state": event.kms_state,
            "lead_id": event.opportunity_id.id,
        }

    def _prepare_round(self):
        """Return the user's round of today with its stops, or False."""
        plan = self.env["kms.field.round"].search(
            [
                ("user_id", "=", self.env.uid),
                ("date", "=", self.env.company._kms_today()),
                ("company_id", "=", self.env.company.id),
            ],
            limit=1,
        )
        if not plan:
            return False
        return {
            "id": plan.id,
            "distance": plan.distance,
            "stops": [self._prepare_stop_row(stop) for stop in plan.stop_ids],
        }

    def _prepare_stop_row(self, stop):
        lead = stop.lead_id
        return {
            "id": stop.id,
            "lead_id": lead.id,
            "name": lead.contact_name or lead.name,
            "phone": lead.phone or "",
            "place": lead.street or "",
            "sector": lead.kms_field_sector_id.name,
            "sector_id": lead.kms_field_sector_id.id,
            "point": lead._kms_point(),
            "distance": stop.distance,
            "state": stop.state,
            "result": stop.result,
            "last_result": lead.kms_field_result,
            "uuid": stop.visit_id.kms_uuid,
        }

    @api.model
    def register_visit(self, values):
        """Write a visit down, once per client identifier.

        A known prospect can be checked in at without a result; the same identifier sent again with
        one completes the visit. Whatever else is sent again changes nothing.

        :param dict values: `uuid` (str, needed), `lead_id` (int) or `name` (str) and `phone`,
            `result` (needed for a new prospect), `need`, `action_taken`, `next_step` (str),
            `next_date`, `client_date` (ISO 8601, the second in UTC), `sector_id` (int),
            `latitude`, `longitude` (degrees), `accuracy` (metres) and `photo` (base64)
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
        elif not visit.result and visit.user_id == self.env.user and values.get("result"):
            visit.with_env(self.env).write(self._prepare_outcome(values))
        return {"id": visit.id, **self.refresh()}

    def _prepare_visit_values(self, values, uuid):
        """Check each value, find or make the prospect, and return the values of the visit."""
        visit = {
            "kms_uuid": uuid,
            "client_date": self._read_moment(values.get("client_date")),
            **self._prepare_outcome(values),
            **self._read_position(values),
        }
        lead = self._read_lead(values)
        if not lead and not visit["result"]:
            raise UserError(self.env._("Choose the result of the visit from the list."))
        visit["lead_id"] = (lead or self._find_or_create_lead(values)).id
        if not visit["sector_id"]:
            visit["sector_id"] = lead.kms_field_sector_id.id
        return visit

    def _prepare_outcome(self, values):
        """Check and return what came of a visit."""
        result = values.get("result") or False
        if result and (not isinstance(result, str) or result not in dict(RESULTS)):
            raise UserError(self.env._("Choose the result of the visit from the list."))
        outcome = {
            "result": result,
            "next_date": read_day(self.env, values.get("next_date")),
            "photo": self._read_photo(values.get("photo")),
            **{key: self._read_text(values.get(key)) for key in TEXTS},
        }
        sector = self._read_record("kms.field.sector", values.get("sector_id"))
        return {**outcome, "sector_id": sector.id}

    def _read_lead(self, values):
        """Return the known prospect, or none when the visit is to make one.

        A visit that was kept while the network was away may come after its prospect went to a
        colleague or was merged. It took place all the same: it makes a prospect of its own.
        """
        try:
            return self._read_record("crm.lead", values.get("lead_id"))
        except UserError:
            if not values.get("name"):
                raise
            return self.env["crm.lead"]

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
