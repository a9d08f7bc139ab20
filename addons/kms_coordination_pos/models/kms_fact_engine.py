from dataclasses import replace

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.kms_coordination.figures.sources import watch_sales


def settled(item):
    """Join the sale that a line of the till settles, or gives back of what another had settled."""
    return SQL(
        "LEFT JOIN pos_order_line b ON b.id = %(item)s.refunded_orderline_id JOIN sale_order s"
        " ON s.id = COALESCE(%(item)s.sale_order_origin_id, b.sale_order_origin_id)",
        item=SQL.identifier(item),
    )


TILL = (
    watch_sales(
        "pos_order",
        ("state", "amount_total"),
        SQL("JOIN pos_order_line i ON i.order_id = r.id %s", settled("i")),
    ),
    watch_sales(
        "pos_order_line",
        ("order_id", "price_subtotal_incl", "sale_order_origin_id", "refunded_orderline_id"),
        settled("r"),
    ),
)


class KmsFactEngine(models.AbstractModel):
    _inherit = "kms.fact.engine"

    @api.model
    def _kms_sources(self):
        """What a till takes for a sale decides whether it is cashed."""
        sources = super()._kms_sources()
        crossing = sources["crossing"]
        return {
            **sources,
            "crossing": replace(crossing, watches=(*crossing.watches, *TILL)),
        }
