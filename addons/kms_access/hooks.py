GROUPS = (
    "kms_base.role_management",
    "kms_base.role_marketing",
    "kms_base.role_accountant",
    "base.group_system",
)


def uninstall_hook(env):
    """Give back the length of a session, which is kept by an addon that stays."""
    for xml_id in GROUPS:
        group = env.ref(xml_id, raise_if_not_found=False)
        if group:
            group.lock_timeout = False
