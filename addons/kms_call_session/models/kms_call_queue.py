from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.tools import SQL

from .. import functions
from ..calling import is_open, next_opening, other_part_of_day
from .kms_call_outcome import ANSWERED, RETRIED


class KmsCallQueue(models.AbstractModel):
    """One queue for the sellers of a campaign: nobody is given to two of them.

    Under Odoo's REPEATABLE READ a row that a colleague has just taken cannot be skipped, it ends
    the transaction. So cards are claimed in a transaction that begins anew, READ COMMITTED, on the
    same connection. A call with a next step is committed before. A call without one is written
    down in that same transaction: it locks its own prospect, the claim waits for nobody, and who
    gets no answer sends the same uuid again.
    """

    _name = "kms.call.queue"
    _description = "Queue of a call campaign"

    def _begin_fresh(self):
        """Commit, and begin a transaction that sees what colleagues have done until now.

        Tests replace this: theirs is one transaction from beginning to end.
        """
        self.env.flush_all()
        # what was done is kept, whatever becomes of the next card
        self.env.cr.commit()  # pylint: disable=invalid-commit
        self.env.cr.execute(SQL("SET TRANSACTION ISOLATION LEVEL READ COMMITTED"))

    def init(self):
        """Install the functions that the queue is made of."""
        super().init()
        wanted, installed = functions.wanted(), self._installed()
        for statement in functions.drop(installed - set(wanted)):
            self.env.cr.execute(statement)
        for name in sorted(set(wanted) - installed):
            self.env.cr.execute(functions.create(name, wanted[name]))

    @api.model
    def _installed(self):
        """Names of the queue's functions that are in the database.

        :rtype: set[str]
        """
        self.env.cr.execute(
            SQL(
                "SELECT proname FROM pg_proc WHERE starts_with(proname, %s)"
                " AND pronamespace = current_schema::regnamespace",
                functions.PREFIX,
            )
        )
        return {name for (name,) in self.env.cr.fetchall()}

    @api.model
    def _drop_functions(self):
        """Take the functions away, with the addon."""
        for statement in functions.drop(self._installed()):
            self.env.cr.execute(statement)

    # -- taking ----------------------------------------------------------------------------------

    @api.model
    def _claim(self, settings, cards=None, everything=False):
        """Hold cards for the user until the campaign's number of cards is reached.

        :param settings: of the campaign, see ``_queue_settings``
        :param int cards: how many to have in hand; the company's number when left out
        :param bool everything: what is on all cards in hand, and not only on those taken now
        :return: ids in hand, and rows for ``kms.call.card``
        :rtype: tuple[list[int], list[dict]]
        """
        now = fields.Datetime.now()
        lease = timedelta(minutes=settings["lease"])
        self.env.cr.execute(
            SQL(
                "SELECT hand, cards FROM %s(%s, %s, %s, %s, %s, %s, %s, %s, %s)",
                functions.name("deal"),
                settings["id"],
                settings["company_id"],
                self.env.uid,
                now,
                now + lease,
                now + lease / 2,
                now - timedelta(minutes=settings["grace"]),
                1 + settings["ahead"] if cards is None else cards,
                everything,
            )
        )
        hand, rows = self.env.cr.fetchone()
        self.env["kms.call.prospect"].invalidate_model(flush=False)
        return hand, rows or []

    @api.model
    def _closed(self, settings):
        """Why no cards are given out now: a key and the moment when they will be, or nothing.

        :rtype: tuple[str, datetime.datetime | None] | None
        """
        now = fields.Datetime.now()
        if settings["state"] != "running":
            return settings["state"], None
        today = datetime.now(ZoneInfo(settings["books_zone"])).date()
        if settings["date_from"] and today < settings["date_from"]:
            return "early", None
        if settings["date_to"] and today > settings["date_to"]:
            return "over", None
        if not is_open(now, settings["windows"], settings["timezone"]):
            return "window", next_opening(now, settings["windows"], settings["timezone"])
        return None

    @api.model
    def _release(self, settings, keep=()):
        """Give cards back that the user holds and will not use."""
        self.env.cr.execute(
            SQL(
                """UPDATE kms_call_prospect
                      SET state = CASE WHEN promise_user_id IS NULL THEN 'to_call'
                                       ELSE 'callback' END,
                          lease_user_id = NULL, lease_until = NULL
                    WHERE campaign_id = %s AND state = 'leased' AND lease_user_id = %s
                      AND id != ALL(%s)""",
                settings["id"],
                self.env.uid,
                list(keep),
            )
        )
        self.env["kms.call.prospect"].invalidate_model(flush=False)

    # -- writing down ----------------------------------------------------------------------------

    @api.model
    def _record(self, settings, call):
        """Write a call down and change its prospect, once per uuid.

        :param dict call: uuid, prospect_id, outcome_id, start, duration, note, next_date
        :return: ``call_id`` (None when it was written down before), ``is_ours`` and what the
            prospect was; None when there is no such prospect
        :rtype: dict | None
        """
        outcome = self.env["kms.call.outcome"]._all_settings()[call["outcome_id"]]
        kind = outcome["kind"]
        state, next_date = self._after(settings, outcome, call)
        self.env["kms.call.prospect"].flush_model()
        self.env.cr.execute(
            SQL(
                "SELECT * FROM %s(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
                functions.name("record"),
                settings["id"],
                call["prospect_id"],
                self.env.uid,
                call["uuid"],
                call["outcome_id"],
                kind,
                int(kind in ANSWERED),
                call["start"],
                call["duration"],
                call["note"] or None,
                next_date,
                kind in RETRIED,
                settings["max_tries"],
                state,
                self.env.uid if kind == "callback" else None,
            )
        )
        row = self.env.cr.fetchone()
        self.env["kms.call.prospect"].invalidate_model(flush=False)
        names = ("call_id", "is_ours", "name", "state", "last_kind", "last_date", "last_user_id")
        names += ("lead_id", "is_untouched")
        return row and dict(zip(names, row, strict=True)) | {"kind": kind}

    def _after(self, settings, outcome, call):
        """State of the prospect after a call, and when to call next, inside the call windows."""
        kind, end = outcome["kind"], call["start"] + timedelta(seconds=call["duration"])
        windows, zone = settings["windows"], settings["timezone"]
        if kind == "callback":
            asked = call["next_date"] or end + timedelta(hours=outcome["retry_hours"])
            return "callback", next_opening(asked, windows, zone)
        if kind in RETRIED:
            later = next_opening(end + timedelta(hours=outcome["retry_hours"]), windows, zone)
            if outcome["retry_other_part"]:
                later = other_part_of_day(end, windows, zone)
            return "to_call", later
        return "done", None

    @api.model
    def _undo(self, uuid):
        """Take a call of the user back, once.

        :return: the call, or nothing when there is none to undo
        :rtype: kms.call
        """
        # sudo: calls are written by nobody but the queue; it is the user's own
        call = self.env["kms.call"].sudo().search([("uuid", "=", uuid)])
        if not call or call.user_id != self.env.user or call.is_undone:
            return call.browse()
        call.is_undone = True
        prospect = call.prospect_id
        if prospect.last_uuid == uuid and prospect.state != "leased":
            company = call.company_id
            until = fields.Datetime.now() + timedelta(minutes=company.kms_call_lease_minutes)
            before = dict(call.before)
            for name in ("next_date", "last_date"):
                before[name] = fields.Datetime.to_datetime(
                    (before[name] or "").replace("T", " ")[:19]
                )
            prospect.write(
                {
                    **before,
                    "state": "leased",
                    "lease_user_id": self.env.uid,
                    "lease_until": until,
                    "lease_date": fields.Datetime.now(),
                }
            )
        return call
