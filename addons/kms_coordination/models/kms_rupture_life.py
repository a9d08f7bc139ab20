import logging

from odoo import api, fields, models

from .kms_rupture import OPEN_STATES

_logger = logging.getLogger(__name__)

BATCH = 500


class KmsRupture(models.Model):
    """How a stock-out is found, ends, and whom it tells."""

    _inherit = "kms.rupture"

    def _kms_resolve(self):
        """Close the stock-outs, list who waited, tell who reported and who sells."""
        for rupture in self:
            rupture._kms_list_waiting()
            # sudo: a sealed field; whoever brings the goods ends the stock-out.
            rupture.sudo().write({"state": "resolved", "resolved_date": fields.Datetime.now()})
            rupture.activity_unlink(["mail.mail_activity_data_todo"])
            sellers = rupture.demand_ids.user_id | rupture.reporter_id | rupture.responsible_id
            rupture.message_post(
                body=self.env._(
                    "%(product)s is back: %(quantity)g in stock. %(count)s customers to tell.",
                    product=rupture.product_id.display_name,
                    quantity=rupture.quantity_now,
                    count=len(rupture.demand_ids.partner_id),
                ),
                partner_ids=sellers.filtered("active").partner_id.ids,
                message_type="notification",
                subtype_xmlid="mail.mt_comment",
            )

    def _kms_list_waiting(self):
        """Add those with an open quotation or an undelivered order to who asked for the product."""
        self.ensure_one()
        # sudo: whoever closes the stock-out lists the customers of all salespeople.
        lines = (
            self.env["sale.order.line"]
            .sudo()
            .search(
                [
                    ("product_id", "=", self.product_id.id),
                    ("company_id", "=", self.company_id.id),
                    ("state", "in", ("draft", "sent", "sale")),
                ]
            )
        )
        waiting = lines.filtered(
            lambda line: (
                line.product_uom_qty > line.qty_delivered
                and not (line.state != "sale" and line.order_id.is_expired)
                and line.order_id not in self.demand_ids.sale_id
            )
        )
        lines.env["kms.rupture.demand"].create(
            [
                {
                    "rupture_id": self.id,
                    "sale_id": line.order_id.id,
                    "partner_id": line.order_id.partner_id.id,
                    "user_id": line.order_id.user_id.id,
                    "kind": "ordered" if line.state == "sale" else "quoted",
                    "quantity": line.product_uom_qty - line.qty_delivered,
                    "amount": line.price_total * (1 - line.qty_delivered / line.product_uom_qty),
                }
                for line in waiting
            ]
        )

    @api.model
    def _kms_products_back(self, products):
        """Called when goods have come in: close what is above its threshold again."""
        # sudo: whoever receives goods closes the stock-out, also without rights on it.
        ruptures = self.sudo().search(
            [("product_id", "in", products.ids), ("state", "in", OPEN_STATES)]
        )
        ruptures.invalidate_recordset(["quantity_now"])
        ruptures.filtered(
            lambda rupture: rupture.quantity_now > max(rupture.threshold, 0)
        )._kms_resolve()

    @api.model
    def _cron_detect(self):
        """Each night: report what is at or below its threshold, close what is back, count anew."""
        cron = self.env["ir.cron"]
        companies = self.env["res.company"].search([], limit=BATCH)
        cron._commit_progress(remaining=len(companies))
        for company in companies:
            try:
                with self.env.cr.savepoint():
                    self.with_company(company)._kms_detect(company)
            except Exception:  # one company's trouble must not keep the others from their night
                _logger.exception("stock-outs of company %s", company.id)
            cron._commit_progress(1)

    def _kms_detect(self, company):
        """Report, close and count the stock-outs of one company, so many at most in a night."""
        Orderpoint = self.env["stock.warehouse.orderpoint"]
        orderpoints = Orderpoint.search(
            [("company_id", "=", company.id), ("product_min_qty", ">", 0)]
        )
        products = orderpoints.product_id.with_company(company)
        thresholds = products._kms_get_thresholds(company)
        low = products.filtered(lambda product: product.qty_available <= thresholds[product])
        still_open = [("company_id", "=", company.id), ("state", "in", OPEN_STATES)]
        known = self.search(still_open).product_id
        self.create(
            [
                {
                    "product_id": product.id,
                    "company_id": company.id,
                    "source": "threshold",
                    "reporter_id": False,
                }
                for product in (low - known)[:BATCH]
            ]
        )
        self._kms_products_back(known - low)
        self.search(still_open, limit=BATCH)._kms_refresh_impact()

    def _kms_ask_marketing(self):
        """Put each new stock-out on the marketing manager's list of the day."""
        for company, ruptures in self.grouped("company_id").items():
            manager = company._kms_get_managers()[:1]
            for rupture in ruptures if manager else ():
                # sudo: whoever reports has no rights on other people's activities.
                rupture.sudo().activity_schedule(
                    "mail.mail_activity_data_todo",
                    date_deadline=company._kms_today(),
                    summary=self.env._("Stock-out to take on"),
                    user_id=manager.id,
                )

    def _kms_get_orderpoint(self):
        self.ensure_one()
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.company_id.id)], limit=1
        )
        Orderpoint = self.env["stock.warehouse.orderpoint"].with_company(self.company_id)
        return Orderpoint.search(
            [("product_id", "=", self.product_id.id), ("warehouse_id", "=", warehouse.id)], limit=1
        ) or Orderpoint.create(
            {
                "product_id": self.product_id.id,
                "warehouse_id": warehouse.id,
                "location_id": warehouse.lot_stock_id.id,
                "trigger": "manual",
            }
        )
