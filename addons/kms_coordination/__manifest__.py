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
        "security/kms_coordination_groups.xml",
        "views/res_config_settings_views.xml",
        "views/stock_picking_views.xml",
        "views/report_deliveryslip.xml",
        "views/kms_coordination_menus.xml",
    ],
}
