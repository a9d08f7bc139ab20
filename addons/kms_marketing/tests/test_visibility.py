from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged

# Whose documents a role meets, in the channels of the test: its own, those of nobody, others'.
OWN = {"field own", "showroom own", "digital own"}
EVERYTHING = {
    f"{channel} {owner}"
    for channel in ("showroom", "field", "digital")
    for owner in ("own", "nobody", "other")
}
SHOWROOM = OWN | {"showroom nobody", "showroom other"}
VISIBLE = {
    "reception": SHOWROOM,
    "showroom": SHOWROOM,
    "field": OWN | {"field nobody"},
    "call_agent": OWN | {"digital nobody"},
    "marketing": EVERYTHING,
    "management": EVERYTHING,
    # roles that do not sell; concierge and secretary sell where kms_hotel and kms_formation are
    "storekeeper": None,
    "cashier": None,
    "accountant": None,
}
# Who settles invoices reads the orders behind them: core's right of the accounting groups. What the
# others who do not sell may read of orders is up to the addons of their jobs.
ORDERS = {role: keys for role, keys in VISIBLE.items() if keys} | {
    "cashier": EVERYTHING,
    "accountant": EVERYTHING,
}
FIELD_VISITS = dict.fromkeys(VISIBLE) | {
    "field": {"field own"},
    "marketing": {"field own", "field other"},
    "management": {"field own", "field other"},
}


@tagged("post_install", "-at_install")
class TestVisibility(TransactionCase):
    """Own, team, all: each role on prospects, quotations, follow-ups and field visits."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("sales_team.membership_multi", True)
        cls.users = {
            role: new_test_user(
                cls.env, f"see_{role}", groups=f"base.group_user,kms_base.role_{role}"
            )
            for role in VISIBLE
        }
        cls.other = new_test_user(cls.env, "see_other", groups="sales_team.group_sale_salesman")
        cls.partner = cls.env["res.partner"].create({"name": "Customer"})

    def _documents(self, user):
        """Create a lead, a quotation, a follow-up and a field visit of each owner and channel."""
        documents = {model: {} for model in self.MODELS}
        for key in EVERYTHING:
            channel, whose = key.split()
            owner = {"own": user, "nobody": user.browse(), "other": self.other}[whose]
            lead = self.env["crm.lead"].create(
                {"name": key, "kms_channel": channel, "user_id": owner.id}
            )
            order = self.env["sale.order"].create(
                {
                    "partner_id": self.partner.id,
                    "opportunity_id": lead.id,
                    "team_id": lead.team_id.id,
                    "user_id": owner.id,
                }
            )
            self.assertEqual((order.user_id, order.kms_channel), (owner, channel))
            documents["crm.lead"][key] = lead
            documents["sale.order"][key] = order
            documents["kms.quote.followup"][key] = self.env["kms.quote.followup"].create(
                {"order_id": order.id, "method": "phone", "result": "no_answer"}
            )
            if channel == "field" and owner:
                documents["kms.field.visit"][key] = self.env["kms.field.visit"].create(
                    {"lead_id": lead.id, "user_id": owner.id, "result": "absent"}
                )
        return documents

    MODELS = ("crm.lead", "sale.order", "kms.quote.followup", "kms.field.visit")

    def _check(self, user, model, documents, expected):
        """Searching, reading and writing agree on what the user meets."""
        records = self.env[model].union(*documents.values()).with_user(user)
        if expected is None:
            with self.assertRaises(AccessError):
                records.search([("id", "in", records.ids)])
            self.assertFalse(any(record.has_access("read") for record in records))
            return
        found = records.search([("id", "in", records.ids)])
        seen = {key for key, record in documents.items() if record in found.sudo()}
        self.assertEqual(seen, expected, f"{user.login} searches {model}")
        readable = {
            key for key, record in documents.items() if record.with_user(user).has_access("read")
        }
        self.assertEqual(readable, expected, f"{user.login} reads {model}")

    def _check_all(self, role, user):
        documents = self._documents(user)
        for model, table in zip(self.MODELS, (VISIBLE, ORDERS, VISIBLE, FIELD_VISITS), strict=True):
            if role in table:
                self._check(user, model, documents[model], table[role])

    def test_reception(self):
        self._check_all("reception", self.users["reception"])

    def test_showroom(self):
        self._check_all("showroom", self.users["showroom"])

    def test_field(self):
        self._check_all("field", self.users["field"])

    def test_call_agent(self):
        self._check_all("call_agent", self.users["call_agent"])

    def test_managers(self):
        for role in ("marketing", "management"):
            self._check_all(role, self.users[role])

    def test_roles_that_do_not_sell(self):
        for role, expected in VISIBLE.items():
            if expected is None:
                self._check_all(role, self.users[role])

    def test_team_leader_sees_the_team(self):
        leader = self.users["field"]
        team = self.env["crm.team"]._kms_get_channel_team("field", self.env.company)
        documents = self._documents(leader)
        self._check(leader, "crm.lead", documents["crm.lead"], VISIBLE["field"])
        team.user_id = leader
        expected = OWN | {"field nobody", "field other"}
        for model in ("crm.lead", "sale.order", "kms.quote.followup"):
            self._check(leader, model, documents[model], expected)
        self._check(
            leader, "kms.field.visit", documents["kms.field.visit"], {"field own", "field other"}
        )
        order = documents["sale.order"]["field other"]
        self.env["sale.order.line"].create(
            {"order_id": order.id, "name": "Panel", "display_type": "line_note"}
        )
        self.assertTrue(order.order_line.with_user(leader).has_access("write"))

    def test_a_member_of_a_team_meets_what_nobody_took_there(self):
        seller = self.users["field"]
        team = self.env["crm.team"]._kms_get_channel_team("digital", self.env.company)
        documents = self._documents(seller)
        self._check(seller, "crm.lead", documents["crm.lead"], OWN | {"field nobody"})
        team.member_ids = [Command.link(seller.id)]
        both = OWN | {"field nobody", "digital nobody"}
        self._check(seller, "crm.lead", documents["crm.lead"], both)
        self._check(seller, "sale.order", documents["sale.order"], both)
        team.member_ids = [Command.unlink(seller.id)]
        self._check(seller, "crm.lead", documents["crm.lead"], OWN | {"field nobody"})

    def test_lines_of_what_is_hidden_are_hidden(self):
        seller = self.users["field"]
        orders = self._documents(seller)["sale.order"]
        for key, order in orders.items():
            self.env["sale.order.line"].create(
                {"order_id": order.id, "name": "Note", "display_type": "line_note"}
            )
            self.assertEqual(
                order.order_line.with_user(seller).has_access("read"), key in VISIBLE["field"], key
            )

    def test_plain_crm_is_as_before(self):
        salesperson = self.other
        team = self.env["crm.team"].create({"name": "Wholesale"})
        values = {"name": "Plain", "team_id": team.id}
        nobody = self.env["crm.lead"].create({**values, "user_id": False})
        others = self.env["crm.lead"].create({**values, "user_id": self.users["field"].id})
        self.assertFalse(nobody.kms_channel)
        self.assertTrue(nobody.with_user(salesperson).has_access("write"))
        self.assertFalse(others.with_user(salesperson).has_access("read"))
