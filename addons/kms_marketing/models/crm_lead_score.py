import json
import logging

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, ormcache

from .crm_lead_score_criteria import COLUMNS, Facts

_logger = logging.getLogger(__name__)
# Leads written and committed together at night: a salesperson who saves one of them waits for
# no more than this.
NIGHT_BATCH = 50_000


class CrmLead(models.Model):
    """How promising an open lead is, from 0 to 100, and why."""

    _inherit = "crm.lead"

    kms_score = fields.Integer(
        string="Score",
        compute="_compute_kms_score",
        store=True,
        aggregator="avg",
        help="From 0 to 100: how promising the lead is. A closed lead keeps its last score.",
    )
    kms_score_level = fields.Selection(
        [("hot", "Hot"), ("warm", "Warm"), ("cold", "Cold")],
        string="Temperature",
        compute="_compute_kms_score_level",
        search="_search_kms_score_level",
    )
    kms_field_visit_ids = fields.One2many("kms.field.visit", "lead_id", string="Field visits")

    _kms_score_idx = models.Index("(kms_score DESC) WHERE won_status = 'pending'")

    # ------------------------------------------------------------
    # AT ONCE
    # ------------------------------------------------------------

    @api.depends(
        "automated_probability",
        "calendar_event_ids",
        "company_id",
        "kms_arrival_date",
        "kms_contact_date",
        "kms_field_visit_ids",
        "kms_product_id",
        "order_ids.kms_followup_ids",
        "partner_name",
        "won_status",
        *COLUMNS,
    )
    def _compute_kms_score(self):
        pending = self.filtered(lambda lead: lead.won_status in ("pending", False))
        for lead in self - pending:
            lead.kms_score = lead.kms_score
        for lead, card, keys, _facts in pending._kms_score_keys():
            lead.kms_score = card.score(keys)

    def _kms_score_keys(self):
        """Yield each lead with its scorecard, its keys and its exchanges, these in one query."""
        moment = fields.Datetime.now()
        known = self._kms_score_facts(moment)
        nothing = Facts(moment, 0, None, None)
        readers = {}
        for lead in self:
            company = lead.company_id.id or self._kms_score_home_id()
            if company not in readers:
                card, numbers = self.env["kms.lead.score.model"]._kms_card(company)
                criteria = self._kms_score_criteria(numbers)
                readers[company] = (
                    card,
                    {name: criteria[name].read for name in card.points if name in criteria},
                )
            card, functions = readers[company]
            facts = known.get(lead.id, nothing)
            yield lead, card, {name: read(lead, facts) for name, read in functions.items()}, facts

    @api.model
    @ormcache()
    def _kms_score_home_id(self):
        """Return the company whose scorecard rates a lead that no company has taken yet.

        :rtype: int
        """
        # sudo: the same company for every reader, so that a lead has one score.
        return self.env["res.company"].sudo().search([], order="id", limit=1).id

    def write(self, vals):
        """Score again what changes in a field that a company added to its criteria."""
        result = super().write(vals)
        if not set(vals).isdisjoint(self._kms_score_extra_names()):
            self.env.add_to_compute(self._fields["kms_score"], self)
        return result

    def _message_post_after_hook(self, message, msg_vals):
        self.env.add_to_compute(self._fields["kms_score"], self)
        return super()._message_post_after_hook(message, msg_vals)

    # ------------------------------------------------------------
    # EACH NIGHT
    # ------------------------------------------------------------

    @api.model
    def _cron_kms_score(self):
        """Learn from what was won and lost, then score every open lead, set-based.

        :return: rows written; a second run without a change writes none
        :rtype: int
        """
        commit = self.env["ir.cron"]._commit_progress
        companies = self.env["res.company"].search([("active", "in", (True, False))], order="id")
        written = 0
        for place, company in enumerate(companies):
            self._kms_learn_safely(company)
            for rows in self._kms_score_batches(company):
                written += rows
                # one more unit of work as long as leads are left, so that a run cut short goes on
                if not commit(1, remaining=1):
                    return written
            commit(1, remaining=len(companies) - place - 1)
        return written

    @api.model
    def _kms_learn_safely(self, company):
        """Learn, once a night; whatever fails, the scorecard of yesterday goes on."""
        try:
            with self.env.cr.savepoint():
                self.env["kms.lead.score.model"]._kms_train_tonight(company)
        except Exception:
            _logger.exception("Lead scores: learning failed for %s", company.name)

    @api.model
    def _kms_score_company(self, company):
        """Score all open leads of a company in this transaction; write those whose score changed.

        :return: rows written
        :rtype: int
        """
        return sum(self._kms_score_batches(company))

    @api.model
    def _kms_score_batches(self, company):
        """Score the open leads of a company; yield the rows written after each batch."""
        domain = self._kms_score_company_domain(company) & Domain("won_status", "=", "pending")
        found = self.with_context(active_test=False).search(domain, order="id")
        self.flush_model()
        self._kms_flush_exchanges()
        card, numbers = self.env["kms.lead.score.model"]._kms_card(company.id)
        moment = fields.Datetime.now()
        for start in range(0, len(found), NIGHT_BATCH):
            ids = found.ids[start : start + NIGHT_BATCH]
            self.env.cr.execute(self._kms_score_statement(card, numbers, ids, moment))
            written = self.env.cr.rowcount
            self.browse(ids).invalidate_recordset(["kms_score"], flush=False)
            yield written

    @api.model
    def _kms_score_company_domain(self, company):
        """Return which leads a company's scorecard rates and learns from.

        :rtype: odoo.fields.Domain
        """
        unowned = [False] if company.id == self._kms_score_home_id() else []
        return Domain("company_id", "in", [company.id, *unowned])

    @api.model
    def _kms_score_statement(self, card, numbers, ids, moment):
        criteria = self._kms_score_criteria(numbers)
        points = [
            SQL(
                "COALESCE((%s::jsonb ->> %s)::int, 0)",
                json.dumps(known),
                criteria[name].sql,
            )
            for name, known in card.points.items()
            if name in criteria
        ]
        return SQL(
            """
            WITH moments AS MATERIALIZED (
                SELECT id AS lead_id, %(moment)s::timestamp AS at
                  FROM crm_lead WHERE id = ANY(%(ids)s)
            ), rated AS (
                SELECT l.id, width_bucket(%(total)s, %(thresholds)s::int[]) AS score
                  FROM moments m
                  JOIN crm_lead l ON l.id = m.lead_id
             LEFT JOIN (%(exchanges)s) t ON t.lead_id = m.lead_id
            )
            UPDATE crm_lead l SET kms_score = rated.score FROM rated
             WHERE l.id = rated.id AND l.kms_score IS DISTINCT FROM rated.score
            """,
            moment=moment,
            ids=list(ids),
            total=SQL(" + ").join([SQL("%s", card.base), *points]),
            thresholds=card.thresholds,
            exchanges=self._kms_score_exchanges(SQL("moments")),
        )

    # ------------------------------------------------------------
    # TEMPERATURE
    # ------------------------------------------------------------

    @api.depends("kms_score", "company_id")
    def _compute_kms_score_level(self):
        for lead in self:
            company = lead.company_id or self.env.company
            if lead.kms_score >= company.kms_score_hot:
                lead.kms_score_level = "hot"
            else:
                warm = lead.kms_score >= company.kms_score_warm
                lead.kms_score_level = "warm" if warm else "cold"

    def _search_kms_score_level(self, operator, value):
        if operator != "in":
            return NotImplemented
        company = self.env.company
        hot = Domain("kms_score", ">=", company.kms_score_hot)
        warm = Domain("kms_score", ">=", company.kms_score_warm)
        levels = {"hot": hot, "warm": warm & ~hot, "cold": ~warm}
        return Domain.OR([levels[level] for level in value if level in levels])

    # ------------------------------------------------------------
    # TRIALS OF CORE'S ENGINE
    # ------------------------------------------------------------

    def _pls_get_lead_pls_values(self, domain=None):
        # a trial states what was known of the leads at some moment, see kms.lead.score.history
        trial = self.env.context.get("kms_trial_values")
        return super()._pls_get_lead_pls_values(domain=domain) if trial is None else trial
