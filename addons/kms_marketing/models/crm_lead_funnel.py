from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .crm_stage import STEPS

ORDER = [step for step, _label in STEPS]


class CrmLead(models.Model):
    """How far a prospect got, read from core's history of stages."""

    _inherit = "crm.lead"

    kms_reached_step = fields.Selection(
        STEPS,
        string="Furthest step",
        compute="_compute_kms_reached_step",
        search="_search_kms_reached_step",
        help="Furthest step of the pipeline that the prospect ever stood in, whatever became of "
        "it; converted only as long as it is won.",
    )

    @api.depends("stage_id", "won_status")
    def _compute_kms_reached_step(self):
        self.kms_reached_step = ORDER[0]
        # sudo: who may read the lead may know how far it got.
        Lead = self.sudo().with_context(active_test=False)
        for step in ORDER[1:]:
            reached = Lead.search(
                Domain("id", "in", self.ids) & self._kms_reached_domain(step), order="id"
            )
            for lead in self:
                if lead._origin.id in reached._ids:
                    lead.kms_reached_step = step

    def _search_kms_reached_step(self, operator, value):
        if operator != "in":
            return NotImplemented
        parts = []
        for step in ORDER:
            if step in value:
                after = ORDER[ORDER.index(step) + 1 :][:1]
                beyond = self._kms_reached_domain(after[0]) if after else Domain.FALSE
                parts.append((self._kms_reached_domain(step), after and after[0] in value, beyond))
        # Steps in a row are one condition: "contacted or more" does not ask for each of them.
        wanted, whole = Domain.FALSE, False
        for reached, goes_on, beyond in parts:
            if not whole:
                start = reached
            whole = goes_on
            if not goes_on:
                wanted |= start & ~beyond
        return wanted

    @api.model
    def _kms_reached_domain(self, step):
        """Return the leads that got to a step or beyond it.

        They stand there, or core's history says that they once did; a step that was skipped was
        passed. A lead without history (imported) got as far as the stage it stands in. Conversion
        is what is true now, not what was once dragged there.

        :param str step: key of :data:`~.crm_stage.STEPS`
        """
        if step == ORDER[0]:
            return Domain.TRUE
        won = Domain("won_status", "=", "won")
        if step == ORDER[-1]:
            return won
        steps = self.env["crm.stage"]._kms_get_steps()
        wanted = ORDER[ORDER.index(step) :]
        stages = [stage for stage, counted in steps.items() if counted in wanted]
        self.env["mail.tracking.value"].flush_model()
        moved = SQL(
            "(SELECT lead_id FROM (%s) move WHERE stage_id = ANY(%s))",
            self._kms_moves_sql(),
            stages,
        )
        return won | Domain("stage_id", "in", stages) | Domain("id", "in", moved)

    @api.model
    def _kms_moves_sql(self):
        """Return core's history of stages as SQL: lead, stage it left, when, in order."""
        field = self.env["ir.model.fields"]._get("crm.lead", "stage_id")
        return SQL(
            """SELECT message.res_id AS lead_id, value.old_value_integer AS stage_id,
                      value.create_date AS left_at, value.id AS sequence
                 FROM mail_tracking_value value
                 JOIN mail_message message ON message.id = value.mail_message_id
                WHERE value.field_id = %s AND message.model = 'crm.lead'""",
            field.id,
        )
