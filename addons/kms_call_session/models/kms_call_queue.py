from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.tools import SQL

from ..calling import is_open, next_opening, other_part_of_day
from .kms_call_outcome import ANSWERED, RETRIED

# An array of ids, and not a join: how many rows a limit lets through is unknown to the planner, and
# a join would read the whole table.
CLAIM = """
WITH mine AS (
    SELECT id FROM kms_call_prospect
     WHERE campaign_id = %(campaign)s AND state = 'leased' AND lease_user_id = %(user)s
       AND lease_until > %(now)s
), renewed AS (
    UPDATE kms_call_prospect SET lease_until = %(until)s
     WHERE id IN (SELECT id FROM mine) AND lease_until < %(half)s
), wanted AS (
    SELECT GREATEST(0, %(cards)s - (SELECT COUNT(*) FROM mine)) AS number
), due AS (
    SELECT id FROM kms_call_prospect
     WHERE campaign_id = %(campaign)s AND state IN ('callback', 'to_call') AND next_date <= %(now)s
       AND (promise_user_id IS NULL OR promise_user_id = %(user)s OR next_date < %(grace)s)
  ORDER BY state, next_date, id LIMIT (SELECT number FROM wanted)
       FOR NO KEY UPDATE SKIP LOCKED
), stale AS (
    SELECT id FROM kms_call_prospect
     WHERE campaign_id = %(campaign)s AND state = 'leased' AND lease_until <= %(now)s
  ORDER BY lease_until, id
     LIMIT (SELECT number FROM wanted) - (SELECT COUNT(*) FROM due)
       FOR NO KEY UPDATE SKIP LOCKED
), fresh AS (
    SELECT id FROM kms_call_prospect
     WHERE campaign_id = %(campaign)s AND state = 'to_call' AND next_date IS NULL
  ORDER BY priority DESC, id
     LIMIT (SELECT number FROM wanted) - (SELECT COUNT(*) FROM due) - (SELECT COUNT(*) FROM stale)
       FOR NO KEY UPDATE SKIP LOCKED
), chosen AS (
    SELECT id, 1 AS rank FROM due UNION ALL SELECT id, 2 FROM stale
     UNION ALL SELECT id, 3 FROM fresh
), taken AS (
    UPDATE kms_call_prospect prospect
       SET state = 'leased', lease_user_id = %(user)s, lease_until = %(until)s,
           lease_date = %(now)s
     WHERE prospect.id = ANY(ARRAY(SELECT id FROM chosen))
 RETURNING prospect.id
)
SELECT id, FALSE FROM mine
UNION ALL
(SELECT taken.id, TRUE FROM taken JOIN chosen ON chosen.id = taken.id ORDER BY rank, taken.id)
"""

RECORD = """
WITH held AS (
    SELECT *, NOT (
               (state = 'leased' AND lease_user_id IS DISTINCT FROM %(user)s)
               OR state IN ('done', 'refused')
               OR (COALESCE(last_date > %(start)s, FALSE)
                   AND last_user_id IS DISTINCT FROM %(user)s)
           ) AS is_ours
      FROM kms_call_prospect WHERE id = %(prospect)s AND campaign_id = %(campaign)s
), made AS (
    INSERT INTO kms_call (uuid, campaign_id, company_id, prospect_id, phone, lead_id, partner_id,
                          user_id, outcome_id, kind, is_answered, start, duration, note, next_date,
                          is_conflict, is_undone, before, create_uid, create_date, write_uid,
                          write_date)
    SELECT %(uuid)s, campaign_id, company_id, id, phone, lead_id, partner_id, %(user)s, %(outcome)s,
           %(kind)s, %(answered)s, %(start)s, %(duration)s, %(note)s, %(next_date)s, NOT is_ours,
           FALSE, jsonb_build_object('tries', tries, 'next_date', next_date, 'promise_user_id',
           promise_user_id, 'last_kind', last_kind, 'last_date', last_date, 'last_user_id',
           last_user_id, 'last_uuid', last_uuid),
           %(user)s, NOW() AT TIME ZONE 'UTC', %(user)s, NOW() AT TIME ZONE 'UTC'
      FROM held
        ON CONFLICT (uuid) DO NOTHING
 RETURNING id
), changed AS (
    UPDATE kms_call_prospect prospect
       SET state = CASE WHEN %(retried)s AND prospect.tries + 1 >= %(max_tries)s THEN 'parked'
                        ELSE %(state)s END,
           tries = prospect.tries + 1, next_date = %(next_date)s, promise_user_id = %(promise)s,
           lease_user_id = NULL, lease_until = NULL, last_kind = %(kind)s, last_date = %(start)s,
           last_user_id = %(user)s, last_uuid = %(uuid)s
      FROM held WHERE prospect.id = held.id AND held.is_ours AND EXISTS (SELECT FROM made)
)
SELECT (SELECT id FROM made), held.is_ours, held.name, held.state, held.last_kind, held.last_date,
       COALESCE(held.last_user_id, held.lease_user_id), held.lead_id,
       lead.kms_contact_date IS NULL AND lead.id IS NOT NULL
  FROM held LEFT JOIN crm_lead lead ON lead.id = held.lead_id
"""


class KmsCallQueue(models.AbstractModel):
    """One queue for the sellers of a campaign: nobody is given to two of them.

    Under Odoo's REPEATABLE READ a row that a colleague has just taken cannot be skipped, it ends
    the transaction. So the outcome of a call is committed first, and the next card is claimed in a
    transaction of its own under READ COMMITTED on the same connection.
    """

    _name = "kms.call.queue"
    _description = "Queue of a call campaign"

    def _begin_fresh(self):
        """Commit, and begin a transaction that sees what colleagues have done until now.

        Tests replace this: theirs is one transaction from beginning to end.
        """
        self.env.flush_all()
        # the outcome is kept, whatever becomes of the next card
        self.env.cr.commit()  # pylint: disable=invalid-commit
        self.env.cr.execute(SQL("SET TRANSACTION ISOLATION LEVEL READ COMMITTED"))

    # -- taking ----------------------------------------------------------------------------------

    @api.model
    def _claim(self, settings, cards=None):
        """Hold cards for the user until the campaign's number of cards is reached.

        :param settings: of the campaign, see ``_queue_settings``
        :param int cards: how many to have in hand; the company's number when left out
        :return: ids in hand, ids of those taken now
        :rtype: tuple[list[int], list[int]]
        """
        now = fields.Datetime.now()
        lease = timedelta(minutes=settings["lease"])
        self._begin_fresh()
        self.env.cr.execute(
            SQL(
                CLAIM,
                campaign=settings["id"],
                user=self.env.uid,
                now=now,
                until=now + lease,
                half=now + lease / 2,
                grace=now - timedelta(minutes=settings["grace"]),
                cards=1 + settings["ahead"] if cards is None else cards,
            )
        )
        rows = self.env.cr.fetchall()
        self.env["kms.call.prospect"].invalidate_model(flush=False)
        return [row[0] for row in rows], [row[0] for row in rows if row[1]]

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
                RECORD,
                user=self.env.uid,
                prospect=call["prospect_id"],
                campaign=settings["id"],
                uuid=call["uuid"],
                outcome=call["outcome_id"],
                kind=kind,
                answered=int(kind in ANSWERED),
                start=call["start"],
                duration=call["duration"],
                note=call["note"] or None,
                next_date=next_date,
                retried=kind in RETRIED,
                max_tries=settings["max_tries"],
                state=state,
                promise=self.env.uid if kind == "callback" else None,
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
