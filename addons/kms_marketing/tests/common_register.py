from datetime import timedelta

from odoo import fields

from .common import ShowroomCase


class RegisterCase(ShowroomCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.company.kms_timezone = "Africa/Douala"
        cls.manager = cls._new_user("marketing")
        cls.director = cls._new_user("management")
        cls.visits = cls.env.ref("kms_marketing.register_visit")
        cls.sales = cls.env.ref("kms_marketing.register_sale")
        cls.yesterday = cls.company._kms_today() - timedelta(days=1)
        cls.day = fields.Date.to_string(cls.yesterday)
        cls.noon = cls.company._kms_day_bounds(cls.yesterday)[0] + timedelta(hours=12)
        cls.visit = cls.env["crm.lead"].create(
            {
                "name": "Visit",
                "contact_name": "Mrs Kalla",
                "phone": "+237677451290",
                "kms_channel": "showroom",
                "type": "opportunity",
                "kms_arrival_date": cls.noon,
                "kms_product_id": cls.panel.id,
                "user_id": cls.salesperson.id,
            }
        )
        cls.sale = cls._sell(cls.noon)

    @classmethod
    def _sell(cls, moment):
        customer = cls.env["res.partner"].create({"name": "Register customer"})
        order = cls.env["sale.order"].create(
            {
                "partner_id": customer.id,
                "team_id": cls.team.id,
                "user_id": cls.salesperson.id,
                "order_line": [
                    fields.Command.create(
                        {
                            "product_id": cls.panel.id,
                            "product_uom_qty": 2,
                            "price_unit": 50000,
                            "tax_ids": False,
                        }
                    )
                ],
            }
        )
        order.action_confirm()
        order.date_order = moment
        return order

    def _close(self, user=None, registers=None):
        ids = registers.ids if registers else False
        return self._registers(user).close_day(self.day, ids)

    def _registers(self, user=None):
        return self.env["kms.register"].with_user(user or self.manager)

    def _closing(self, register=None):
        return self.env["kms.register.closing"].search(
            [("register_id", "=", (register or self.visits).id), ("day", "=", self.yesterday)]
        )

    def _card(self, day=None, register=None):
        cards = self._registers().load_day(day or self.day)["registers"]
        return next(card for card in cards if card["id"] == (register or self.visits).id)
