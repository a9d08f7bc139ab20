{
    "name": "KMS Training",
    "summary": "Courses, sessions and enrolments whose fees are real invoices",
    "version": "19.0.1.0.0",
    "category": "Sales",
    "author": "KMS",
    "license": "LGPL-3",
    "depends": [
        "event",
        "kms_marketing",
        "kms_payment",
    ],
    "data": [
        "security/kms_formation_groups.xml",
        "security/ir.model.access.csv",
        "security/kms_formation_rules.xml",
        "data/ir_sequence_data.xml",
        "views/kms_enrollment_views.xml",
        "views/kms_course_session_views.xml",
        "views/kms_course_views.xml",
        "views/kms_classroom_views.xml",
        "views/res_config_settings_views.xml",
        "views/kms_formation_menus.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "kms_formation/static/src/**/*",
        ],
        "web.assets_unit_tests": [
            "kms_formation/static/tests/**/*.test.js",
        ],
    },
    "uninstall_hook": "uninstall_hook",
}
