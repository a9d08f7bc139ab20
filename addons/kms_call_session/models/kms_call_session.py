import contextlib
import re
from datetime import UTC, datetime, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

UUID_PATTERN = re.compile(r"[0-9a-f]{16,32}")
MAX_NOTE = 4000
# A call that lasts longer has been forgotten, and a call-back further away is a typing error.
MAX_SECONDS = 4 * 3600
MAX_AHEAD = timedelta(days=400)


class KmsCallSession(models.AbstractModel):
    """Server side of the call screen; what it stores is the queue's and the calls'."""

    _name = "kms.call.session"
    _description = "Call screen"

    # -- opening ---------------------------------------------------------------------------------

    @api.model
    def load(self, campaign_id=False):
        """All that the call screen shows when it opens.

        :param int campaign_id: the campaign to work on; the only one when left out
        :return: ``campaigns`` to choose from, ``campaign`` (see :meth:`open_campaign`) or False
        :rtype: dict
        """
        Campaign = self.env["kms.call.campaign"]
        Campaign.check_access("read")
        campaigns = Campaign.search([("state", "=", "running")])
        counts = campaigns._read_progress()
        if not campaign_id and len(campaigns) == 1:
            campaign_id = campaigns.id
        outcomes = self.env["kms.call.outcome"].search([("active", "=", True)])
        # sudo: the reasons for a loss are the same for everybody
        reasons = self.env["crm.lost.reason"].sudo().search([("active", "=", True)])
        return {
            "campaigns": [
                {
                    "id": campaign.id,
                    "name": campaign.name,
                    "objective": campaign.objective or "",
                    **counts[campaign.id],
                }
                for campaign in campaigns
            ],
            "outcomes": [
                {
                    "id": outcome.id,
                    "key": outcome.key,
                    "name": outcome.name,
                    "kind": outcome.kind,
                    "step": outcome.next_step,
                    "hours": outcome.retry_hours,
                }
                for outcome in outcomes
            ],
            "reasons": [[reason.id, reason.name] for reason in reasons],
            "ring_seconds": self.env.company.kms_call_ring_seconds,
            "message_tries": self.env.company.kms_call_message_tries,
            "campaign": self.open_campaign(campaign_id) if campaign_id else False,
        }

    @api.model
    def open_campaign(self, campaign_id):
        """Take the first cards of a campaign.

        :return: ``id``, ``name``, ``progress``, ``lease`` (minutes) and what :meth:`_deal` returns
        :rtype: dict
        :raise AccessError: the campaign is for other sellers
        """
        Campaign = self.env["kms.call.campaign"]
        Campaign.check_access("read")
        campaign = Campaign.browse(campaign_id)
        settings = campaign._check_caller()
        return {
            "id": campaign_id,
            "name": settings["name"],
            "lease": settings["lease"],
            "progress": Campaign.read_progress(campaign_id),
            **self._deal(settings, everything=True),
        }

    @api.model
    def refresh(self, campaign_id):
        """Take cards again: the deck was empty, or cards were lost on the way.

        :rtype: dict
        """
        Campaign = self.env["kms.call.campaign"]
        Campaign.check_access("read")
        return self._deal(Campaign.browse(campaign_id)._check_caller(), everything=True)

    @api.model
    def pause(self, campaign_id, keep):
        """Give the cards back that will not be called now.

        :param list keep: ids of the cards that stay on the screen
        """
        Campaign = self.env["kms.call.campaign"]
        Campaign.check_access("read")
        settings = Campaign.browse(campaign_id)._check_caller()
        self.env["kms.call.queue"]._release(settings, [int(id_) for id_ in keep or []])
        return True

    # -- a call ----------------------------------------------------------------------------------

    @api.model
    def validate(self, values):
        """Write a call down, do its next step, and deal the next card.

        Arrives at least once: an identifier that is known changes nothing.

        :param dict values: uuid, campaign_id, prospect_id, outcome_id, start (ISO), duration
            (seconds), note, next_date (ISO) and step (see ``kms.call.step``)
        :return: what :meth:`_deal` returns, and ``said``: sentences for the seller
        :rtype: dict
        """
        Campaign = self.env["kms.call.campaign"]
        Campaign.check_access("read")
        call = self._read_call(values)
        settings = Campaign.browse(call["campaign_id"])._check_caller()
        step = values.get("step")
        step = step if isinstance(step, dict) else {}
        queue = self.env["kms.call.queue"]
        # without a next step nobody is waited for: one transaction, see the queue
        if at_once := step.get("kind") in (None, "", "none"):
            queue._begin_fresh()
        done = queue._record(settings, call)
        if not done:
            raise UserError(self.env._("This prospect has been taken out of the campaign."))
        said = []
        if done["call_id"]:
            if not done["is_ours"]:
                both = self.env["kms.call.conflict"]._read(call, done)
                text = self._conflict_sentence(call, done)
                said.append({"kind": "warning", "text": text, "conflict": both})
                # A step acts with the rights of who holds the card, so it is theirs alone; but who
                # asked to be left alone is, whomever they told.
                step = step if step.get("kind") == "opt_out" else {}
            said += self.env["kms.call.step"]._follow(call, done, step)
        return {"uuid": call["uuid"], "said": said, **self._deal(settings, begun=at_once)}

    @api.model
    def undo(self, uuid):
        """Take the user's call back; its prospect comes back to the screen.

        :return: what :meth:`refresh` returns, and ``said``
        :rtype: dict
        """
        Campaign = self.env["kms.call.campaign"]
        Campaign.check_access("read")
        call = self.env["kms.call.queue"]._undo(str(uuid))
        if not call:
            return {"said": [], "undone": False}
        self.env.flush_all()
        settings = call.campaign_id._check_caller()
        said = []
        if call.prospect_id.lease_user_id != self.env.user:
            text = self.env._(
                "The call is undone. %(name)s has been called by somebody else since.",
                name=call.prospect_id.name,
            )
            said.append({"kind": "warning", "text": text})
        prospect_id = call.prospect_id.id
        return {"said": said, "undone": prospect_id, **self._deal(settings, everything=True)}

    # -- what comes from the browser -------------------------------------------------------------

    def _read_call(self, values):
        """A call as the browser sent it, checked and bounded.

        :raise UserError: the screen is older than the server
        :raise ValidationError: the call-back is in the past
        """
        outdated = self.env._("The screen is out of date. Reload the page and try again.")
        uuid = values.get("uuid") if isinstance(values, dict) else None
        if not isinstance(uuid, str) or not UUID_PATTERN.fullmatch(uuid):
            raise UserError(outdated)
        ids = {name: values.get(name) for name in ("campaign_id", "prospect_id", "outcome_id")}
        if not all(type(id_) is int for id_ in ids.values()):
            raise UserError(outdated)
        if ids["outcome_id"] not in self.env["kms.call.outcome"]._all_settings():
            raise UserError(outdated)
        now = fields.Datetime.now()
        duration = values.get("duration")
        duration = int(duration) if isinstance(duration, int | float) else 0
        duration = min(max(duration, 0), MAX_SECONDS)
        # a browser whose clock runs ahead does not make calls of tomorrow
        start = min(_moment(values.get("start")) or now, now)
        next_date = _moment(values.get("next_date"))
        if next_date and next_date - now > MAX_AHEAD:
            raise ValidationError(self.env._("This call-back is more than a year away."))
        note = values.get("note")
        note = note.replace("\0", "").strip()[:MAX_NOTE] if isinstance(note, str) else ""
        return {
            "uuid": uuid,
            **ids,
            "start": start,
            "duration": duration,
            "next_date": next_date,
            "note": note,
        }

    def _conflict_sentence(self, call, done):
        """Say who was faster, with both versions."""
        kinds = dict(self.env["kms.call.outcome"]._fields["kind"]._description_selection(self.env))
        # sudo: colleagues on one campaign know each other's names
        colleague = self.env["res.users"].sudo().browse(done["last_user_id"] or []).name
        if not done["last_date"]:
            return self.env._(
                "%(name)s has been on the screen of %(colleague)s since. Your call (%(mine)s) is "
                "kept beside theirs.",
                name=done["name"],
                colleague=colleague or self.env._("a colleague"),
                mine=kinds[done["kind"]],
            )
        when = fields.Datetime.context_timestamp(self, done["last_date"])
        return self.env._(
            "%(colleague)s called %(name)s on %(date)s: %(theirs)s. Your call (%(mine)s) is kept "
            "beside it, and theirs decides what comes next.",
            colleague=colleague or self.env._("A colleague"),
            name=done["name"],
            date=when.strftime("%d/%m %H:%M"),
            theirs=kinds.get(done["last_kind"], ""),
            mine=kinds[done["kind"]],
        )

    # -- cards -----------------------------------------------------------------------------------

    def _deal(self, settings, everything=False, begun=False):
        """Cards for the user's hand.

        :param bool everything: all cards in hand, and not only those taken now
        :param bool begun: the transaction sees what colleagues have done until now
        :return: ``hand`` (ids), ``cards`` and ``empty``: why there are none, or an empty text
        :rtype: dict
        """
        Queue = self.env["kms.call.queue"]
        closed = Queue._closed(settings)
        if not begun:
            Queue._begin_fresh()
        hand, rows = Queue._claim(settings, 0 if closed else None, everything)
        cards = self.env["kms.call.card"]._read_cards(rows, settings)
        empty = ""
        if closed:
            empty = self._closed_sentence(*closed)
        elif not hand:
            empty = self._empty_sentence(settings)
        return {"hand": hand, "cards": cards, "empty": empty, "closed": bool(closed)}

    def _closed_sentence(self, reason, moment):
        if reason == "window":
            when = fields.Datetime.context_timestamp(self, moment).strftime("%d/%m %H:%M")
            return self.env._(
                "Outside the hours in which this campaign may call. They begin again on %(date)s.",
                date=when,
            )
        return {
            "draft": self.env._("This campaign has not been started yet."),
            "paused": self.env._("This campaign is paused."),
            "done": self.env._("This campaign has ended."),
            "early": self.env._("The first day of this campaign is still to come."),
            "over": self.env._("The last day of this campaign is over."),
        }[reason]

    def _empty_sentence(self, settings):
        """Say who is left and why nobody is to be called now."""
        self.env.cr.execute(
            SQL(
                """SELECT COUNT(*) FILTER (WHERE state IN ('to_call', 'callback')),
                          MIN(next_date) FILTER (WHERE state IN ('to_call', 'callback')),
                          COUNT(*) FILTER (WHERE state = 'leased'),
                          COUNT(*) FILTER (WHERE refusal = 'opt_out' AND state = 'refused'),
                          COUNT(*) FILTER (WHERE refusal = 'no_consent' AND state = 'refused')
                     FROM kms_call_prospect WHERE campaign_id = %s""",
                settings["id"],
            )
        )
        later, moment, held, opted, unconsented = self.env.cr.fetchone()
        said = [self.env._("Nobody is to be called now.")]
        if later and moment:
            when = fields.Datetime.context_timestamp(self, moment).strftime("%d/%m %H:%M")
            said.append(
                self.env._("%(count)s later, the first on %(date)s.", count=later, date=when)
            )
        if held:
            said.append(self.env._("%(count)s on colleagues' screens.", count=held))
        if opted:
            said.append(self.env._("%(count)s do not want to be called.", count=opted))
        if unconsented:
            said.append(
                self.env._(
                    "%(count)s consumers in France without recorded consent: the law forbids it.",
                    count=unconsented,
                )
            )
        return " ".join(said)


def _moment(text):
    """Naive UTC of a moment as browsers write it, without fractions; None when it is none."""
    if not isinstance(text, str):
        return None
    with contextlib.suppress(ValueError, OverflowError):
        moment = datetime.fromisoformat(text)
        if moment.tzinfo:
            moment = moment.astimezone(UTC).replace(tzinfo=None)
        return moment.replace(microsecond=0)
    return None
