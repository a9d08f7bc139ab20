import logging

from odoo import api, models

_logger = logging.getLogger(__name__)

CHART = "cm"
# Core names journals in English whatever the language.
JOURNAL_CODES = {"INV": "FAC", "BILL": "ACH"}
LANGUAGES = ("en_US", "fr_FR")


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.model
    def _kms_choose_company(self):
        """Give the house a company: the main one while it is blank, else a new one beside it.

        Its external id lives in `base`, as those of core's own example companies do: removing this
        addon never takes the company, and the books that it keeps, along.
        """
        if self.env.ref("base.company_kms", raise_if_not_found=False):
            return
        company = self.env.ref("base.main_company")
        # Where Odoo's own demo data is, the main company is that of its examples.
        examples = self.env.ref("base.user_demo", raise_if_not_found=False)
        if examples or company._existing_accounting():
            company = self.create({"name": "Kenne Multi-Services"})
        self.env["ir.model.data"]._update_xmlids(
            [{"xml_id": "base.company_kms", "record": company, "noupdate": True}]
        )

    @api.model
    def _kms_activate_languages(self):
        """Switch French and English on, with the words of the addons that are there already."""
        missing = [
            code
            for code in LANGUAGES
            if not self.env["res.lang"].search_count([("code", "=", code), ("active", "=", True)])
        ]
        if not missing:
            return
        for code in missing:
            self.env["res.lang"]._activate_lang(code)
        installed = self.env["ir.module.module"].search([("state", "=", "installed")])
        installed._update_translations(missing)

    @api.model
    def _kms_drop_decimals(self):
        """Show whole prices: the franc has no cents. Prices of another company may have some."""
        if self.env.ref("base.company_kms") == self.env.ref("base.main_company"):
            self.env.ref("product.decimal_price").digits = 0

    @api.model
    def _kms_load_chart(self):
        """Load SYSCOHADA for Cameroon, unless the company already keeps other books."""
        company = self.env.ref("base.company_kms")
        if company.chart_template != CHART and not company._existing_accounting():
            _logger.info("Loading the chart of accounts of %s", company.name)
            # Not try_loading(): it warns that the registry is still loading, and the part of it
            # that this chart needs is there, since this addon depends on it.
            self.env["account.chart.template"]._load(CHART, company, install_demo=False)
            self._kms_name_journals(company)
        # On a new database core has put a generic chart aside for the end of the installation;
        # it would wipe this one, because nothing is posted yet.
        if company == self.env.ref("base.main_company") and hasattr(
            self.env.registry, "_auto_install_template"
        ):
            del self.env.registry._auto_install_template

    @api.model
    def _kms_name_journals(self, company):
        """Number invoices the way people here read them: FAC/2026/00001."""
        journals = self.env["account.journal"].search(
            [("company_id", "=", company.id), ("code", "in", list(JOURNAL_CODES))]
        )
        for journal in journals:
            journal.code = JOURNAL_CODES[journal.code]

    @api.model
    def _kms_name_warehouse(self):
        """The warehouse that core made with its first company becomes the store of the house."""
        company = self.env.ref("base.company_kms")
        warehouses = self.env["stock.warehouse"].with_company(company)
        warehouse = warehouses.search([("company_id", "=", company.id)], limit=1)
        # core makes none with a further company
        warehouse = warehouse or warehouses.create({"company_id": company.id})
        warehouse.write({"name": "Magasin Douala", "code": "DLA"})
