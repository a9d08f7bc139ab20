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
        "data/res_country_data.xml",
        "report/report_layout_templates.xml",
        "report/report_words_templates.xml",
        "views/crm_team_views.xml",
        "views/res_config_settings_views.xml",
        "views/kms_base_menus.xml",
    ],
    "assets": {
        "web.assets_unit_tests": [
            "kms_base/static/src/words/*.js",
            "kms_base/static/tests/*.test.js",
        ],
    },
    "external_dependencies": {"python": ["num2words"]},
    "uninstall_hook": "uninstall_hook",
    "application": True,
    "installable": True,
}
