{
    "name": "KMS Coordination",
    "summary": "Deliveries signed by the customer, never more than the stock holds",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Inventory",
    "author": "KMS",
    "license": "LGPL-3",
    "depends": [
        "kms_base",
        "sale_stock",
    ],
    "data": [
        "security/ir.model.access.csv",
        "security/kms_coordination_groups.xml",
        "security/kms_delivery_payment_rules.xml",
        "security/kms_preparation_order_rules.xml",
        "data/ir_sequence_data.xml",
        "wizards/kms_delivery_release_wizard_views.xml",
        "wizards/kms_preparation_reason_views.xml",
        "report/kms_delivery_payment_report_views.xml",
        "views/kms_preparation_order_views.xml",
        "views/kms_delivery_attempt_views.xml",
        "views/sale_order_views.xml",
        "views/res_config_settings_views.xml",
        "views/stock_picking_views.xml",
        "views/report_deliveryslip.xml",
        "views/kms_warehouse_views.xml",
        "views/kms_coordination_menus.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "kms_coordination/static/src/**/*",
        ],
        "web.assets_unit_tests": [
            "kms_coordination/static/tests/**/*.test.js",
        ],
    },
}
