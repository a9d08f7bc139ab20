{
    "name": "KMS Payment",
    "summary": "Cash, bank and mobile money with a transaction id, and the cashier's work list",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "KMS",
    "license": "LGPL-3",
    "depends": [
        "account",
        "kms_base",
        "sale",
    ],
    "data": [
        "wizards/account_payment_register_views.xml",
        "report/report_payment_receipt_templates.xml",
        "views/account_journal_views.xml",
        "views/account_move_views.xml",
        "views/account_payment_views.xml",
        "views/sale_order_views.xml",
        "views/kms_tip_data.xml",
        "views/kms_payment_menus.xml",
    ],
}
