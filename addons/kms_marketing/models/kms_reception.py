from odoo import api, fields, models
from odoo.exceptions import UserError

from .crm_lead import ORIENTATIONS

PRODUCT_TILES = 8


class KmsReception(models.AbstractModel):
    """Server side of the reception screen: one call to open it, one call a visitor.

    It stores nothing: a visitor is a `crm.lead` of the showroom channel.
    """

    _name = "kms.reception"
    _inherit = ["kms.intake"]
    _description = "Reception screen"

    @api.model
    def load(self):
        """Return all that the reception screen shows when it opens.

        :return: the choices of the form and what :meth:`refresh` returns
        :rtype: dict
        :raise AccessError: the user may not read leads
        """
        Lead = self.env["crm.lead"]
        Lead.check_access("read")
        orientations = Lead._fields["kms_orientation"]._description_selection(self.env)
        sources = self.env["utm.source"].search_read(
            [("kms_acquisition", "=", True)], ["display_name"], order="id"
        )
        return {
            "orientations": orientations,
            "sources": sources,
            "salespeople": self._get_salespeople(),
            "products": self._get_products(),
            **self.refresh(),
        }

    @api.model
    def refresh(self):
        """Return today's visitors, newest first, and the figures above them.

        :rtype: dict
        :raise AccessError: the user may not read leads
        """
        Lead = self.env["crm.lead"]
        Lead.check_access("read")
        start, end = self.env.company._kms_day_bounds(self.env.company._kms_today())
        visits = Lead.with_context(active_test=False).search(
            [
                ("kms_channel", "=", "showroom"),
                ("kms_arrival_date", ">=", start),
                ("kms_arrival_date", "<", end),
            ],
            order="kms_arrival_date desc, id desc",
        )
        states = visits.mapped("kms_visit_state")
        return {
            "visits": [self._prepare_row(visit) for visit in visits],
            "counts": {
                "visitors": len(visits),
                "quotes": sum(state in ("quoted", "sold") for state in states),
                "sales": states.count("sold"),
                "contact_minutes": self._get_contact_minutes(visits),
            },
        }

    @api.model
    def register_visit(self, values):
        """Write a visitor down, once per client identifier.

        :param dict values: `uuid` and `name` (str, needed), `phone` (str), `product_id`,
            `source_id`, `user_id` (int or False), `orientation` (a key of :data:`ORIENTATIONS`)
        :return: `id` of the visit, and what :meth:`refresh` returns
        :rtype: dict
        :raise UserError: a value that a person has to correct
        :raise AccessError: the user may not create leads
        """
        Lead = self.env["crm.lead"]
        Lead.check_access("create")
        uuid = self._read_uuid(values)
        # sudo: since the first try the visit may have gone to another team; only its id is told.
        visit = Lead.sudo().search([("kms_client_uuid", "=", uuid)], limit=1)
        if not visit:
            visit = self._create_once(Lead, self._prepare_visit_values(values, uuid))
        return {"id": visit.id, **self.refresh()}

    # ------------------------------------------------------------
    # READING WHAT THE CLIENT SENT
    # ------------------------------------------------------------

    def _prepare_visit_values(self, values, uuid):
        """Check each value and return those of the lead."""
        name = self._read_name(values.get("name"))
        orientation = values.get("orientation") or "showroom"
        if orientation not in dict(ORIENTATIONS):
            raise UserError(self.env._("Choose where the visitor is sent to from the list."))
        partner, phone = self._read_phone(values.get("phone"))
        product = self._read_record("product.product", values.get("product_id"))
        return {
            "kms_channel": "showroom",
            "type": "opportunity",
            "name": f"{name} - {product.name}" if product else name,
            "contact_name": name,
            "partner_id": partner.id,
            "phone": phone,
            "kms_product_id": product.id,
            "kms_orientation": orientation,
            "source_id": self._read_record("utm.source", values.get("source_id")).id,
            "user_id": self._read_record("res.users", values.get("user_id")).id,
            "kms_client_uuid": uuid,
        }

    # ------------------------------------------------------------
    # WHAT THE SCREEN SHOWS
    # ------------------------------------------------------------

    def _get_salespeople(self):
        team = self.env["crm.team"]._kms_get_channel_team("showroom", self.env.company)
        # A receptionist may not read users, but has to know the names on the floor.
        return [{"id": user.id, "name": user.name} for user in team.sudo().member_ids]

    def _get_products(self):
        """Return the tiles: what visitors asked for most in 90 days, then the catalogue's order."""
        since = fields.Datetime.subtract(fields.Datetime.now(), days=90)
        asked = self.env["crm.lead"]._read_group(
            [("kms_product_id", "!=", False), ("kms_arrival_date", ">=", since)],
            ["kms_product_id"],
            order="__count desc",
            limit=PRODUCT_TILES,
        )
        products = self.env["product.product"].union(*(product for (product,) in asked))
        if len(products) < PRODUCT_TILES:
            products |= products.search(
                [("sale_ok", "=", True), ("type", "=", "consu"), ("id", "not in", products.ids)],
                limit=PRODUCT_TILES - len(products),
            )
        return [{"id": product.id, "name": product.name} for product in products]

    def _get_contact_minutes(self, visits):
        """Return the mean minutes from arrival to first contact, or False before the first."""
        received = visits.filtered("kms_contact_date").mapped("kms_waiting_minutes")
        return round(sum(received) / len(received)) if received else False

    def _prepare_row(self, visit):
        """Return what one line of the visitors' list shows."""
        return {
            "id": visit.id,
            "arrival": fields.Datetime.to_string(visit.kms_arrival_date),
            "name": visit.contact_name or visit.name,
            "status": visit.partner_id.kms_status,
            "product": visit.kms_product_id.name,
            "orientation": visit.kms_orientation,
            "salesperson": visit.user_id.name,
            "state": visit.kms_visit_state,
            "waiting_minutes": visit.kms_waiting_minutes,
            "late": visit.kms_is_late,
            "quotation": visit.kms_quotation_id.name,
        }
