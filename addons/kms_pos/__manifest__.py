{
    "name": "KMS Point of Sale",
    "summary": "The till: mobile money ids, amounts in words, channels, orders settled once",
    "version": "19.0.1.0.0",
    "category": "Sales/Point of Sale",
    "author": "KMS",
    "license": "LGPL-3",
    "depends": [
        "kms_base",
        "kms_payment",
        "pos_sale",
        "sale_stock",
    ],
    "data": [
        "security/kms_pos_groups.xml",
        "views/pos_order_views.xml",
        "views/pos_payment_method_views.xml",
        "views/pos_payment_views.xml",
        "views/res_config_settings_views.xml",
        "views/res_users_views.xml",
        "views/kms_tip_data.xml",
        "views/kms_pos_menus.xml",
    ],
    "assets": {
        "point_of_sale._assets_pos": [
            "kms_base/static/src/words/amount_to_words.js",
            "kms_pos/static/src/**/*",
        ],
        "web.assets_unit_tests": [
            "kms_pos/static/tests/unit/**/*.test.js",
        ],
        "web.assets_tests": [
            "kms_pos/static/tests/tours/**/*",
        ],
    },
    "auto_install": True,
}
