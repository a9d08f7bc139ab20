from odoo import models

# Where SYSCOHADA keeps the money on mobile phones: 552 «monnaie electronique - telephone portable».
ELECTRONIC_MONEY = "552"


class ResCompany(models.Model):
    _inherit = "res.company"

    def _kms_setup_payment_journals(self):
        """Give each company its four doors for money: cash, bank, MTN MoMo and Orange Money.

        A journal that is already there is kept, only put in its place; run twice, nothing changes.
        Payments post straight to the journal's own account, so that the ledger shows the money
        where it is, with no statement to reconcile first.

        :return: the four journals of each company
        :rtype: account.journal
        """
        journals = self.env["account.journal"]
        for company in self:
            for vals in company._kms_prepare_payment_journals():
                journals += company._kms_find_or_create_journal(vals)
        for journal in journals:
            open_lines = self._kms_method_lines(journal).filtered(
                lambda line: not line.payment_account_id
            )
            open_lines.payment_account_id = journal.default_account_id
        return journals

    def _kms_prepare_payment_journals(self):
        """Values of the four journals, the cashier's most usual one first.

        :rtype: list[dict]
        """
        self.ensure_one()
        return [
            {"type": "cash", "code": "CSH1", "kms_mobile_operator": False, "sequence": 1},
            {"type": "bank", "code": "MOMO", "kms_mobile_operator": "mtn", "sequence": 2},
            {"type": "bank", "code": "OM", "kms_mobile_operator": "orange", "sequence": 3},
            {"type": "bank", "code": "BNK1", "kms_mobile_operator": False, "sequence": 4},
        ]

    def _kms_find_or_create_journal(self, vals):
        self.ensure_one()
        journal_model = self.env["account.journal"].with_company(self)
        journal = journal_model.search(
            [
                ("company_id", "=", self.id),
                ("type", "=", vals["type"]),
                ("kms_mobile_operator", "=", vals["kms_mobile_operator"]),
            ],
            limit=1,
        )
        if journal:
            journal.sequence = vals["sequence"]
            return journal
        operator = dict(journal_model._fields["kms_mobile_operator"].selection).get(
            vals["kms_mobile_operator"]
        )
        names = {"cash": "Cash", "bank": "Bank"}
        account = self._kms_electronic_money_account(operator) if operator else False
        journal = journal_model.create(
            {
                **vals,
                "name": operator or names[vals["type"]],
                "company_id": self.id,
                **({"default_account_id": account.id} if account else {}),
            }
        )
        if operator:
            self._kms_method_lines(journal).name = operator
        else:
            self._kms_translate_journal(journal)
        return journal

    def _kms_method_lines(self, journal):
        return journal.inbound_payment_method_line_ids + journal.outbound_payment_method_line_ids

    def _kms_electronic_money_account(self, name):
        """A new account for an operator, next to the chart's account of electronic money.

        :return: empty where the chart knows no such account; core then opens one like a bank's
        :rtype: account.account
        """
        account_model = self.env["account.account"].with_company(self)
        sibling = account_model.search(
            [*account_model._check_company_domain(self), ("code", "=like", f"{ELECTRONIC_MONEY}%")],
            limit=1,
        )
        if not sibling:
            return account_model
        start = f"{ELECTRONIC_MONEY}1".ljust(len(sibling.code), "0")
        return account_model.create(
            {
                "name": name,
                "code": account_model._search_new_account_code(start),
                "account_type": "asset_cash",
                "company_ids": [(6, 0, self.ids)],
            }
        )

    def _kms_translate_journal(self, journal):
        """Name a new journal, and the account that core opened for it, in each language."""
        for lang, _name in self.env["res.lang"].get_installed():
            translated = self.with_context(lang=lang).env
            names = {"cash": translated._("Cash"), "bank": translated._("Bank")}
            named = journal.with_context(lang=lang)
            named.name = named.default_account_id.name = names[journal.type]
