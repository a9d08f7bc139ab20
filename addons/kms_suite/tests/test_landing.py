from odoo.tests import TransactionCase, new_test_user, tagged

# what opens at sign-in: the first entry of the first application that the role sees
LANDINGS = {
    "reception": "kms_marketing.reception_action",
    "showroom": "kms_marketing.crm_lead_action_visit",
    "field": "kms_marketing.kms_field_action",
    "call_agent": "kms_call_session.call_session_action",
    "concierge": "kms_hotel.hotel_board_action",
    "training": "kms_formation.kms_school_today_action",
    "storekeeper": "kms_coordination.kms_warehouse_action",
    "cashier": "point_of_sale.action_pos_config_kanban",
    "accountant": "kms_coordination.kms_delivery_payment_report_action",
    "marketing": "kms_dashboard.kms_board_action",
    "management": "kms_dashboard.kms_board_action",
}


@tagged("post_install", "-at_install")
class TestLanding(TransactionCase):
    def test_each_role_lands_on_its_own_work(self):
        elsewhere = []
        for role, landing in LANDINGS.items():
            user = new_test_user(self.env, f"landing_{role}", groups=f"kms_base.role_{role}")
            menus = self.env["ir.ui.menu"].with_user(user).load_web_menus(False)
            first = menus[menus["root"]["children"][0]]
            if first["actionID"] != self.env.ref(landing).id:
                elsewhere.append(role)
        self.assertFalse(elsewhere)
