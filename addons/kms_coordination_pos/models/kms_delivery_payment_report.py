from odoo import models
from odoo.tools import SQL


class KmsDeliveryPaymentReport(models.Model):
    _inherit = "kms.delivery.payment.report"
    _depends = {
        "pos.order": ["state"],
        "pos.order.line": ["price_subtotal_incl", "sale_order_origin_id", "refunded_orderline_id"],
    }

    def _kms_money(self):
        """What a till has taken for a sale is invoiced and cashed: core links no invoice to it."""
        return SQL(
            """
            SELECT SUM(part.invoiced) AS invoiced, SUM(part.paid) AS paid
              FROM (
                    SELECT documents.invoiced, documents.paid FROM (%(documents)s) documents
                     UNION ALL
                    SELECT share.amount, share.amount
                      FROM (
                            SELECT till.amount_total * SUM(item.price_subtotal_incl)
                                   / NULLIF((
                                       SELECT SUM(every.price_subtotal_incl)
                                         FROM pos_order_line every WHERE every.order_id = till.id
                                   ), 0) AS amount
                              FROM (
                                    -- each part finds its own index
                                    SELECT direct.order_id, direct.price_subtotal_incl
                                      FROM pos_order_line direct
                                     WHERE direct.sale_order_origin_id = sale.id
                                     UNION ALL
                                    SELECT back.order_id, back.price_subtotal_incl
                                      FROM pos_order_line origin
                                      JOIN pos_order_line back
                                        ON back.refunded_orderline_id = origin.id
                                     WHERE origin.sale_order_origin_id = sale.id
                                       AND back.sale_order_origin_id IS NULL
                                   ) item
                              JOIN pos_order till ON till.id = item.order_id
                             WHERE till.state NOT IN ('draft', 'cancel')
                             GROUP BY till.id
                           ) share
                   ) part
            """,
            documents=super()._kms_money(),
        )
