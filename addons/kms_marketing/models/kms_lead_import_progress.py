import contextlib

from psycopg2 import OperationalError

from odoo import fields, models
from odoo.tools import SQL


class ImportCancelled(Exception):
    """Somebody no longer wants the import that is running."""


class KmsLeadImportProgress(models.Model):
    """How far an import is, seen from outside while its own transaction is open.

    Written on a connection of its own, never in the import's transaction: the leads appear all at
    once, the progress step by step.
    """

    _name = "kms.lead.import.progress"
    _description = "Progress of a lead import"
    _order = "id"
    _log_access = False

    # no foreign key: it would have the running import and its progress wait for each other
    import_ref = fields.Integer(required=True)
    started = fields.Datetime()
    done = fields.Integer()
    total = fields.Integer()
    cancelled = fields.Boolean()

    _import_ref_uniq = models.UniqueIndex("(import_ref)", "There is one progress per import.")

    def _tell(self, import_id, done, total):
        """Publish how many rows are done; the first call starts the clock.

        :raise ImportCancelled: the import is not wanted any more
        """
        query = SQL(
            """INSERT INTO kms_lead_import_progress AS progress
                           (import_ref, started, done, total, cancelled)
                    VALUES (%(id)s, now() AT TIME ZONE 'UTC', %(done)s, %(total)s, FALSE)
               ON CONFLICT (import_ref) DO UPDATE
                       SET done = EXCLUDED.done, total = EXCLUDED.total,
                           started = CASE WHEN EXCLUDED.done = 0 THEN EXCLUDED.started
                                          ELSE progress.started END
                 RETURNING cancelled""",
            id=import_id,
            done=done,
            total=total,
        )
        # somebody cancelling at this very moment is noticed the next time
        with contextlib.suppress(OperationalError), self.env.registry.cursor() as cr:
            cr.execute(query, log_exceptions=False)
            if cr.fetchone()[0]:
                raise ImportCancelled

    def _forget(self, import_id):
        """Take back what was published, in the transaction of the caller."""
        self.env.cr.execute(
            SQL("DELETE FROM kms_lead_import_progress WHERE import_ref = %s", import_id)
        )

    def _forget_finished(self):
        self.env.cr.execute(
            SQL(
                """DELETE FROM kms_lead_import_progress
                    WHERE import_ref NOT IN (SELECT id FROM kms_lead_import
                                              WHERE state = 'queued')"""
            )
        )

    def _ask_to_stop(self, import_id):
        """Have the running import stop at its next step; it takes back everything."""
        self.env.cr.execute(
            SQL(
                """INSERT INTO kms_lead_import_progress (import_ref, done, total, cancelled)
                        VALUES (%s, 0, 0, TRUE)
                   ON CONFLICT (import_ref) DO UPDATE SET cancelled = TRUE""",
                import_id,
            )
        )

    def _read_progress(self, import_id):
        """What is known of a running import.

        :return: ``done`` and ``total`` rows, ``seconds`` since it started, ``cancelled``
        :rtype: dict
        """
        self.env.cr.execute(
            SQL(
                """SELECT done, total, cancelled,
                          extract(epoch FROM now() AT TIME ZONE 'UTC' - started)::float
                     FROM kms_lead_import_progress WHERE import_ref = %s""",
                import_id,
            )
        )
        done, total, cancelled, seconds = self.env.cr.fetchone() or (0, 0, False, 0)
        return {
            "done": done or 0,
            "total": total or 0,
            "cancelled": bool(cancelled),
            "seconds": seconds or 0,
        }
