from odoo.tests import new_test_user

from odoo.addons.point_of_sale.tests.common import TestPoSCommon


class TillCommon(TestPoSCommon):
    """A till of a cashier who may do no more than a cashier."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.journals = cls.company._kms_setup_payment_journals()
        cls.mtn_journal = cls.journals.filtered(lambda j: j.kms_mobile_operator == "mtn")
        cls.mtn = cls.env["pos.payment.method"].create(
            {
                "name": "MTN MoMo",
                "journal_id": cls.mtn_journal.id,
            }
        )
        cls.basic_config.payment_method_ids += cls.mtn
        cls.cashier = new_test_user(
            cls.env,
            "till",
            groups="kms_base.role_cashier",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )
        cls.product = cls.create_product("MDF panel", cls.categ_basic, 100, 50)

    def setUp(self):
        super().setUp()
        self.config = self.basic_config
        self.open_new_session()

    def _sell(self, ref=None, method=None, amount=100, lines=None, user=None, **vals):
        """Send a paid order like the till does, as the cashier.

        :param str ref: the transaction id, left out when None
        :rtype: pos.order
        """
        data = self._order_data(ref, method, amount, lines)
        return self._send({**data, **vals}, user)

    def _order_data(self, ref=None, method=None, amount=100, lines=None):
        data = self.create_ui_order_data(
            lines or [(self.product, 1)], payments=[(method or self.mtn, amount)]
        )
        if ref is not None:
            data["payment_ids"][0][2]["transaction_id"] = ref
        return data

    def _send(self, data, user=None):
        orders = self.env["pos.order"].with_user(user or self.cashier)
        result = orders.sync_from_ui([data])
        return self.env["pos.order"].browse(result["pos.order"][0]["id"])
