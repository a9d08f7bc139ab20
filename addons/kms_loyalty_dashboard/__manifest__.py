{
    "name": "KMS Loyalty - Dashboard",
    "summary": "Loyalty in figures: who is known, tiers, coupons, discounts, who comes back",
    "version": "19.0.1.0.0",
    "category": "Sales/Point of Sale",
    "author": "KMS",
    "license": "LGPL-3",
    "depends": [
        "kms_dashboard",
        "kms_loyalty",
    ],
    "data": [
        "security/ir.model.access.csv",
        "security/kms_loyalty_sale_rules.xml",
        "report/kms_loyalty_sale_views.xml",
        "views/kms.metric.csv",
        "views/kms_board_data.xml",
        "views/kms_loyalty_dashboard_menus.xml",
    ],
    "auto_install": True,
}
