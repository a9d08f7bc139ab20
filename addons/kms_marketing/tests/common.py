from datetime import timedelta

from odoo import fields
from odoo.tests import TransactionCase, new_test_user


class ShowroomCase(TransactionCase):
    """A floor with a receptionist, two salespeople and one product."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.env.ref("base.cm")
        cls.receptionist = cls._new_user("reception")
        cls.salesperson = cls._new_user("showroom")
        cls.colleague = cls._new_user("showroom", suffix="2")
        cls.team = cls.env["crm.team"]._kms_get_channel_team("showroom", cls.env.company)
        cls.env["ir.config_parameter"].set_param("sales_team.membership_multi", True)
        cls.team.member_ids = cls.salesperson | cls.colleague
        cls.panel = cls.env["product.product"].create(
            {"name": "Test panel 18 mm", "list_price": 29500, "sale_ok": True}
        )
        cls.source = cls.env.ref("kms_marketing.source_referral")
        cls.desk = cls.env["kms.reception"].with_user(cls.receptionist)

    @classmethod
    def _new_user(cls, role, suffix=""):
        return new_test_user(
            cls.env,
            login=f"test_{role}{suffix}",
            name=f"Test {role}{suffix}",
            groups=f"base.group_user,kms_base.role_{role}",
        )

    def _values(self, uuid="0123456789abcdef", **values):
        return {
            "uuid": uuid,
            "name": "Mrs Kalla",
            "phone": "677 45 12 90",
            "product_id": self.panel.id,
            "orientation": "showroom",
            "source_id": self.source.id,
            "user_id": False,
            **values,
        }

    def _register(self, **values):
        visit_id = self.desk.register_visit(self._values(**values))["id"]
        return self.env["crm.lead"].browse(visit_id)

    def _minutes_ago(self, minutes):
        return fields.Datetime.now() - timedelta(minutes=minutes)
