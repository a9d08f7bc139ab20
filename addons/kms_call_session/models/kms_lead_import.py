from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext


class KmsLeadImport(models.Model):
    """A file of people to call: the same way in as a file of leads, another end."""

    _inherit = "kms.lead.import"

    target = fields.Selection(
        selection_add=[("call", "Call campaign")], ondelete={"call": "cascade"}
    )
    kms_call_campaign_id = fields.Many2one(
        "kms.call.campaign", string="Call campaign", readonly=True, ondelete="cascade"
    )

    @api.model
    def drop_prospects(self, campaign_id, name, content):
        """Take a file of prospects in and look through it.

        :param int campaign_id: the campaign that they join
        :return: see :meth:`drop_file`
        :rtype: dict
        """
        campaign = self.env["kms.call.campaign"].browse(campaign_id)
        campaign.check_access("write")
        return self.with_context(kms_call_campaign_id=campaign.id).drop_file(name, content)

    @api.model
    def _prepare_from_file(self, name, data):
        values = super()._prepare_from_file(name, data)
        campaign_id = self.env.context.get("kms_call_campaign_id")
        if campaign_id:
            campaign = self.env["kms.call.campaign"].browse(campaign_id)
            values |= {
                "target": "call",
                "kms_call_campaign_id": campaign.id,
                "company_id": campaign.company_id.id,
                # the same people may be in two campaigns, and twice in one they cannot be
                "again": True,
                "known_policy": "create",
                "assign": "none",
                "user_id": False,
            }
        return values

    def _decide(self, read, known):
        if self.target != "call" or read.problems:
            return super()._decide(read, known)
        # known people are called too: only a second row of this file is left out
        return "skip" if known and known.row is not None else "create"

    def _outcomes(self, chunk, memory, create_missing):
        outcomes = super()._outcomes(chunk, memory, create_missing and self.target != "call")
        if self.target != "call":
            return outcomes
        sentence = self.env._("Without a phone number nobody can be called.")
        return [
            outcome
            if outcome.read.phone or outcome.read.problems
            else outcome._replace(
                action="problem",
                read=outcome.read._replace(problems=[("phone", sentence)]),
            )
            for outcome in outcomes
        ]

    def _import_call(self, outcomes, memory, samples):
        """Put the people of a part of the file into the campaign."""
        campaign = self.kms_call_campaign_id
        if not campaign:
            raise UserError(self.env._("The campaign of this file does not exist any more."))
        people = []
        for outcome in outcomes:
            if outcome.action != "create":
                continue
            values, known = outcome.read.values, outcome.known
            people.append(
                {
                    "name": values.get("contact_name"),
                    "company_name": values.get("partner_name"),
                    "phone": outcome.read.phone,
                    "email": outcome.read.email,
                    "city": values.get("city"),
                    "note": _note(values.get("description")),
                    "is_business": bool(values.get("partner_name")),
                    "lead_id": known.record_id if known and known.model == "crm.lead" else None,
                    "partner_id": known.record_id
                    if known and known.model == "res.partner"
                    else None,
                }
            )
        self.env["kms.call.people"]._add(campaign, people)
        memory["made"] = {}


def _note(html):
    """The notes of a row, which the reader wraps in paragraphs for a lead, as text."""
    return html2plaintext(html) if html else None
