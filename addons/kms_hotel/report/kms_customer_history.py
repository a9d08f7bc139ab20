from odoo import fields, models
from odoo.tools import SQL


class KmsCustomerHistory(models.Model):
    """The stays of a customer: those they booked, and those of others that they slept in."""

    _inherit = "kms.customer.history"
    _depends = {
        "kms.reservation": [
            "checkin",
            "checkout",
            "company_id",
            "folio_id",
            "name",
            "partner_id",
            "room_id",
            "state",
            "user_id",
        ],
        "kms.reservation.guest": ["partner_id", "reservation_id"],
        "kms.room": ["name"],
    }

    kind = fields.Selection(
        selection_add=[("stay", "Stay"), ("guest", "Stay as a guest")],
    )

    def _get_amount_fields(self):
        return super()._get_amount_fields() | {"stay": "amount_total"}

    def _get_kind_models(self):
        return super()._get_kind_models() | dict.fromkeys(("stay", "guest"), "kms.reservation")

    def _get_parts(self):
        parts = super()._get_parts()
        folios = {
            # the stay stands for its folio, unless somebody else pays that
            kind: SQL(
                "SELECT * FROM (%s) f WHERE NOT EXISTS (SELECT FROM kms_reservation s"
                " WHERE s.folio_id = f.res_id AND s.partner_id = f.partner_id)",
                parts[kind],
            )
            for kind in ("quotation", "order")
        }
        return (
            parts
            | folios
            | {
                "stay": self._stay(SQL("s.id"), SQL("s.partner_id"), SQL()),
                "guest": self._stay(
                    SQL("g.id"),
                    SQL("g.partner_id"),
                    SQL(
                        "JOIN kms_reservation_guest g ON g.reservation_id = s.id"
                        " AND g.partner_id <> s.partner_id"
                    ),
                ),
            }
        )

    def _stay(self, record_id, partner, join):
        """Return the SQL of stays: number, room and days in the house's time."""
        days = SQL(" || ' - ' || ").join(
            SQL(
                "TO_CHAR(s.%s AT TIME ZONE 'UTC' AT TIME ZONE c.kms_timezone, 'DD/MM/YYYY')",
                SQL.identifier(name),
            )
            for name in ("checkin", "checkout")
        )
        return SQL(
            """SELECT %s AS id, s.checkin AS date,
                      CONCAT_WS(' · ', s.name, r.name, %s) AS summary,
                      s.user_id, 'hotel' AS kms_channel, s.company_id,
                      'kms.reservation' AS res_model, s.id AS res_id, %s AS partner_id,
                      NULL::int AS lead_id, NULL::varchar AS phone
                 FROM kms_reservation s
                 JOIN res_company c ON c.id = s.company_id
            LEFT JOIN kms_room r ON r.id = s.room_id
                   %s
                WHERE s.state <> 'cancelled'""",
            record_id,
            days,
            partner,
            join,
        )
