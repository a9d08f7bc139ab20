{
    "name": "KMS Call Session",
    "summary": "Call campaigns: one shared queue, one card at a time, forty to fifty calls an hour",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "KMS",
    "license": "LGPL-3",
    "depends": [
        "kms_marketing",
    ],
    "external_dependencies": {
        "python": ["xlsxwriter"],
    },
    "data": [
        "security/ir.model.access.csv",
        "security/kms_call_rules.xml",
        "data/kms_call_outcome_data.xml",
        "data/kms_message_template_data.xml",
        "data/ir_cron_data.xml",
        "wizards/kms_call_add_views.xml",
        "views/kms_call_prospect_views.xml",
        "views/kms_call_views.xml",
        "views/kms_call_consent_views.xml",
        "views/kms_call_outcome_views.xml",
        "report/kms_call_campaign_report.xml",
        "views/kms_call_campaign_views.xml",
        "views/kms_call_report_views.xml",
        "views/kms_call_sale_views.xml",
        "views/kms.metric.csv",
        "views/kms_board_data.xml",
        "views/kms_call_session_views.xml",
        "views/kms_message_template_views.xml",
        "views/kms_quick_action_views.xml",
        "views/res_config_settings_views.xml",
        "views/kms_tip_data.xml",
        "views/kms_call_session_menus.xml",
    ],
    "assets": {
        "point_of_sale._assets_pos": [
            "kms_call_session/static/src/till/*",
        ],
        "web.assets_backend": [
            "kms_call_session/static/src/**/*",
            ("remove", "kms_call_session/static/src/till/*"),
            # the code of screens comes when one is opened; their styles are small
            ("remove", "kms_call_session/static/src/import/**/*.[jx]*"),
            ("remove", "kms_call_session/static/src/session/**/*.[jx]*"),
            ("remove", "kms_call_session/static/src/wall/**/*.[jx]*"),
        ],
        "kms_call_session.assets_screens": [
            "kms_call_session/static/src/import/**/*.[jx]*",
            "kms_call_session/static/src/session/**/*.[jx]*",
            "kms_call_session/static/src/wall/**/*.[jx]*",
        ],
        "web.assets_unit_tests_setup": [
            ("include", "kms_call_session.assets_screens"),
        ],
        "web.assets_unit_tests": [
            "kms_call_session/static/tests/**/*.test.js",
        ],
    },
    "uninstall_hook": "uninstall_hook",
}
