import logging

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..facts import Days, triggers

_logger = logging.getLogger(__name__)

DAYS_PER_STEP = 100


def _batches(items, size):
    return [items[start : start + size] for start in range(0, len(items), size)]


class KmsFactEngine(models.AbstractModel):
    """Keeps the facts true: installs the triggers, refreshes dirty days, rebuilds."""

    _name = "kms.fact.engine"
    _description = "Engine of daily figures"

    @api.model
    def _kms_sources(self):
        """Return where facts come from; business addons add theirs.

        :return: code -> :class:`~odoo.addons.kms_dashboard.facts.Source`
        :rtype: dict
        """
        return {}

    # ------------------------------------------------------------
    # TRIGGERS
    # ------------------------------------------------------------

    def _register_hook(self):
        super()._register_hook()
        self._kms_sync_triggers()

    @api.model
    def _kms_sync_triggers(self):
        """Install the triggers that are declared, drop those that are not.

        A source whose triggers were not there may have missed changes: all its days get dirty.
        """
        wanted = triggers.wanted(self._kms_sources().values())
        installed = self._kms_installed_triggers()
        self._kms_drop_functions(name for name in installed if name not in wanted)
        missing = {name: parts for name, parts in wanted.items() if name not in installed}
        for name, (source, watch, body) in missing.items():
            _logger.info("Figures of %s watch %s from now on", source.code, watch.table)
            for statement in triggers.create(name, source, watch, body):
                self.env.cr.execute(statement)
        companies = self.env["res.company"].search(Domain.TRUE) if missing else ()
        for code in {source.code for source, _watch, _body in missing.values()}:
            for company in companies:
                self.env["kms.fact.dirty"]._kms_mark(company, code)

    @api.model
    def _kms_installed_triggers(self):
        """Return the functions of triggers that are there.

        :return: their names, those whose table has lost a trigger aside
        :rtype: set[str]
        """
        self.env.cr.execute(
            SQL(
                "SELECT p.proname, COUNT(t.oid) FROM pg_proc p"
                " LEFT JOIN pg_trigger t ON t.tgfoid = p.oid"
                " WHERE p.pronamespace = current_schema::regnamespace"
                " AND p.prorettype = 'trigger'::regtype AND starts_with(p.proname, %s)"
                " GROUP BY p.proname",
                triggers.PREFIX,
            )
        )
        return {name for name, count in self.env.cr.fetchall() if count == len(triggers.EVENTS)}

    @api.model
    def _kms_drop_triggers(self, modules):
        """Drop the triggers of some addons, all of them with this addon itself.

        :param list modules: names of addons
        """
        everything = "kms_dashboard" in modules
        gone = [
            source
            for source in self._kms_sources().values()
            if everything or source.module in modules
        ]
        names = list(triggers.wanted(gone))
        self._kms_drop_functions(self._kms_installed_triggers() if everything else names)
        if everything:
            self.env["kms.fact.stamp"]._kms_uninstall()
        # nobody is left to count their days
        self.env.cr.execute(
            SQL(
                "DELETE FROM kms_fact_dirty WHERE source = ANY(%s)",
                [source.code for source in gone],
            )
        )

    @api.model
    def _kms_drop_functions(self, names):
        for name in names:
            # the triggers go with their function
            self.env.cr.execute(SQL("DROP FUNCTION IF EXISTS %s() CASCADE", SQL.identifier(name)))

    # ------------------------------------------------------------
    # REFRESH
    # ------------------------------------------------------------

    @api.model
    def _cron_refresh(self, limit=DAYS_PER_STEP):
        """Refresh what is dirty, a bounded number of days per transaction.

        :param int limit: days of one source per transaction
        """
        Cron = self.env["ir.cron"]
        self.env["kms.fact.stamp"]._kms_gather()
        for company, source, dates in self._kms_dirty():
            steps = [None] if dates is None else _batches(dates, limit)
            for step in steps:
                self._kms_refresh(company, source, step)
                if not Cron._commit_progress(1):
                    return

    @api.model
    def _kms_dirty(self):
        """Return what has to be refreshed, whole sources first.

        :return: company, source, and its days or None for all of them
        :rtype: list[tuple]
        """
        self.env.cr.execute(
            SQL(
                "SELECT company_id, source, bool_or(date IS NULL), array_agg(DISTINCT date)"
                " FROM kms_fact_dirty GROUP BY company_id, source ORDER BY 3 DESC, 1, 2"
            )
        )
        sources = self._kms_sources()
        return [
            (
                self.env["res.company"].browse(company_id),
                sources.get(code) or code,
                None if whole or code not in sources else sorted(dates),
            )
            for company_id, code, whole, dates in self.env.cr.fetchall()
        ]

    @api.model
    def _kms_refresh(self, company, source, dates=None):
        """Write the facts of some days anew.

        One transaction sees the marks and the documents as of the same moment: a change that
        commits later leaves its own mark. Two refreshes at once meet on the marks they delete.

        :param company: `res.company` record
        :param source: a :class:`~odoo.addons.kms_dashboard.facts.Source`; the code of one that
            is gone has its marks removed
        :param dates: datetime.date of the days; None for all days there are
        """
        self.env.flush_all()
        code = source if isinstance(source, str) else source.code
        when = SQL("TRUE") if dates is None else SQL("date = ANY(%s)", list(dates))
        where = SQL("company_id = %s AND source = %s AND %s", company.id, code, when)
        self.env.cr.execute(SQL("DELETE FROM kms_fact_dirty WHERE %s", where))
        if source is code:
            return
        stamps = self.env["kms.fact.stamp"]
        last = stamps._kms_last()
        if dates is None:
            days = Days(company.id, company.kms_timezone)
        else:
            days = Days.of(company.id, company.kms_timezone, dates)
            # compiling a statement takes seconds, reading the rows of some days does not
            self.env.cr.execute(SQL("SET LOCAL jit = off"))
        self._kms_write_days(source, days)
        if source.members:
            self._kms_write_months(source, self._kms_months(days))
        stamps._kms_gather_own(last)

    @api.model
    def _kms_rebuild(self, company):
        """Write all facts of a company anew, from zero."""
        for source in self._kms_sources().values():
            self._kms_refresh(company, source)
