"""The hardware counter: small sales over the till, one session a day."""

from uuid import UUID

from odoo import Command, fields


class Cashier:
    """Opens the till, rings up the sales of the day, counts and closes.

    :param env: superuser environment of the company
    :param products: `product.product` by code
    """

    def __init__(self, env, products):
        self.env = env
        self.products = products
        self.user = env.ref("kms_suite.user_caisse")
        self.config = env.ref("kms_suite.pos_config_counter")
        self.methods = {
            mode: env.ref(f"kms_suite.payment_method_{name}")
            for mode, name in (("cash", "cash_counter"), ("mtn", "mtn"), ("orange", "orange"))
        }

    def keep_counter(self, sales, random):
        """Live one session.

        :param sales: list of (payment mode, ((product code, quantity), ...))
        :param random: source of the orders' identifiers
        """
        if not sales:
            return
        session = self.env["pos.session"].create(
            {"config_id": self.config.id, "user_id": self.user.id}
        )
        session.set_opening_control(session.cash_register_balance_start, "")
        self.env["pos.order"].sync_from_ui(
            [self._prepare_order(session, mode, lines, random) for mode, lines in sales]
        )
        session.post_closing_cash_details(session.cash_register_balance_end)
        session.close_session_from_ui()

    def _prepare_order(self, session, mode, lines, random):
        """Return an order as the till sends it."""
        identifier = str(UUID(int=random.getrandbits(128), version=4))
        base_lines = self._tax_lines(lines)
        totals = self.env["account.tax"]._get_tax_totals_summary(
            base_lines, self.config.currency_id, self.env.company
        )
        total = totals["total_amount_currency"]
        return {
            "access_token": identifier,
            "amount_paid": total,
            "amount_return": 0,
            "amount_tax": totals["tax_amount_currency"],
            "amount_total": total,
            "date_order": fields.Datetime.to_string(fields.Datetime.now()),
            "fiscal_position_id": False,
            "last_order_preparation_change": "{}",
            "lines": [Command.create(self._prepare_line(line)) for line in base_lines],
            "name": f"Commande {identifier[:8]}",
            "partner_id": False,
            "payment_ids": [
                Command.create(
                    {
                        "amount": total,
                        "name": fields.Datetime.to_string(fields.Datetime.now()),
                        "payment_method_id": self.methods[mode].id,
                    }
                )
            ],
            "pricelist_id": self.config.pricelist_id.id,
            "session_id": session.id,
            "state": "paid",
            "to_invoice": False,
            "user_id": self.user.id,
            "uuid": identifier,
        }

    def _tax_lines(self, lines):
        """Return the lines with their taxes, rounded over the order as the company wants it."""
        taxes = self.env["account.tax"]
        base_lines = [
            taxes._prepare_base_line_for_taxes_computation(
                {},
                currency_id=self.config.currency_id,
                price_unit=self.products[code].list_price,
                product_id=self.products[code],
                quantity=quantity,
                tax_ids=self.products[code].taxes_id,
            )
            for code, quantity in lines
        ]
        taxes._add_tax_details_in_base_lines(base_lines, self.env.company)
        taxes._round_base_lines_tax_details(base_lines, self.env.company)
        return base_lines

    def _prepare_line(self, base_line):
        details = base_line["tax_details"]
        return {
            "price_subtotal": details["total_excluded_currency"],
            "price_subtotal_incl": details["total_included_currency"],
            "price_unit": base_line["price_unit"],
            "product_id": base_line["product_id"].id,
            "qty": base_line["quantity"],
            "tax_ids": [Command.set(base_line["tax_ids"].ids)],
        }
