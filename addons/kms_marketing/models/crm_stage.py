from odoo import api, fields, models
from odoo.tools import SQL

# The steps of domain.md ("Digital stages") that every channel's stages stand for; the figures and
# the funnel speak of steps, because each channel has stages of its own.
STEPS = [
    ("new", "New"),
    ("contacted", "Contacted"),
    ("qualified", "Qualified"),
    ("quoted", "Quotation sent"),
    ("converted", "Converted"),
]

# Where a lead belongs by what happened to it: the stage of that step of its team, or one before it.
ADOPT = """
    WITH stage AS (
        SELECT stage.id, stage.is_won, rel.crm_team_id AS team_id, step.rank
          FROM crm_stage stage
          JOIN crm_stage_crm_team_rel rel ON rel.crm_stage_id = stage.id
          JOIN crm_team team ON team.id = rel.crm_team_id
          JOIN unnest(%(steps)s) WITH ORDINALITY step (name, rank)
            ON step.name = stage.kms_step
         WHERE team.kms_channel IS NOT NULL
    ), stray AS (
        SELECT lead.id, lead.team_id, lead.expected_revenue, lead.kms_quotation_id,
               array_position(%(steps)s, CASE
                   WHEN stage.is_won OR lead.kms_visit_state = 'sold' THEN 'converted'
                   WHEN stage.kms_step IS NOT NULL THEN stage.kms_step
                   WHEN lead.kms_quotation_id IS NOT NULL THEN 'quoted'
                   WHEN lead.kms_contact_date IS NOT NULL THEN 'contacted'
                   ELSE 'new' END) AS rank
          FROM crm_lead lead
     LEFT JOIN crm_stage stage ON stage.id = lead.stage_id
         WHERE NOT EXISTS (
               SELECT FROM crm_stage_crm_team_rel rel
                WHERE rel.crm_stage_id = lead.stage_id
                  AND rel.crm_team_id = lead.team_id
         )
    )
    UPDATE crm_lead lead
       SET stage_id = target.id,
           active = lead.active OR target.won,
           won_status = CASE WHEN target.won THEN 'won' ELSE lead.won_status END,
           probability = CASE WHEN target.won THEN 100 ELSE lead.probability END,
           automated_probability = CASE WHEN target.won THEN 100
               ELSE lead.automated_probability END,
           expected_revenue = money.expected,
           prorated_revenue = round(money.expected * CASE WHEN target.won THEN 100
               ELSE lead.probability END::numeric / 100, 2),
           date_closed = CASE WHEN target.won THEN COALESCE(
               lead.date_closed, sold.date_order, lead.write_date)
               ELSE lead.date_closed END
      FROM stray
CROSS JOIN LATERAL (
        SELECT stage.id, COALESCE(stage.is_won, FALSE) AS won
          FROM stage
         WHERE stage.team_id = stray.team_id AND stage.rank <= stray.rank
      ORDER BY stage.rank DESC
         LIMIT 1
       ) target
 LEFT JOIN LATERAL (
        SELECT max(sale.date_order) AS date_order FROM sale_order sale
         WHERE sale.opportunity_id = stray.id AND sale.state = 'sale'
       ) sold ON TRUE
CROSS JOIN LATERAL (
        SELECT COALESCE(NULLIF(stray.expected_revenue, 0), (
                   SELECT amount_total FROM sale_order
                    WHERE id = stray.kms_quotation_id), 0) AS expected
       ) money
     WHERE lead.id = stray.id
"""


class CrmStage(models.Model):
    _inherit = "crm.stage"

    kms_step = fields.Selection(
        STEPS,
        string="Pipeline step",
        help="What this stage stands for. Visits, quotations and sales move a prospect to the "
        "stage of that step by themselves. A stage of yours in between needs none.",
    )

    @api.model
    def _kms_get_pipelines(self, teams):
        """Return the stages that belong to each channel's team, in order.

        A stage without a team is in every pipeline of core. A channel's team that has stages of
        its own has only these; the others keep core's.

        :param teams: `crm.team` records, of a channel or not
        :return: stages by team; teams without a pipeline of their own are left out
        :rtype: dict[crm.team, crm.stage]
        """
        teams = teams.filtered("kms_channel")
        stages = teams and self.search([("team_ids", "in", teams.ids)])
        pipelines = {
            team: stages.filtered(lambda stage, team=team: team in stage.team_ids) for team in teams
        }
        return {team: own for team, own in pipelines.items() if own}

    @api.model
    def _kms_get_pipeline_channels(self):
        """Return the channels whose teams have stages of their own.

        :rtype: list[str]
        """
        # sudo: the shape of a screen does not depend on which teams its user may read.
        teams = self.sudo().search([("team_ids.kms_channel", "!=", False)]).team_ids
        return sorted(set(teams.filtered("kms_channel").mapped("kms_channel")))

    @api.model
    def _kms_get_steps(self):
        """Return the step that each stage counts for.

        A stage that a house adds counts for the step before it in its pipeline; a won stage is
        always a conversion.

        :return: key of :data:`STEPS` by id of the stage
        :rtype: dict[int, str]
        """
        # sudo: stages of other companies' teams are only counted, never shown.
        stages = self.sudo().search([("name", "!=", False)])
        steps = {}
        for stage in stages:
            step = "converted" if stage.is_won else stage.kms_step
            if not step:
                before = [
                    steps[other.id]
                    for other in stages
                    if other.id in steps and other.kms_step and other.team_ids & stage.team_ids
                ]
                step = before[-1] if before else "new"
            steps[stage.id] = step
        return steps

    @api.model
    def _kms_adopt_leads(self):
        """Put the leads of a channel that are in a foreign stage where what happened says.

        Runs at each update: leads that were there before the pipelines, in one statement. Their
        history keeps the stages they were in.
        """
        self.env.flush_all()
        self.env.cr.execute(SQL(ADOPT, steps=[step for step, _label in STEPS]))
        self.env.invalidate_all()
