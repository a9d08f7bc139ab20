from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class KmsCallDirect(models.AbstractModel):
    """Calls that a seller starts from a list: in a campaign where the person waits, or without."""

    _name = "kms.call.direct"
    _description = "Direct call"

    @api.model
    def _take(self, company, person):
        """Put somebody on the user's screen.

        :param company: `res.company` that calls
        :param dict person: as ``kms.call.people`` takes it, with the number in E.164
        :return: campaign_id, prospect_id
        :rtype: dict
        :raise UserError: a colleague has them on the screen
        """
        # sudo: whether a colleague is calling them just now is to be known in any campaign
        there = (
            self.env["kms.call.prospect"]
            .sudo()
            .search([("phone", "=", person["phone"]), ("company_id", "=", company.id)])
        )
        now = fields.Datetime.now()
        held = there.filtered(
            lambda prospect: (
                prospect.state == "leased"
                and prospect.lease_until > now
                and prospect.lease_user_id != self.env.user
            )
        )
        if held:
            self._refuse(held[0])
        prospect = self._waiting(there) or self._add(company, person)
        until = now + timedelta(minutes=company.kms_call_lease_minutes)
        self.env["kms.call.prospect"].flush_model()
        self.env.cr.execute(
            SQL(
                """UPDATE kms_call_prospect
                      SET state = 'leased', lease_user_id = %(user)s, lease_until = %(until)s,
                          lease_date = %(now)s
                    WHERE id = %(id)s AND state <> 'refused'
                      AND (state <> 'leased' OR lease_user_id = %(user)s OR lease_until <= %(now)s)
                RETURNING id""",
                user=self.env.uid,
                until=until,
                now=now,
                id=prospect.id,
            )
        )
        if not self.env.cr.fetchone():
            self._refuse(prospect)
        prospect.invalidate_recordset()
        return {"campaign_id": prospect.campaign_id.id, "prospect_id": prospect.id}

    def _refuse(self, prospect):
        raise UserError(
            self.env._(
                "%(name)s is on the screen of %(colleague)s just now.",
                name=prospect.name,
                colleague=prospect.lease_user_id.name or self.env._("a colleague"),
            )
        )

    def _waiting(self, there):
        """The person in a running campaign of the user's, which calls at this hour."""
        Queue = self.env["kms.call.queue"]
        for prospect in there:
            campaign = prospect.campaign_id
            settings = campaign._queue_settings()
            mine = not settings["user_ids"] or self.env.uid in settings["user_ids"]
            waits = prospect.state in ("to_call", "callback", "leased")
            # a call-back that a colleague has promised stays theirs
            free = prospect.promise_user_id in (self.env.user, self.env["res.users"])
            if waits and mine and free and not Queue._closed(settings):
                return prospect
        return there.browse()

    def _add(self, company, person):
        # sudo: the seller's own campaign of direct calls is made and filled by the screen
        campaign = self.env["kms.call.campaign"].sudo()._direct_of(company, self.env.user)
        self.env["kms.call.people"].sudo()._add(campaign, [person])
        return campaign.env["kms.call.prospect"].search(
            [("campaign_id", "=", campaign.id), ("phone", "=", person["phone"])]
        )
