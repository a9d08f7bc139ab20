from lxml import etree

from odoo.tests import new_test_user, tagged

from .test_dispute import DisputeCase

ROLES = ("showroom", "field", "storekeeper", "cashier", "marketing", "accountant", "management")


@tagged("post_install", "-at_install")
class TestScreens(DisputeCase):
    """A form opens for each role that has its model, also once there are documents."""

    def _open(self, record, user):
        """Read what the form of the user's own groups asks for."""
        record = record.with_user(user)
        if not record.has_access("read"):
            return False
        arch = etree.fromstring(record.get_view(view_type="form")["arch"])
        names = {node.get("name") for node in arch.xpath("//field[not(ancestor::field)]")}
        record.invalidate_recordset()
        record.web_read({name: {} for name in names})
        return True

    def test_each_role_opens_each_form(self):
        order = self._sell()
        refunded = self._dispute(order, "refund", quantity=1, journal_id=self.cash.id)
        refunded.action_resolve()
        credited = self._dispute(self._sell(2), "goodwill", goodwill_amount=1_000)
        credited.action_resolve()
        rupture = self.env["kms.rupture"].create({"product_id": self.panel.id})
        rupture.alternative_ids = self.panel.copy()
        waiting = self._sell(1, deliver=False)
        preparation = self.env["kms.preparation.order"].browse(
            waiting.action_kms_prepare()["res_id"]
        )
        preparation.with_user(self.manager).action_approve()
        for role in ROLES:
            user = new_test_user(
                self.env, login=f"screen_{role}", groups=f"base.group_user,kms_base.role_{role}"
            )
            for record in (refunded, credited, rupture, preparation):
                with self.subTest(role=role, model=record._name):
                    self._open(record, user)
        self.assertTrue(self._open(refunded, self.salesperson))
        self.assertIn("1", refunded.with_user(self.salesperson).document_names)
