import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

_logger = logging.getLogger(__name__)

BATCH = 200
# A list that was imported late must not bury the leader under one message per lead.
MAX_SINGLE = 20
ACTIVITY = "kms_marketing.activity_type_first_touch"


class CrmLead(models.Model):
    """A digital lead that nobody contacts in time is reported to the leader of its team, once."""

    _inherit = "crm.lead"

    kms_escalated = fields.Boolean(string="Reported to the leader", readonly=True, copy=False)

    @api.model
    def _cron_kms_escalate(self):
        """Tell the leaders which leads are past their limit."""
        domain = Domain(
            [
                ("kms_channel", "=", "digital"),
                ("kms_contact_date", "=", False),
                ("kms_touch_deadline", "<", fields.Datetime.now()),
                ("kms_escalated", "=", False),
            ]
        )
        while leads := self.search(domain, order="kms_touch_deadline, id", limit=BATCH):
            failed = self.browse()
            for leader, late in leads.grouped(
                lambda lead: lead.team_id.user_id or lead.user_id
            ).items():
                failed |= late._kms_escalate(leader)
            # also what has no leader: it is not looked at again every few minutes for ever
            (leads - failed).kms_escalated = True
            domain &= Domain("id", "not in", failed.ids)
            remaining = self.search_count(domain)
            if not self.env["ir.cron"]._commit_progress(len(leads), remaining=remaining):
                break

    def _kms_escalate(self, leader):
        """Make an activity for each lead, or one message for those that are too many.

        :param leader: `res.users`; nobody: nothing is done
        :return: leads that could not be reported; the next run tries them again
        :rtype: crm.lead
        """
        failed = self.browse()
        if not leader:
            return failed
        leads = self.with_context(lang=leader.lang)
        for lead in leads[:MAX_SINGLE]:
            if not lead._kms_escalate_one(leader):
                failed |= lead.with_env(self.env)
        rest = leads[MAX_SINGLE:]
        if rest:
            rest[0].message_notify(
                partner_ids=leader.partner_id.ids,
                subject=rest.env._("Leads that nobody has contacted"),
                body=rest.env._(
                    "%(count)s more digital leads are past the limit for the first contact. They "
                    "are on top of the list of digital leads.",
                    count=len(rest),
                ),
            )
        return failed

    def _kms_escalate_one(self, leader):
        """Make the activity; its assignment notifies the leader.

        :return: whether there is nothing left to do for this lead
        :rtype: bool
        """
        company = self.company_id or self.env.company
        arrival = fields.Datetime.context_timestamp(
            self.with_context(tz=company.kms_timezone), self.kms_arrival_date
        )
        try:
            with self.env.cr.savepoint():
                self.activity_schedule(
                    ACTIVITY,
                    date_deadline=company._kms_today(),
                    summary=self.env._("Nobody has contacted this lead"),
                    note=self.env._(
                        "%(name)s has waited since %(moment)s; the limit is %(limit)s minutes.",
                        name=self.contact_name or self.name,
                        moment=arrival.strftime("%d/%m %H:%M"),
                        limit=company.kms_touch_limit,
                    ),
                    user_id=leader.id,
                )
        except UserError:
            # the leader may not see this lead any more; the others are still reported
            return True
        except Exception:
            _logger.exception("the late lead %s cannot be reported", self.id)
            self.env.invalidate_all()
            return False
        return True
