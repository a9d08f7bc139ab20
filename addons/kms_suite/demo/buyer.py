"""Goods and money come into the house before they can leave it."""

from collections import defaultdict

from odoo import Command, fields

VENDORS = {
    "product_category_panels": "Scieries de la Sanaga",
    "product_category_hardware": "Quincaillerie centrale du Littoral",
    "product_category_accessories": "Quincaillerie centrale du Littoral",
}
OTHER_VENDOR = "Équip'Bois Import"
PAY_AFTER = 2  # the bills of the last deliveries are still open


class Buyer:
    """Buys from the vendors, counts the stock, pays the bills.

    :param env: superuser environment: purchases are nobody's role in this house yet
    :param products: `product.product` by code
    :param bank: bank journal
    """

    def __init__(self, env, products, bank):
        self.env = env
        self.products = products
        self.bank = bank
        self.bills = []
        self.vendors = {}
        self.families = {env.ref(f"kms_suite.{xmlid}"): vendor for xmlid, vendor in VENDORS.items()}

    def bring_capital(self, amount):
        """Post the owners' money on the bank account."""
        capital = self.env["account.account"].search(
            [("code", "=like", "1013%"), ("company_ids", "in", self.env.company.ids)],
            order="code",
            limit=1,
        )
        journal = self.env["account.journal"].search(
            [("type", "=", "general"), ("company_id", "=", self.env.company.id)], limit=1
        )
        self.env["account.move"].create(
            {
                "journal_id": journal.id,
                "date": fields.Date.context_today(capital),
                "ref": "Apport en capital",
                "line_ids": [
                    Command.create(
                        {"account_id": self.bank.default_account_id.id, "debit": amount}
                    ),
                    Command.create({"account_id": capital.id, "credit": amount}),
                ],
            }
        ).action_post()

    def count_stock(self, quantities):
        """Write the first inventory.

        :param dict quantities: by product code
        """
        location = (
            self.env["stock.warehouse"]
            .search([("company_id", "=", self.env.company.id)], limit=1)
            .lot_stock_id
        )
        quants = self.env["stock.quant"].with_context(inventory_mode=True)
        quants.create(
            [
                {
                    "product_id": self.products[code].id,
                    "location_id": location.id,
                    "inventory_quantity": quantity,
                }
                for code, quantity in sorted(quantities.items())
            ]
        ).action_apply_inventory()

    def receive(self, quantities, random):
        """Order from each vendor, receive everything, take the bill, pay an older one.

        :param dict quantities: by product code
        :param random: source of the vendors' references
        """
        wanted = defaultdict(list)
        for code, quantity in sorted(quantities.items()):
            product = self.products[code]
            wanted[self.families.get(product.categ_id, OTHER_VENDOR)].append((product, quantity))
        orders = self.env["purchase.order"].create(
            [self._prepare_order(vendor, lines) for vendor, lines in wanted.items()]
        )
        orders.button_confirm()
        orders.picking_ids.button_validate()
        orders.action_create_invoice()
        for bill in orders.invoice_ids:
            bill.invoice_date = fields.Date.context_today(bill)
            bill.ref = f"FA-{random.randrange(10_000, 100_000)}"
        orders.invoice_ids.action_post()
        self.bills.append(orders.invoice_ids)
        if len(self.bills) > PAY_AFTER:
            self._pay(self.bills.pop(0))

    def _prepare_order(self, vendor, lines):
        return {
            "partner_id": self._vendor(vendor).id,
            "order_line": [
                Command.create(
                    {
                        "product_id": product.id,
                        "product_qty": quantity,
                        "price_unit": product.standard_price,
                    }
                )
                for product, quantity in lines
            ],
        }

    def _vendor(self, name):
        if name not in self.vendors:
            self.vendors[name] = self.env["res.partner"].create(
                {
                    "name": name,
                    "is_company": True,
                    "city": "Douala",
                    "country_id": self.env.company.country_id.id,
                    "company_id": self.env.company.id,
                    "supplier_rank": 1,
                }
            )
        return self.vendors[name]

    def _pay(self, bills):
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=bills.ids
        ).create({"journal_id": self.bank.id})._create_payments()
