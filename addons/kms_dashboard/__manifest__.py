{
    "name": "KMS Dashboard",
    "summary": "One definition per figure, daily facts, boards to arrange, Excel, PDF and PNG",
    "version": "19.0.1.0.0",
    "category": "Productivity",
    "author": "KMS",
    "license": "LGPL-3",
    "depends": [
        "kms_base",
    ],
    "data": [
        "security/ir.model.access.csv",
        "security/kms_dashboard_rules.xml",
        "data/ir_cron_data.xml",
        "data/mail_activity_type_data.xml",
        "views/kms_metric_views.xml",
        "views/kms_board_views.xml",
        "views/kms_fact_views.xml",
        "views/kms_fact_check_views.xml",
        "views/kms_dashboard_menus.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "kms_dashboard/static/src/**/*",
        ],
        "web.assets_unit_tests": [
            "kms_dashboard/static/tests/**/*.test.js",
        ],
    },
    "external_dependencies": {"python": ["xlsxwriter"]},
}
