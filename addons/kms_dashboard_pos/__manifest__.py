{
    "name": "KMS Dashboard - Point of Sale",
    "summary": "The tills in the figures: revenue, tickets, cash taken, the whole house",
    "version": "19.0.1.0.0",
    "category": "Sales/Point of Sale",
    "author": "KMS",
    "license": "LGPL-3",
    "depends": [
        "kms_marketing",
        "kms_pos",
    ],
    "data": [
        "security/ir.model.access.csv",
        "security/kms_house_rules.xml",
        "report/kms_house_sale_views.xml",
        "report/kms_house_cash_views.xml",
        "views/kms.metric.csv",
        "views/kms_board_data.xml",
        "views/kms_dashboard_pos_menus.xml",
    ],
    "auto_install": True,
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
}
