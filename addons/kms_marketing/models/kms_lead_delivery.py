from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..payload import digest, dump, find, split

STATES = [
    ("pending", "Pending"),
    ("done", "New lead"),
    ("duplicate", "Known lead"),
    ("quarantined", "In quarantine"),
]
MAX_ITEMS = 500
MAX_EXTERNAL_ID = 90
BATCH = 100
# Deliveries that are done are kept so long, for whoever asks what was sent.
KEEP_DAYS = 180
CLEAN_UP = 5000


class KmsLeadDelivery(models.Model):
    """A lead as it was received: stored at once, read afterwards, kept when it cannot be read."""

    _name = "kms.lead.delivery"
    _description = "Lead delivery"
    _order = "received_at desc, id desc"
    _rec_name = "external_id"

    source_id = fields.Many2one(
        "kms.lead.source", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    received_at = fields.Datetime(
        string="Received", required=True, readonly=True, default=fields.Datetime.now, index=True
    )
    external_id = fields.Char(string="Identifier", required=True, readonly=True)
    digest = fields.Char(string="Fingerprint", required=True, readonly=True)
    payload = fields.Text(
        string="Content", required=True, help="As received. Correct it here, then replay."
    )
    contact = fields.Char(readonly=True, help="Whom the delivery speaks of, once it was read.")
    state = fields.Selection(STATES, required=True, readonly=True, default="pending", index=True)
    reason = fields.Text(readonly=True)
    lead_id = fields.Many2one(
        "crm.lead", readonly=True, index="btree_not_null", ondelete="set null"
    )

    # The same delivery may come ten times at once; the same lead may come again with more data.
    _once = models.UniqueIndex(
        "(source_id, external_id, digest)", "This delivery is already stored."
    )
    _pending_idx = models.Index("(id) WHERE state = 'pending'")

    # ------------------------------------------------------------
    # RECEIVING
    # ------------------------------------------------------------

    @api.model
    def _store(self, source, data, text):
        """Write a delivery down in one statement, and have it read soon.

        :param SourceAccess source: who sends
        :param data: data of the body, or None when it is malformed
        :param str text: the body when it is malformed
        :return: number of leads received, and how many of them had not been received before
        :rtype: dict[str, int]
        :raise psycopg2.OperationalError: the same delivery is being stored at this moment
        """
        now = fields.Datetime.now()
        if data is None:
            items = [(text, digest(text)[:32])]
        else:
            parts = split(data, source.items_path)
            if len(parts) > MAX_ITEMS:
                parts = [data]
            items = [self._prepare_item(source, part, now) for part in parts]
        rows = [
            SQL(
                "(%s, %s, %s, %s, %s, %s, 'pending', %s, %s, %s, %s)",
                *(source.source_id, source.company_id, now, payload, external_id, digest(payload)),
                *(SUPERUSER_ID, SUPERUSER_ID, now, now),
            )
            for payload, external_id in items
        ]
        self.env.cr.execute(
            SQL(
                """INSERT INTO kms_lead_delivery
                          (source_id, company_id, received_at, payload, external_id, digest, state,
                           create_uid, write_uid, create_date, write_date)
                   VALUES %s
                       ON CONFLICT DO NOTHING""",
                SQL(", ").join(rows),
            ),
            log_exceptions=False,
        )
        stored = self.env.cr.rowcount
        if stored:
            self._trigger_processing()
        return {"received": len(items), "new": stored}

    @api.model
    def _prepare_item(self, source, part, now):
        """Return the text to keep of one lead, and its identifier."""
        external_id = next(filter(None, (find(part, path) for path in source.id_paths)), "")
        if source.secret_path and isinstance(part, dict):
            # the secret is no part of the lead, and the list of deliveries is no place for it
            part = {key: value for key, value in part.items() if key != source.secret_path}
        payload = dump(part)
        if not external_id:
            # Without an identifier the same content on the same day is the same lead.
            external_id = f"{now:%Y%m%d}-{digest(payload)[:32]}"
        elif len(external_id) > MAX_EXTERNAL_ID:
            external_id = digest(external_id)
        return payload, external_id

    @api.model
    def _trigger_processing(self):
        """Have the job run that reads deliveries, unless it is about to run anyway.

        In a burst the first delivery wakes it up for all. It runs each minute besides, for the one
        that comes just when it has finished looking.
        """
        # sudo: whoever may replay deliveries may have the job run that reads them
        cron = self.env.ref("kms_marketing.ir_cron_read_deliveries").sudo()
        recent = fields.Datetime.subtract(fields.Datetime.now(), minutes=1)
        query = SQL(
            "SELECT 1 FROM ir_cron_trigger WHERE cron_id = %s AND call_at > %s LIMIT 1",
            cron.id,
            recent,
        )
        self.env.cr.execute(query)
        if not self.env.cr.rowcount:
            cron._trigger()

    # ------------------------------------------------------------
    # BUTTONS AND JOBS
    # ------------------------------------------------------------

    def action_replay(self):
        """Read deliveries in quarantine again, with the content and the mapping as they are now.

        :raise UserError: none of them is in quarantine
        """
        self.check_access("write")
        waiting = self.filtered(lambda delivery: delivery.state in ("quarantined", "pending"))
        if not waiting:
            raise UserError(
                self.env._("These deliveries have become leads already. Choose some in quarantine.")
            )
        waiting.write({"state": "pending", "reason": False})
        waiting[:BATCH]._process()
        if len(waiting) > BATCH:
            self._trigger_processing()
        left = waiting.filtered(lambda delivery: delivery.state == "quarantined")
        if left:
            message = self.env._(
                "%(count)s of %(all)s are still in quarantine: %(reason)s",
                count=len(left),
                all=len(waiting),
                reason=left[0].reason,
            )
        else:
            message = self.env._("Replayed: %(count)s.", count=len(waiting))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if left else "success",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_open_lead(self):
        """Open the lead that the delivery became.

        :rtype: dict
        """
        self.ensure_one()
        self.check_access("read")
        action = self.lead_id._get_records_action()
        form = self.env.ref("kms_marketing.crm_lead_view_form_digital")
        return action | {"views": [(form.id, "form")]}

    @api.model
    def _cron_process(self):
        """Make leads of what is pending, oldest first."""
        last = 0
        while deliveries := self.search(
            [("state", "=", "pending"), ("id", ">", last)], order="id", limit=BATCH
        ):
            last = deliveries[-1].id
            deliveries._process()
            # what could not be written now stays pending and is tried again by the next run
            remaining = self.search_count([("state", "=", "pending"), ("id", ">", last)])
            if not self.env["ir.cron"]._commit_progress(len(deliveries), remaining=remaining):
                break

    @api.autovacuum
    def _gc_deliveries(self):
        """Delete what has long become a lead: the content is about people."""
        limit = fields.Datetime.subtract(fields.Datetime.now(), days=KEEP_DAYS)
        done = self.search(
            [("state", "in", ("done", "duplicate")), ("received_at", "<", limit)], limit=CLEAN_UP
        )
        done.unlink()
        return len(done), len(done) == CLEAN_UP
