{
    "name": "KMS Access",
    "summary": "Second factor, passwords, length of a session, and who changed or exported what",
    "version": "19.0.1.0.0",
    "category": "Sales",
    "author": "KMS",
    "license": "LGPL-3",
    "depends": [
        "auth_password_policy",
        "auth_timeout",
        "auth_totp_mail",
        "kms_base",
    ],
    "data": [
        "security/ir.model.access.csv",
        "security/kms_audit_entry_rules.xml",
        "data/res_groups_data.xml",
        "views/kms_audit_entry_views.xml",
        "views/res_groups_views.xml",
        "views/res_config_settings_views.xml",
        "views/kms_access_menus.xml",
    ],
    "uninstall_hook": "uninstall_hook",
}
