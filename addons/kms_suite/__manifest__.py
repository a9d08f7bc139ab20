{
    "name": "KMS Suite",
    "summary": "The whole house: company, catalogue, store, cash desks, and a month to look at",
    "version": "19.0.1.0.0",
    "category": "Sales",
    "author": "KMS",
    "license": "LGPL-3",
    "depends": [
        "kms_base",
        "l10n_cm",
        "pos_sale",
        "purchase_stock",
        "sale_stock",
    ],
    "data": [
        "data/res_company_data.xml",
        "data/res_groups_data.xml",
        "data/product_category_data.xml",
        "data/pos_category_data.xml",
        "data/product_goods_data.xml",
        "data/product_service_data.xml",
        "data/stock_warehouse_orderpoint_data.xml",
    ],
    "demo": [
        "demo/res_users_demo.xml",
    ],
    "application": True,
    "installable": True,
}
