from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

PORTION = 200


class KmsLoyaltyRun(models.Model):
    """One analysis of the customers of a company, and its report."""

    _name = "kms.loyalty.run"
    _description = "Loyalty run"
    _order = "id desc"
    _rec_name = "date"

    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="cascade", readonly=True
    )
    date = fields.Date(string="Day", required=True, readonly=True)
    kind = fields.Selection(
        [("full", "Full"), ("increment", "Daily"), ("dry", "Trial")], required=True, readonly=True
    )
    analysed = fields.Integer(string="Customers analysed", readonly=True)
    promotions = fields.Integer(readonly=True)
    demotions = fields.Integer(readonly=True)
    unchanged = fields.Integer(readonly=True)
    coupons = fields.Integer(
        string="Coupons generated",
        readonly=True,
        help="In a trial: the coupons that would have been generated.",
    )
    written = fields.Integer(string="Scores written", readonly=True)
    duration = fields.Float(string="Duration (s)", digits=(8, 2), readonly=True)
    fingerprint = fields.Char(readonly=True)
    log = fields.Text(readonly=True)
    line_ids = fields.One2many("kms.loyalty.run.line", "run_id", string="Tiers", readonly=True)
    move_ids = fields.One2many("kms.loyalty.move", "run_id", string="Moves", readonly=True)

    _applied_idx = models.Index("(company_id, id DESC) WHERE kind <> 'dry'")

    @api.depends("date", "kind")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for run in self:
            run.display_name = self.env._(
                "Analysis of %(date)s (%(kind)s)",
                date=format_date(self.env, run.date),
                kind=kinds.get(run.kind, ""),
            )

    # ------------------------------------------------------------
    # BUTTONS
    # ------------------------------------------------------------

    def _kms_moves_action(self, kind, name):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kms_loyalty.kms_loyalty_move_action"
        )
        return {
            **action,
            "name": name,
            "domain": [("run_id", "=", self.id), ("kind", "=", kind)],
            "context": {},
        }

    def action_promotions(self):
        """Open the customers who were promoted.

        :rtype: dict
        """
        self.check_access("read")
        return self._kms_moves_action("promotion", self.env._("Promotions"))

    def action_demotions(self):
        """Open the customers who were demoted.

        :rtype: dict
        """
        self.check_access("read")
        return self._kms_moves_action("demotion", self.env._("Demotions"))

    def action_coupons(self):
        """Open the congratulation coupons of the run.

        :rtype: dict
        """
        self.check_access("read")
        action = self._kms_moves_action("promotion", self.env._("Coupons"))
        return {**action, "domain": [("run_id", "=", self.id), ("card_id", "!=", False)]}

    def action_export(self):
        """Download the report as an Excel file.

        :rtype: dict
        """
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/kms_loyalty/run/{self.id}/xlsx",
            "target": "download",
        }

    # ------------------------------------------------------------
    # EACH NIGHT
    # ------------------------------------------------------------

    @api.model
    def _cron_analyse(self):
        """Rate the customers of each company; one that fails does not stop the others."""
        commit = self.env["ir.cron"]._commit_progress
        companies = self.env["res.company"].search([("active", "=", True)], order="id")
        for place, company in enumerate(companies):
            self._kms_analyse_safely(company)
            if not commit(1, remaining=len(companies) - place - 1):
                return

    @api.model
    def _kms_analyse_safely(self, company):
        # The first night looks at customers who have been customers for long: no congratulations.
        coupons = company.kms_loyalty_coupon and bool(self._kms_previous(company))
        try:
            with self.env.cr.savepoint():
                self._kms_analyse(company, coupons=coupons)
        except UserError as error:
            self._kms_logger().warning("Loyalty run of %s: %s", company.name, error)
        except Exception:  # noqa: BLE001 -- one company's trouble is not the others'
            self._kms_logger().exception("Loyalty run of %s failed", company.name)

    @api.autovacuum
    def _gc_trials(self):
        """Forget old trials; the other runs are the history."""
        deleted = 0
        for company in self.env["res.company"].search([("active", "in", (True, False))]):
            limit = company._kms_today() - timedelta(days=company.kms_loyalty_history_days)
            trials = self.search(
                [("company_id", "=", company.id), ("kind", "=", "dry"), ("date", "<", limit)],
                limit=PORTION,
            )
            deleted = max(deleted, len(trials))
            trials.unlink()
        return deleted, deleted == PORTION
