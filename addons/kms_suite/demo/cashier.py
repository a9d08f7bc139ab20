"""The hardware counter: small sales over the till, one session a day."""

from uuid import UUID

from odoo import Command, fields

from .reference import transaction_ref


class Cashier:
    """Opens the till, rings up the sales of the day, counts and closes.

    :param env: environment of the cashier
    :param products: `product.product` by code
    """

    def __init__(self, env, products):
        self.env = env
        self.products = products
        self.config = env.ref("kms_suite.pos_config_counter")
        self.session = env["pos.session"]
        self.methods = {
            mode: env.ref(f"kms_suite.payment_method_{name}")
            for mode, name in (("cash", "cash_counter"), ("mtn", "mtn"), ("orange", "orange"))
        }

    def open_till(self):
        """Open the session of the day with the money of the evening before."""
        self.session = self.session.create({"config_id": self.config.id, "user_id": self.env.uid})
        self.session.set_opening_control(self.session.cash_register_balance_start, "")

    def ring_up(self, sale, moment, random, loyal):
        """Send one paid order, as the till does.

        :param sale: :class:`~.plan.CounterSale`
        :param loyal: :class:`~.loyal.Loyal`, who knows the customer
        :param datetime moment: when it was paid
        :param random: source of its identifiers
        """
        self.env["pos.order"].sync_from_ui([self._prepare_order(sale, moment, random, loyal)])

    def close_till(self):
        """Count the drawer and close, which posts the entries of the session."""
        # asked as the till asks: reading the session's balance would freeze its difference too
        counted = self.session.get_closing_control_data()["default_cash_details"]["amount"]
        self.session.post_closing_cash_details(counted)
        self.session.close_session_from_ui()

    def _prepare_order(self, sale, moment, random, loyal):
        customer = loyal.customer()
        goods = sum(self.products[code].list_price * quantity for code, quantity in sale.lines)
        discount = loyal.discount(customer, goods)
        base_lines = self._tax_lines(sale.lines, loyal.reward, discount)
        totals = self.env["account.tax"]._get_tax_totals_summary(
            base_lines, self.config.currency_id, self.env.company
        )
        total = totals["total_amount_currency"]
        identifier = str(UUID(int=random.getrandbits(128), version=4))
        return {
            "access_token": identifier,
            "amount_paid": total,
            "amount_return": 0,
            "amount_tax": totals["tax_amount_currency"],
            "amount_total": total,
            "date_order": fields.Datetime.to_string(moment),
            "fiscal_position_id": False,
            "last_order_preparation_change": "{}",
            "lines": [
                Command.create(self._prepare_line(line, loyal.reward)) for line in base_lines
            ],
            "name": f"Commande {identifier[:8]}",
            "partner_id": customer.id,
            "payment_ids": [Command.create(self._prepare_payment(sale, total, moment, random))],
            "pricelist_id": self.config.pricelist_id.id,
            "session_id": self.session.id,
            "state": "paid",
            "to_invoice": False,
            "user_id": self.env.uid,
            "uuid": identifier,
        }

    def _prepare_payment(self, sale, total, moment, random):
        method = self.methods[sale.payment]
        return {
            "amount": total,
            "name": fields.Datetime.to_string(moment),
            "payment_date": fields.Datetime.to_string(moment),
            "payment_method_id": method.id,
            "transaction_id": transaction_ref(method.kms_mobile_operator, moment, random),
        }

    def _tax_lines(self, lines, reward, discount):
        """Return the lines with their taxes, rounded over the order as the company wants it."""
        taxes = self.env["account.tax"]
        base_lines = [
            taxes._prepare_base_line_for_taxes_computation(
                {},
                currency_id=self.config.currency_id,
                price_unit=self.products[code].list_price,
                product_id=self.products[code],
                quantity=quantity,
                tax_ids=self.products[code].taxes_id._filter_taxes_by_company(self.env.company),
            )
            for code, quantity in lines
        ]
        if discount:
            base_lines.append(
                {
                    **base_lines[0],
                    "product_id": reward.discount_line_product_id,
                    "price_unit": -discount,
                    "quantity": 1,
                    # rounded apart from the goods, as the closing of the session does
                    "is_refund": True,
                }
            )
        taxes._add_tax_details_in_base_lines(base_lines, self.env.company)
        taxes._round_base_lines_tax_details(base_lines, self.env.company)
        return base_lines

    def _prepare_line(self, base_line, reward):
        details = base_line["tax_details"]
        used = {}
        if base_line["product_id"] == reward.discount_line_product_id:
            used = {
                "is_reward_line": True,
                "reward_id": reward.id,
                "reward_identifier_code": "1",
                "points_cost": reward.required_points,
            }
        return {
            "price_subtotal": details["total_excluded_currency"],
            "price_subtotal_incl": details["total_included_currency"],
            "price_unit": base_line["price_unit"],
            "product_id": base_line["product_id"].id,
            "qty": base_line["quantity"],
            "tax_ids": [Command.set(base_line["tax_ids"].ids)],
            **used,
        }
