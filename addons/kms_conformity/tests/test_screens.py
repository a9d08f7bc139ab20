from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import ConformityCase

# Views that have nothing to show at first.
EMPTY = {"list", "kanban", "calendar"}


@tagged("post_install", "-at_install")
class TestScreens(ConformityCase):
    """Every view loads and every menu opens for those who have it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = [
            xmlid
            for xmlid in cls.own_xmlids("res.groups").values()
            if xmlid.split(".")[1].startswith("role_")
        ]
        cls.users = {
            xmlid: new_test_user(
                cls.env, f"conformity_{xmlid}", groups=f"base.group_user,{xmlid}", lang="en_US"
            )
            for xmlid in sorted(groups)
        }

    def test_views_load(self):
        """Each view of ours and each one we extend, for each role that reads its model."""
        views = set()
        for view in self.own_xmlids("ir.ui.view"):
            while view.inherit_id and view.mode == "extension":
                view = view.inherit_id
            if view.model in self.env and view.type != "qweb":
                views.add(view)
        offences = []
        for role, user in self.users.items():
            for view in views:
                model = self.env[view.model].with_user(user)
                if model._abstract or not model.has_access("read"):
                    continue
                if view.group_ids and not view.group_ids & user.all_group_ids:
                    continue
                try:
                    model.get_views([(view.id, view.type)])
                except Exception as error:  # noqa: BLE001  whatever breaks it, the screen is broken
                    offences.append(f"{view.xml_id} for {role}: {error}")
        self.assertNone(sorted(offences))

    def test_menus_open(self):
        """Somebody sees each menu, and who sees it may open what stands behind it."""
        menus = self.own_xmlids("ir.ui.menu")
        seen = set()
        offences = []
        for role, user in self.users.items():
            visible = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
            for menu, xmlid in menus.items():
                if menu.id not in visible:
                    continue
                seen.add(menu)
                try:
                    self._open(menu.sudo().action, user)
                except Exception as error:  # noqa: BLE001  whatever breaks it, the menu is dead
                    offences.append(f"{xmlid} for {role}: {error}")
        admin = new_test_user(self.env, "conformity_admin", groups="base.group_system")
        reachable = self.env["ir.ui.menu"].with_user(admin)._visible_menu_ids(debug=True)
        for menu, xmlid in menus.items():
            if menu not in seen and menu.id not in reachable:
                offences.append(f"{xmlid}: no role and no administrator sees it")
        self.assertNone(sorted(offences))

    def test_empty_screens_explain_themselves(self):
        """A list that is opened for the first time says what will be in it."""
        offences = [
            xmlid
            for action, xmlid in self.own_xmlids("ir.actions.act_window").items()
            if action.target not in ("new", "inline")
            and not EMPTY.isdisjoint(action.view_mode.split(","))
            and not action.help
        ]
        self.assertNone(sorted(offences))

    def test_first_steps_open(self):
        """Each role has three to five first steps, and may open the screen of each."""
        steps = self.own_xmlids("kms.tip")
        offences = []
        for role, user in self.users.items():
            mine = [tip for tip in steps if tip.role_id == self.env.ref(role)]
            if not 3 <= len(mine) <= 5:
                offences.append(f"{role} has {len(mine)} first steps")
            for tip in mine:
                action = self.env[tip.action_id.type].browse(tip.action_id.id)
                try:
                    self._open(action, user)
                    if action._name == "ir.actions.act_window":
                        self.env[action.res_model].with_user(user).check_access("read")
                except Exception as error:  # noqa: BLE001  whatever breaks it, the button is dead
                    offences.append(f"{steps[tip]} for {role}: {error}")
        self.assertNone(sorted(offences))

    def test_menu_groups_reach_the_action(self):
        """A group named on a menu is enough to open it."""
        offences = []
        for menu, xmlid in self.own_xmlids("ir.ui.menu").items():
            if not menu.action:
                continue
            for group in menu.group_ids:
                role = next(iter(group.get_external_id().values()))
                user = self.users.get(role)
                if (
                    user
                    and menu.id not in self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
                ):
                    offences.append(f"{xmlid}: has {role}, who cannot see it")
        self.assertNone(sorted(offences))

    def _open(self, action, user):
        if not action or action._name != "ir.actions.act_window":
            return
        if action.group_ids and not action.group_ids & user.all_group_ids:
            raise AccessError("the action is for other groups")
        views = [(view_id, kind) for view_id, kind in action.views]
        if action.search_view_id:
            views.append((action.search_view_id.id, "search"))
        self.env[action.res_model].with_user(user).get_views(views)
