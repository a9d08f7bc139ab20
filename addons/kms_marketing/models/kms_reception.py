import re

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tools import mute_logger

from .crm_lead import ORIENTATIONS

PRODUCT_TILES = 8
NAME_MAX_LENGTH = 128
# 64 random bits in hexadecimal, as the web client makes them.
UUID_PATTERN = re.compile(r"[0-9a-f]{16,32}")


class KmsReception(models.AbstractModel):
    """Server side of the reception screen: one call to open it, one call a visitor.

    It stores nothing: a visitor is a `crm.lead` of the showroom channel.
    """

    _name = "kms.reception"
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
        """Return today's visitors, newest first, and the three figures above them.

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
            visit = self._create_visit(self._prepare_visit_values(values, uuid))
        return {"id": visit.id, **self.refresh()}

    def _create_visit(self, values):
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                return self.env["crm.lead"].create(values)
        except UniqueViolation as error:
            # The same visit arrived twice at once. The other one is younger than this
            # transaction: Odoo runs the call again, and the second run finds it.
            raise ConcurrencyError("the same visit was sent twice at once") from error

    # ------------------------------------------------------------
    # READING WHAT THE CLIENT SENT
    # ------------------------------------------------------------

    def _read_uuid(self, values):
        uuid = values.get("uuid")
        if not isinstance(uuid, str) or not UUID_PATTERN.fullmatch(uuid):
            raise UserError(
                self.env._("The reception screen is out of date. Reload the page and try again.")
            )
        return uuid

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

    def _read_name(self, name):
        name = " ".join(name.split()) if isinstance(name, str) else ""
        if not name:
            raise UserError(self.env._("Write down the visitor's name."))
        if len(name) > NAME_MAX_LENGTH:
            raise UserError(
                self.env._(
                    "A name has at most %(limit)s characters; shorten this one.",
                    limit=NAME_MAX_LENGTH,
                )
            )
        return name

    def _read_phone(self, phone):
        """Return the customer who has this number, if any, and the number to keep."""
        Partner = self.env["res.partner"]
        if not phone:
            return Partner, False
        known = Partner._kms_normalize(str(phone)[:64])
        if not known.e164:
            raise UserError(Partner._kms_phone_sentence(str(phone), known))
        return Partner._kms_search_phone([known.e164])[:1], known.international

    def _read_record(self, model, record_id):
        record = self.env[model].browse(record_id if isinstance(record_id, int) else False)
        if record and not record.has_access("read"):
            record = record.browse()
        if record_id and not record.exists():
            raise UserError(
                self.env._("One of the choices no longer exists. Reload the page and choose again.")
            )
        return record

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
