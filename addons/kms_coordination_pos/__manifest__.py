{
    "name": "KMS Coordination - Point of Sale",
    "summary": "The till's money is cashed, its cards show stock-outs, its orders are disputed",
    "version": "19.0.1.0.0",
    "category": "Sales/Point of Sale",
    "author": "KMS",
    "license": "LGPL-3",
    "depends": [
        "kms_coordination",
        "kms_pos",
    ],
    "data": [
        "security/ir.model.access.csv",
        "views/kms_dispute_views.xml",
        "views/pos_order_views.xml",
    ],
    "assets": {
        "point_of_sale._assets_pos": [
            "kms_coordination_pos/static/src/app/**/*",
        ],
        "web.assets_tests": [
            "kms_coordination_pos/static/tests/tours/**/*",
        ],
    },
    "auto_install": True,
}
