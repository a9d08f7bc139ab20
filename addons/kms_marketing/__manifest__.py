{
    "name": "KMS Marketing",
    "summary": "Showroom visitors from the door to the quotation, and their registers",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "KMS",
    "license": "LGPL-3",
    "depends": [
        "kms_base",
    ],
    "data": [
        "security/ir.model.access.csv",
        "security/kms_field_rules.xml",
        "security/kms_marketing_security.xml",
        "data/calendar_alarm_data.xml",
        "data/utm_source_data.xml",
        "views/crm_lead_views.xml",
        "views/sale_order_views.xml",
        "views/utm_source_views.xml",
        "views/calendar_event_views.xml",
        "views/kms_field_views.xml",
        "views/res_config_settings_views.xml",
        "views/kms_marketing_menus.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "kms_marketing/static/src/**/*",
        ],
        "web.assets_unit_tests": [
            "kms_marketing/static/tests/**/*.test.js",
        ],
    },
}
