"""What the addon gives back when it goes."""

from odoo.tools import SQL


def uninstall_hook(env):
    """Let go of the stages and the reasons of this addon, so that they can be deleted."""
    stages, reasons = (
        env["ir.model.data"]
        .search([("module", "=", "kms_marketing"), ("model", "=", model)])
        .mapped("res_id")
        or [0]
        for model in ("crm.stage", "crm.lost.reason")
    )
    # Back to core's stage of the same place in the order.
    env.cr.execute(
        SQL(
            """
            UPDATE crm_lead SET stage_id = (
                   SELECT other.id FROM crm_stage other
                    WHERE NOT EXISTS (
                          SELECT FROM crm_stage_crm_team_rel rel WHERE rel.crm_stage_id = other.id
                    )
                      AND COALESCE(other.is_won, FALSE) = COALESCE(stage.is_won, FALSE)
                 ORDER BY other.sequence <= stage.sequence DESC,
                          abs(other.sequence - stage.sequence)
                    LIMIT 1
              )
              FROM crm_stage stage
             WHERE stage.id = crm_lead.stage_id AND stage.id IN %s
            """,
            tuple(stages),
        )
    )
    env.cr.execute(
        SQL("UPDATE crm_lead SET lost_reason_id = NULL WHERE lost_reason_id IN %s", tuple(reasons))
    )
    env.invalidate_all()
