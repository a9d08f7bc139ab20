{
    "name": "KMS Loyalty",
    "summary": "Customers rated by what they buy, tiers that move by themselves, coupons",
    "version": "19.0.1.0.0",
    "category": "Sales/Point of Sale",
    "author": "KMS",
    "license": "LGPL-3",
    "depends": [
        "kms_base",
        "point_of_sale",
        "pos_loyalty",
        "pos_sale",
        "sale_loyalty",
    ],
    "data": [
        "security/ir.model.access.csv",
        "security/kms_loyalty_rules.xml",
        "views/kms_loyalty_tier_views.xml",
        "views/kms_loyalty_step_views.xml",
        "views/res_config_settings_views.xml",
        "views/kms_loyalty_menus.xml",
    ],
    "post_init_hook": "post_init_hook",
}
