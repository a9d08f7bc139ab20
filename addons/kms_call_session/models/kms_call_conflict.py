from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

# Later, what a colleague has done counts.
CHOICE_HOURS = 48


class KmsCallConflict(models.AbstractModel):
    """Two calls to one person: what each says, and which one decides what comes next."""

    _name = "kms.call.conflict"
    _description = "Two calls to one person"

    @api.model
    def _read(self, call, done):
        """Both versions, side by side.

        :param dict call: the user's, see ``kms.call.session``
        :param dict done: see ``kms.call.queue._record``
        :return: uuid, name, mine and theirs: outcome, date, duration, note, user; ``lead``: what
            the prospect is now
        :rtype: dict
        """
        # sudo: colleagues on one campaign see what was said to the person that both have called
        Call = self.env["kms.call"].sudo()
        mine = Call.search([("uuid", "=", call["uuid"])])
        prospect = mine.prospect_id
        theirs = Call.search([("uuid", "=", prospect.last_uuid or "")])
        colleague = Call.env["res.users"].browse(done["last_user_id"] or [])
        lead = prospect.lead_id
        facts = [lead.stage_id.name, lead.user_id.name]
        if lead and not lead.active:
            facts.append(self.env._("Lost: %(reason)s", reason=lead.lost_reason_id.name or "-"))
        return {
            "uuid": call["uuid"],
            "name": prospect.name,
            "mine": self._version(mine, self.env.user),
            "theirs": self._version(theirs, colleague),
            "lead": " \u00b7 ".join(filter(None, facts)),
        }

    def _version(self, call, user):
        return {
            "user": user.name or "",
            "outcome": call.outcome_id.name or "",
            "date": fields.Datetime.to_string(call.start) or "",
            "duration": call.duration,
            "note": call.note or "",
            "next_date": fields.Datetime.to_string(call.next_date) or "",
        }

    @api.model
    def choose_mine(self, uuid):
        """Let the user's own call decide what comes next, once.

        :param str uuid: of the call that came too late
        :return: a sentence for the user
        :rtype: str
        :raise UserError: they do not want to be called, a colleague calls them now, or it is long
            ago
        """
        self.env["kms.call"].check_access("read")
        # sudo: calls are sealed; it is the user's own
        call = self.env["kms.call"].sudo().search([("uuid", "=", str(uuid))])
        if not call or call.user_id != self.env.user or call.is_undone:
            raise UserError(self.env._("This call is not yours to decide on."))
        prospect, now = call.prospect_id, fields.Datetime.now()
        settings = call.campaign_id.with_env(self.env)._check_caller()
        if not call.is_conflict:
            return ""
        if prospect.state == "refused":
            raise UserError(self.env._("%(name)s does not want to be called.", name=prospect.name))
        held = prospect.state == "leased" and prospect.lease_until > now
        if held and prospect.lease_user_id != self.env.user:
            raise UserError(
                self.env._(
                    "%(name)s is on the screen of %(colleague)s just now.",
                    name=prospect.name,
                    colleague=prospect.lease_user_id.name,
                )
            )
        if call.start < now - timedelta(hours=CHOICE_HOURS):
            raise UserError(self.env._("This call is too long ago to decide."))
        self._apply(settings, call)
        return self.env._("Your call to %(name)s counts.", name=prospect.name)

    def _apply(self, settings, call):
        prospect = call.prospect_id
        outcome = self.env["kms.call.outcome"]._all_settings()[call.outcome_id.id]
        values = {"start": call.start, "duration": call.duration, "next_date": call.next_date}
        state, next_date = self.env["kms.call.queue"]._after(settings, outcome, values)
        theirs = call.search([("uuid", "=", prospect.last_uuid or "")])
        theirs.is_conflict = True
        call.is_conflict = False
        prospect.write(
            {
                "state": state,
                "next_date": next_date,
                "promise_user_id": self.env.uid if call.kind == "callback" else False,
                "lease_user_id": False,
                "lease_until": False,
                "last_kind": call.kind,
                "last_date": call.start,
                "last_user_id": self.env.uid,
                "last_uuid": call.uuid,
            }
        )
