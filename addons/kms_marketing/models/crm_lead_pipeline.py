from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from .crm_stage import STEPS

RANKS = {step: rank for rank, (step, _label) in enumerate(STEPS)}
STUCK_STATES = [("moving", "Moving"), ("stuck", "Stuck")]
NEGOTIATION = ("qualified", "quoted")


class CrmLead(models.Model):
    """A prospect moves through the stages of its channel."""

    _inherit = "crm.lead"

    stage_id = fields.Many2one(domain=lambda self: self._kms_stage_domain())
    # Each change of a quotation looks for its prospect.
    kms_quotation_id = fields.Many2one(index="btree_not_null")
    kms_step = fields.Selection(related="stage_id.kms_step", string="Pipeline step")
    # What a quotation says is truer than what was hoped for before it; typed until then.
    expected_revenue = fields.Monetary(
        compute="_compute_expected_revenue", store=True, readonly=False
    )
    kms_stage_days = fields.Integer(string="Days in stage", compute="_compute_kms_stuck_state")
    # Not stored: it changes at midnight without anybody writing anything.
    kms_stuck_state = fields.Selection(
        STUCK_STATES,
        string="Pace",
        compute="_compute_kms_stuck_state",
        search="_search_kms_stuck_state",
        help="An open prospect is stuck when it has been in its stage for longer than the limit "
        "of the stage, or of the company when the stage has none.",
    )

    # What is open, and what was won lately, among years of leads.
    _kms_pipeline_idx = models.Index("(kms_channel, won_status, date_closed)")
    # The first cards of a column.
    _kms_column_idx = models.Index("(stage_id, priority DESC, id DESC) WHERE active IS TRUE")

    @api.model
    def _kms_stage_domain(self):
        """Return the choices of a lead's stage: in a channel with stages of its own, only these."""
        channels = self.env["crm.stage"]._kms_get_pipeline_channels()
        return (
            f"[('team_ids', 'in', team_id)] if kms_channel in {channels} "
            "else ['|', ('team_ids', '=', False), ('team_ids', 'in', team_id)]"
        )

    # ------------------------------------------------------------
    # STAGES
    # ------------------------------------------------------------

    @api.depends("team_id", "type")
    def _compute_stage_id(self):
        pipelines = self.env["crm.stage"]._kms_get_pipelines(self.team_id)
        ours = self.filtered(lambda lead: lead.team_id in pipelines)
        super(CrmLead, self - ours)._compute_stage_id()
        for lead in ours:
            stages = pipelines[lead.team_id]
            if lead.stage_id not in stages:
                lead.stage_id = lead._kms_entry_stage(stages)

    def _kms_entry_stage(self, stages):
        """Return where a lead enters a pipeline: at the step it had before, or at the first."""
        step = self.stage_id.kms_step or ("contacted" if self.kms_contact_date else "new")
        if self.stage_id.is_won:
            step = "converted"
        here = stages.filtered(lambda stage: stage.kms_step == step)
        return (here or stages.filtered(lambda stage: not stage.fold) or stages)[:1]

    @api.model
    def _read_group_stage_ids(self, stages, domain):
        # The pipeline of a channel has that channel's columns, and those that hold a card.
        channel = self.env.context.get("kms_pipeline")
        if not channel:
            return super()._read_group_stage_ids(stages, domain)
        wanted = Domain("id", "in", stages.ids) | (
            Domain("fold", "=", False) & Domain("team_ids.kms_channel", "=", channel)
        )
        # sudo: as core does, the columns do not depend on which teams the user may read.
        return stages.browse(stages.sudo()._search(wanted, order=stages._order))

    def _stage_find(self, team_id=False, domain=None, order="sequence, id", limit=1):
        teams = self.team_id | self.env["crm.team"].browse(team_id or [])
        pipelines = self.env["crm.stage"]._kms_get_pipelines(teams)
        if teams and set(pipelines) == set(teams):
            domain = [*(domain or []), ("team_ids", "in", teams.ids)]
        return super()._stage_find(team_id=team_id, domain=domain, order=order, limit=limit)

    def _kms_advance(self, step):
        """Move leads forward to the stage of a step of their pipeline; never backwards.

        Lost leads stay lost, unless their sale was made after all.

        :param str step: key of :data:`STEPS`
        """
        pipelines = self.env["crm.stage"]._kms_get_pipelines(self.team_id)
        for team, leads in self.grouped("team_id").items():
            stages = pipelines.get(team)
            target = stages and stages.filtered(lambda stage: stage.kms_step == step)[:1]
            if not target:
                continue
            before = stages[: stages.ids.index(target.id)]
            behind = leads.filtered(
                lambda lead, stages=stages, before=before: (
                    (lead.stage_id in before or lead.stage_id not in stages)
                    and not lead.stage_id.is_won
                    and (lead.active or step == "converted")
                )
            )
            values = {"stage_id": target.id}
            if target.is_won:
                values["active"] = True
            behind.write(values)

    @api.model_create_multi
    def create(self, vals_list):
        # Whoever is written down in a column needs no title beside the name.
        leads = super().create(
            [
                {**vals, "name": vals["contact_name"]}
                if vals.get("contact_name") and not (vals.get("name") or vals.get("partner_id"))
                else vals
                for vals in vals_list
            ]
        )
        # The stage follows what is written with it, unless the stage was given.
        leads.filtered("kms_contact_date")._kms_advance("contacted")
        return leads

    def write(self, vals):
        if vals.get("active") and "lost_reason_id" not in vals:
            vals = {**vals, "lost_reason_id": False}
        result = super().write(vals)
        if vals.get("kms_contact_date"):
            self._kms_advance("contacted")
        elif vals.get("stage_id"):
            # Whoever moves a card past the first step has spoken with the prospect.
            self.filtered(
                lambda lead: not lead.kms_contact_date and RANKS.get(lead.kms_step)
            ).kms_contact_date = fields.Datetime.now()
        return result

    @api.depends("kms_quotation_id.amount_total")
    def _compute_expected_revenue(self):
        for lead in self:
            lead.expected_revenue = lead.kms_quotation_id.amount_total or lead.expected_revenue

    def action_kms_qualify(self):
        """Move prospects that were spoken with to the qualified stage."""
        self.check_access("write")
        self._kms_advance("qualified")
        return True

    # ------------------------------------------------------------
    # LOST
    # ------------------------------------------------------------

    @api.constrains("active", "lost_reason_id", "kms_channel")
    def _check_kms_lost_reason(self):
        for lead in self:
            if (
                lead.kms_channel
                and not lead.active
                and not lead.lost_reason_id
                and not lead.stage_id.is_won
            ):
                raise ValidationError(
                    self.env._(
                        "Say why %(prospect)s is lost: choose a reason.",
                        prospect=lead.contact_name or lead.name,
                    )
                )

    def action_set_lost(self, **additional_values):
        """Mark prospects as lost; in a channel of the house the reason comes first.

        :param additional_values: values to write, `lost_reason_id` among them
        :raise ValidationError: a prospect of a channel has no reason
        """
        self.check_access("write")
        if additional_values.get("lost_reason_id"):
            self.write({"lost_reason_id": additional_values["lost_reason_id"]})
        return super().action_set_lost(**additional_values)

    # ------------------------------------------------------------
    # STUCK
    # ------------------------------------------------------------

    @api.depends("active", "company_id", "date_last_stage_update", "stage_id", "won_status")
    def _compute_kms_stuck_state(self):
        now = fields.Datetime.now()
        for lead in self:
            company = lead.company_id or self.env.company
            limit = lead.stage_id.rotting_threshold_days or company.kms_stuck_days
            since = lead.date_last_stage_update or lead.create_date or now
            lead.kms_stage_days = (now - since).days
            stuck = lead.active and lead.won_status != "won" and now - since > timedelta(days=limit)
            lead.kms_stuck_state = "stuck" if stuck else "moving"

    def _search_kms_stuck_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        stuck = Domain("active", "=", True) & Domain("won_status", "!=", "won")
        stuck &= Domain.OR(self._kms_stuck_domains())
        both = {"stuck", "moving"} & set(value)
        if len(both) == 2:
            return Domain.TRUE
        if not both:
            return Domain.FALSE
        return stuck if "stuck" in both else ~stuck

    @api.model
    def _kms_stuck_domains(self):
        """Yield what is older than its limit, for each limit that is in force."""
        now = fields.Datetime.now()
        # sudo: the limits of each company count, whoever searches; nothing of them is shown.
        companies = self.env["res.company"].sudo().search([("active", "in", (True, False))])
        days = dict.fromkeys(companies.ids, 0) | {False: self.env.company.kms_stuck_days}
        days |= {company.id: company.kms_stuck_days for company in companies}
        limited = self.env["crm.stage"].search([("rotting_threshold_days", ">", 0)])
        for stage in limited:
            old = now - timedelta(days=stage.rotting_threshold_days)
            yield Domain("stage_id", "=", stage.id) & Domain("date_last_stage_update", "<", old)
        for limit in set(days.values()):
            old = now - timedelta(days=limit)
            those = [company for company in days if days[company] == limit]
            yield (
                Domain("stage_id", "not in", limited.ids)
                & Domain("company_id", "in", those)
                & Domain("date_last_stage_update", "<", old)
            )

    def _read_group_groupby(self, alias, groupby_spec, query):
        if groupby_spec != "kms_stuck_state":
            return super()._read_group_groupby(alias, groupby_spec, query)
        stage = query.left_join(alias, "stage_id", "crm_stage", "id", "kms_stage")
        company = query.left_join(alias, "company_id", "res_company", "id", "kms_company")
        return SQL(
            """CASE WHEN %(active)s AND %(won)s IS DISTINCT FROM 'won'
                     AND %(since)s < %(now)s - make_interval(days => COALESCE(
                         NULLIF(%(stage)s, 0), %(company)s, %(own)s))
                    THEN 'stuck' ELSE 'moving' END""",
            active=self._field_to_sql(alias, "active", query),
            won=self._field_to_sql(alias, "won_status", query),
            since=self._field_to_sql(alias, "date_last_stage_update", query),
            now=fields.Datetime.now(),
            stage=self.env["crm.stage"]._field_to_sql(stage, "rotting_threshold_days", query),
            company=self.env["res.company"]._field_to_sql(company, "kms_stuck_days", query),
            own=self.env.company.kms_stuck_days,
        )

    # ------------------------------------------------------------
    # LIVE NUMBERS
    # ------------------------------------------------------------

    @api.model
    def _kms_figure_domains(self):
        """Return the live numbers above a pipeline, in words and as a domain.

        :rtype: list[tuple[str, str, str, Domain]]
        """
        today = self.env.company._kms_today()
        start, _end = self.env.company._kms_day_bounds(today - timedelta(days=today.weekday()))
        return [
            (
                "new",
                self.env._("New this week"),
                self.env._("Prospects who came since Monday and are not lost"),
                Domain("kms_arrival_date", ">=", start) & Domain("active", "=", True),
            ),
            (
                "negotiation",
                self.env._("In negotiation"),
                self.env._("Open prospects who are qualified or have a quotation"),
                Domain("stage_id.kms_step", "in", NEGOTIATION)
                & Domain("won_status", "=", "pending")
                & Domain("active", "=", True),
            ),
            (
                "converted",
                self.env._("Converted this week"),
                self.env._("Prospects who bought since Monday"),
                Domain("won_status", "=", "won") & Domain("date_closed", ">=", start),
            ),
        ]

    @api.model
    def kms_get_pipeline_figures(self, domain):
        """Return the live numbers among the leads that a search finds.

        :param list domain: domain of the screen's search
        :return: for each number its `name`, `label`, `title` (the definition in words), `count`,
            `amount` (expected revenue), `currency_id` and `domain`
        :rtype: list[dict]
        :raise AccessError: the user may not read leads
        """
        self.check_access("read")
        searched = Domain(domain)
        figures = []
        for name, label, title, wanted in self._kms_figure_domains():
            [(count, amount)] = self._read_group(
                searched & wanted, [], ["__count", "expected_revenue:sum"]
            )
            figures.append(
                {
                    "name": name,
                    "label": label,
                    "title": title,
                    "count": count,
                    "amount": amount,
                    "currency_id": self.env.company.currency_id.id,
                    "domain": list(wanted),
                }
            )
        return figures
