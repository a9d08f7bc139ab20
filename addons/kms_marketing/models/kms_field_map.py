from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.kms_base.ids import read_id

from ..libraries import MAP_FILES
from .kms_field_visit import RESULTS

# Drawn at once; more is a smudge on a phone, and the filters are there (points).
MAX_POINTS = 5000
# The period's last days, today included; none: since ever.
PERIODS = {"today": 1, "week": 7, "month": 30, "quarter": 90, "all": None}


class KmsFieldMap(models.AbstractModel):
    """Server side of the map; it stores nothing."""

    _name = "kms.field.map"
    _description = "Field map"

    @api.model
    def load(self):
        """Return what the map needs to open: choices, libraries, background and sectors.

        :rtype: dict
        :raise AccessError: the user may not read field visits
        """
        Visit = self.env["kms.field.visit"]
        Visit.check_access("read")
        company = self.env.company
        return {
            "files": MAP_FILES,
            "tiles": company.kms_map_tile_url or "",
            "attribution": company.kms_map_attribution or "",
            "office": company._kms_office(),
            "results": Visit._fields["result"]._description_selection(self.env),
            "sectors": self.env["kms.field.sector"].search_read(
                [("active", "=", True)], ["name", "latitude", "longitude"], load=None
            ),
            "can_plan": self.env["kms.field.round"].has_access("create"),
        }

    @api.model
    def search_points(self, filters):
        """Return the points of the map, the last visited first.

        :param dict filters: `layer` prospects or visits, `mine` (bool), `period` a key of
            :data:`PERIODS`, `result` and `sector_id`; what is left out does not filter
        :return: `points`: lists of id, latitude, longitude, result, name; `more`: whether there
            are more than :data:`MAX_POINTS`
        :rtype: dict
        :raise UserError: a filter that the screen does not offer
        :raise AccessError: the user may not read field visits
        """
        self.env["kms.field.visit"].check_access("read")
        filters = filters if isinstance(filters, dict) else {}
        layers = {"prospects": self._search_prospects, "visits": self._search_visits}
        if filters.get("layer", "prospects") not in layers:
            raise UserError(self.env._("The screen is out of date. Reload the page and try again."))
        points = layers[filters.get("layer", "prospects")](filters)
        return {"points": points[:MAX_POINTS], "more": len(points) > MAX_POINTS}

    def _search_prospects(self, filters):
        fields_of = {
            "user": "user_id",
            "date": "kms_field_visit_date",
            "result": "kms_field_result",
            "sector": "kms_field_sector_id",
        }
        leads = self.env["crm.lead"].search_fetch(
            [("kms_has_position", "=", True), *self._prepare_domain(filters, fields_of)],
            ["kms_latitude", "kms_longitude", "kms_field_result", "contact_name", "name"],
            limit=MAX_POINTS + 1,
            order="kms_field_visit_date desc, id desc",
        )
        return [
            (
                lead.id,
                lead.kms_latitude,
                lead.kms_longitude,
                lead.kms_field_result or "",
                lead.contact_name or lead.name,
            )
            for lead in leads
        ]

    def _search_visits(self, filters):
        fields_of = {
            "user": "user_id",
            "date": "visit_date",
            "result": "result",
            "sector": "sector_id",
        }
        visits = self.env["kms.field.visit"].search_fetch(
            [("has_position", "=", True), *self._prepare_domain(filters, fields_of)],
            ["latitude", "longitude", "result", "lead_id"],
            limit=MAX_POINTS + 1,
        )
        visits.lead_id.fetch(["contact_name", "name"])
        return [
            (
                visit.id,
                visit.latitude,
                visit.longitude,
                visit.result or "",
                visit.lead_id.contact_name or visit.lead_id.name,
            )
            for visit in visits
        ]

    def _prepare_domain(self, filters, fields_of):
        """Return the domain of the filters on the fields that the layer has for them."""
        period = filters.get("period") or "all"
        result = filters.get("result") or ""
        sector = filters.get("sector_id") or 0
        if period not in PERIODS or type(sector) is not int or result not in {"", *dict(RESULTS)}:
            raise UserError(self.env._("The screen is out of date. Reload the page and try again."))
        domain = [("company_id", "in", [False, *self.env.companies.ids])]
        if filters.get("mine"):
            domain.append((fields_of["user"], "=", self.env.uid))
        if PERIODS[period]:
            first = self.env.company._kms_today() - timedelta(days=PERIODS[period] - 1)
            domain.append((fields_of["date"], ">=", self.env.company._kms_day_bounds(first)[0]))
        if result:
            domain.append((fields_of["result"], "=", result))
        if sector:
            domain.append((fields_of["sector"], "=", read_id(sector)))
        return domain

    @api.model
    def load_card(self, layer, record_id):
        """Return what the card of one point shows.

        :param str layer: prospects or visits
        :param int record_id: crm.lead or kms.field.visit
        :rtype: dict
        :raise AccessError: the user may not read it
        :raise UserError: it is no more
        """
        self.env["kms.field.visit"].check_access("read")
        model = "kms.field.visit" if layer == "visits" else "crm.lead"
        record = self.env["kms.field"]._read_record(model, record_id)
        if not record:
            raise UserError(self.env._("The screen is out of date. Reload the page and try again."))
        lead = record.lead_id if layer == "visits" else record
        visit = record if layer == "visits" else lead.kms_field_visit_ids.sorted("visit_date")[-1:]
        # A colleague's visit can be seen without the right to see the rest of the prospect.
        known = lead.has_access("read")
        return {
            "lead_id": lead.id if known else False,
            "visit_id": visit.id,
            "name": visit.display_name if not known else lead.contact_name or lead.name,
            "phone": (known and lead.phone) or "",
            "sector": visit.sector_id.name or "",
            "salesperson": (visit.user_id or lead.user_id).name or "",
            "date": fields.Datetime.to_string(visit.visit_date),
            "result": visit.result or "",
            "need": visit.need or "",
            "next_step": visit.next_step or "",
            "next_date": fields.Date.to_string(visit.next_date),
            "late": visit.is_late,
            "suspicious": visit.is_suspicious,
            "point": visit.has_position and (visit.latitude, visit.longitude),
        }
