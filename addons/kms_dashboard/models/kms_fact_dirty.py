from odoo import api, fields, models
from odoo.tools import SQL


class KmsFactDirty(models.Model):
    """A day whose facts no longer hold; without a date, all days of the source.

    Appended by database triggers, see ``facts/triggers.py``, and consumed by the engine.
    """

    _name = "kms.fact.dirty"
    _description = "Day to refresh"
    _order = "id"
    _log_access = False

    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    date = fields.Date()
    source = fields.Char(required=True)

    _day_idx = models.Index("(company_id, date)")

    @api.model
    def _kms_mark(self, company, source, dates=None):
        """Have days refreshed that no trigger knows of.

        :param company: `res.company` record
        :param str source: code of a source
        :param dates: iterable of datetime.date; all days when left out
        """
        rows = [
            SQL("(%s, %s::date, %s)", company.id, day, source)
            for day in ([None] if dates is None else sorted(set(dates)))
        ]
        if rows:
            self.env.cr.execute(
                SQL(
                    "INSERT INTO kms_fact_dirty (company_id, date, source) VALUES %s",
                    SQL(", ").join(rows),
                )
            )
