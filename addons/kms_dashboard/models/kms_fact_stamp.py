from odoo import api, fields, models, tools
from odoo.tools import SQL
from odoo.tools.lru import LRU

FUNCTION = SQL.identifier("kms_stamp_facts")
TABLES = (
    "kms_fact",
    "kms_fact_bitmap",
    "kms_fact_detail",
    "kms_fact_month",
    "kms_fact_rollup",
    "kms_fact_split",
)
KEPT = 100  # readings in the memory of a worker: some dozen kilobytes each
KEPT_WORDS = 500  # what is made of definitions alone: some hundred bytes each


class KmsFactStamp(models.Model):
    """A row for each statement that has changed facts: who sees the same rows sees the same facts.

    What was read once is kept in memory with the rows that were seen, in the reader's own
    transaction; any other set of rows makes it void. Rows are only appended and their ids never
    used again, so no two states of the facts have the same ones: a counter would be the same after
    a rollback, and everybody would wait for everybody else's.
    """

    _name = "kms.fact.stamp"
    _description = "Change of facts"
    _order = "id"
    _log_access = False

    moment = fields.Datetime()

    def _register_hook(self):
        super()._register_hook()
        self._kms_install()

    @api.model
    def _kms_install(self):
        """Have the tables of facts leave a row, whoever changes them."""
        self.env.cr.execute(
            SQL(
                "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
                " JOIN pg_proc p ON p.oid = t.tgfoid"
                " WHERE p.proname = %s AND p.pronamespace = current_schema::regnamespace",
                "kms_stamp_facts",
            )
        )
        missing = sorted(set(TABLES) - {name for (name,) in self.env.cr.fetchall()})
        if missing:
            self.env.cr.execute(
                SQL(
                    "CREATE OR REPLACE FUNCTION %s() RETURNS trigger LANGUAGE plpgsql AS %s",
                    FUNCTION,
                    "BEGIN INSERT INTO kms_fact_stamp (moment) VALUES (now() AT TIME ZONE 'UTC');"
                    " RETURN NULL; END",
                )
            )
        for table in missing:
            self.env.cr.execute(
                SQL(
                    "CREATE TRIGGER %s AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON %s"
                    " FOR EACH STATEMENT EXECUTE FUNCTION %s()",
                    FUNCTION,
                    SQL.identifier(table),
                    FUNCTION,
                )
            )

    @api.model
    def _kms_uninstall(self):
        self.env.cr.execute(SQL("DROP FUNCTION IF EXISTS %s() CASCADE", FUNCTION))

    @api.model
    def _kms_gather(self):
        """Make one row of many: a new one, since the last of the old ones was seen without those
        that were still being written before it."""
        self.env.cr.execute(
            SQL(
                "WITH gone AS (DELETE FROM kms_fact_stamp"
                " WHERE EXISTS (SELECT FROM kms_fact_stamp OFFSET 1) RETURNING id)"
                " INSERT INTO kms_fact_stamp (moment)"
                " SELECT now() AT TIME ZONE 'UTC' FROM gone LIMIT 1"
            )
        )

    @api.model
    def _kms_last(self):
        """Return the id of the last row that the transaction sees.

        :rtype: int
        """
        [[last]] = self.env.execute_query(SQL("SELECT COALESCE(max(id), 0) FROM kms_fact_stamp"))
        return last

    @api.model
    def _kms_gather_own(self, last):
        """Make one row of those that the transaction has left itself: a rebuild of all sources
        leaves hundreds, and every reader reads them all.

        What a transaction sees is of one moment, so rows that came later are its own: nobody else
        has seen or deletes them.

        :param int last: what was the last row before, see `_kms_last`
        """
        self.env.cr.execute(
            SQL(
                "WITH gone AS (DELETE FROM kms_fact_stamp WHERE id > %s RETURNING id)"
                " INSERT INTO kms_fact_stamp (moment)"
                " SELECT now() AT TIME ZONE 'UTC' FROM gone LIMIT 1",
                last,
            )
        )

    @api.model
    @tools.ormcache()
    def _kms_memory(self):
        """What was read of the facts: a stamp and a value by what was asked.

        It lives in the cache of the registry, so whatever changes a figure's definition empties it.

        :rtype: LRU
        """
        return LRU(KEPT)

    @api.model
    @tools.ormcache()
    def _kms_words(self):
        """The same for what is made of definitions alone: domains and statements.

        :rtype: LRU
        """
        return LRU(KEPT_WORDS)

    @api.model
    def _kms_keep(self, stamp, key, read):
        """Return what reading facts has given before, as long as they are the same.

        :param str stamp: what is seen of this table, see ``kms.figures._kms_all_marks``; None for
            what no facts are read for
        :param tuple key: all that the value depends on besides the facts; no user's rights
        :param read: called without arguments when nothing is kept; nobody may change its value
        """
        memory = self._kms_words() if stamp is None else self._kms_memory()
        found = memory.get(key)
        if found is None or found[0] != stamp:
            found = memory[key] = stamp, read()
        return found[1]
