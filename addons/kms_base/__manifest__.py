{
    "name": "KMS Base",
    "summary": "Channels, roles, one customer per phone and amounts in words",
    "version": "19.0.1.0.0",
    "category": "Sales",
    "author": "KMS",
    "license": "LGPL-3",
    "depends": [
        "contacts",
        "phone_validation",
        "sale_crm",
        "sale_management",
    ],
    "data": [
        "security/kms_base_groups.xml",
        "data/crm_team_data.xml",
        "views/crm_team_views.xml",
        "views/res_config_settings_views.xml",
        "views/kms_base_menus.xml",
    ],
    "application": True,
    "installable": True,
}
