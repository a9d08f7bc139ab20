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
        "security/ir.model.access.csv",
        "security/kms_phone_duplicate_rules.xml",
        "data/crm_team_data.xml",
        "data/res_country_data.xml",
        "report/report_layout_templates.xml",
        "report/report_words_templates.xml",
        "views/crm_team_views.xml",
        "views/kms_phone_duplicate_views.xml",
        "views/res_config_settings_views.xml",
        "views/res_partner_views.xml",
        "views/kms_base_menus.xml",
    ],
    "assets": {
        "web.assets_backend": [
            # the card itself comes when it is shown; its style needs the variables of the backend
            "kms_base/static/src/first_steps/first_steps.scss",
            "kms_base/static/src/first_steps/first_steps_service.js",
            "kms_base/static/src/disk/*",
            "kms_base/static/src/lazy/*",
            "kms_base/static/src/outbox/*",
            "kms_base/static/src/scss/*.scss",
        ],
        "kms_base.assets_first_steps": [
            "kms_base/static/src/first_steps/first_steps.[jx]*",
        ],
        "web.assets_unit_tests_setup": [
            ("include", "kms_base.assets_first_steps"),
        ],
        "web.assets_unit_tests": [
            "kms_base/static/src/words/*.js",
            "kms_base/static/tests/*.test.js",
        ],
    },
    "external_dependencies": {"python": ["num2words", "phonenumbers"]},
    "pre_init_hook": "pre_init_hook",
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
    "application": True,
}
