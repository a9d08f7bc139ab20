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
        "security/kms_marketing_security.xml",
        "security/kms_sales_target_rules.xml",
        "security/kms_quote_followup_security.xml",
        "data/mail_activity_type_data.xml",
        "data/ir_cron_data.xml",
        "data/utm_source_data.xml",
        "views/crm_lead_views.xml",
        "views/sale_order_views.xml",
        "views/kms_quote_followup_views.xml",
        "views/sale_order_followup_views.xml",
        "views/res_partner_views.xml",
        "views/utm_source_views.xml",
        "views/kms_sales_target_views.xml",
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
