"""What an addon gives back when it goes, so that an uninstallation leaves nothing behind."""


def give_back(env, module, groups=(), menus=(), models=()):
    """Undo what an addon added to records of others.

    :param env: environment of the uninstallation
    :param str module: the addon that goes
    :param groups: pairs of XML ids: a role, and the core group that the addon gave it
    :param menus: pairs of XML ids: a menu, and the role that the addon let see it
    :param models: names of its models with chatter or activities: core names what these mixins
        bring to a model in its own addons, and forgets these names when the model goes
    """
    for role_id, group_id in groups:
        role, group = _find(env, role_id), _find(env, group_id)
        if role and group:
            role.implied_ids -= group
    for menu_id, role_id in menus:
        menu, role = _find(env, menu_id), _find(env, role_id)
        if menu and role:
            menu.group_ids -= role
    for model in models:
        for kind in ("model_inherit", "selection"):
            # escaped: an underscore stands for itself
            name = f"{kind}__{model.replace('.', '_')}__".replace("_", "\\_")
            env["ir.model.data"].search(
                [("module", "!=", module), ("name", "=like", f"{name}%")]
            ).unlink()


def _find(env, xml_id):
    return env.ref(xml_id, raise_if_not_found=False)
