from datetime import timedelta

from odoo import api, fields, models, tools
from odoo.fields import Domain
from odoo.tools import SQL

FOLLOWUP_STATES = [
    ("none", "Nothing to do"),
    ("waiting", "Waiting"),
    ("urgent", "Urgent"),
    ("expired", "Expired"),
]
# What waits for an answer. A quotation of no channel is nobody's follow-up: core's life is its own.
OPEN = Domain("state", "in", ("draft", "sent")) & Domain("kms_channel", "!=", False)


class SaleOrder(models.Model):
    """A quotation waits for an answer (domain.md, "Quote follow-up")."""

    _inherit = "sale.order"

    kms_followup_ids = fields.One2many("kms.quote.followup", "order_id", string="Follow-ups")
    # A new version takes over what the version before it was promised.
    kms_last_followup_id = fields.Many2one(
        "kms.quote.followup",
        compute="_compute_kms_last_followup_id",
        store=True,
        recursive=True,
        copy=False,
    )
    kms_last_followup_date = fields.Datetime(
        related="kms_last_followup_id.date", string="Last follow-up"
    )
    kms_last_result = fields.Selection(related="kms_last_followup_id.result", string="Last result")
    kms_next_followup_date = fields.Date(
        related="kms_last_followup_id.next_date", string="Next follow-up", store=True, index=True
    )
    kms_next_action = fields.Char(related="kms_last_followup_id.next_action")
    # Not stored: it changes at midnight without anybody writing anything.
    kms_followup_state = fields.Selection(
        FOLLOWUP_STATES,
        string="Follow-up",
        compute="_compute_kms_followup_state",
        search="_search_kms_followup_state",
    )
    kms_followed_this_week = fields.Boolean(
        string="Followed up this week",
        compute="_compute_kms_followed_this_week",
        search="_search_kms_followed_this_week",
        help="Since Monday, in the days of the quotation's company.",
    )
    kms_partner_phone = fields.Char(related="partner_id.phone", string="Phone")
    kms_cancel_reason = fields.Char(
        string="Closed because", readonly=True, copy=False, tracking=True
    )

    # open quotations by the end of their validity: every board and list of follow-ups asks for them
    _kms_open_idx = models.Index(
        "(company_id, validity_date) INCLUDE (kms_channel, user_id)"
        " WHERE state IN ('draft', 'sent')"
    )

    # those that have time still, or no end at all: a fraction of all that were never answered
    _kms_waiting_idx = models.Index(
        "(company_id, COALESCE(validity_date, 'infinity'))"
        " INCLUDE (validity_date, kms_channel, user_id) WHERE state IN ('draft', 'sent')"
    )

    @api.depends(
        "kms_followup_ids.date",
        "kms_previous_id.kms_last_followup_id",
    )
    def _compute_kms_last_followup_id(self):
        for order in self:
            last = order.kms_followup_ids.sorted(
                lambda followup: (followup.date, followup.id), reverse=True
            )[:1]
            order.kms_last_followup_id = last or order.kms_previous_id.kms_last_followup_id

    @api.depends("state", "validity_date", "kms_channel", "company_id.kms_followup_urgent_days")
    def _compute_kms_followup_state(self):
        days = {company: company._kms_today() for company in self.company_id}
        for order in self:
            if order.state not in ("draft", "sent") or not order.kms_channel:
                order.kms_followup_state = "none"
                continue
            company = order.company_id
            left = order.validity_date and (order.validity_date - days[company]).days
            if not order.validity_date or left > company.kms_followup_urgent_days:
                order.kms_followup_state = "waiting"
            else:
                order.kms_followup_state = "expired" if left < 0 else "urgent"

    def _search_kms_followup_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        parts = []
        if "none" in value:
            parts.append(~OPEN)
        days = self._kms_urgent_days()
        companies = self.env["res.company"]._kms_every()
        companies.fetch(["kms_timezone"])
        for company in companies:
            today = company._kms_today()
            limit = today + timedelta(days=days[company.id])
            domains = {
                "waiting": _valid_after(limit),
                "urgent": Domain("validity_date", ">=", today)
                & Domain("validity_date", "<=", limit),
                "expired": Domain("validity_date", "<", today),
            }
            wanted = Domain.OR(domains[state] for state in domains if state in value)
            parts.append(OPEN & Domain("company_id", "=", company.id) & wanted)
        return Domain.OR(parts)

    @api.depends("kms_last_followup_id.date")
    def _compute_kms_followed_this_week(self):
        weeks = {company: _week(company) for company in self.company_id}
        for order in self:
            date = order.kms_last_followup_id.date
            start, end = weeks.get(order.company_id, (None, None))
            order.kms_followed_this_week = bool(date and start and start <= date < end)

    def _search_kms_followed_this_week(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        parts = []
        for company in self._kms_companies():
            start, end = _week(company)
            parts.append(
                Domain("company_id", "=", company.id)
                & Domain("kms_last_followup_id.date", ">=", start)
                & Domain("kms_last_followup_id.date", "<", end)
            )
        return Domain.OR(parts)

    @api.model
    @tools.ormcache()
    def _kms_urgent_days(self):
        """Return the days before the end of a quotation that make it urgent, by company id."""
        companies = self._kms_companies()
        return {company.id: company.kms_followup_urgent_days for company in companies}

    @api.model
    def _kms_companies(self):
        """Return all companies: the days of each one count, whoever searches."""
        companies = self.env["res.company"]._kms_every()
        companies.fetch(["kms_followup_urgent_days", "kms_timezone"])
        return companies

    @api.model
    def kms_get_followup_counts(self):
        """Return the four counters of the follow-up screen (domain.md, "Quote follow-up").

        :return: number of quotations by name of the search filter that lists them
        :rtype: dict[str, int]
        :raise AccessError: the user may not read quotations
        """
        self.check_access("read")
        domains = {
            "waiting": Domain("kms_followup_state", "in", ("waiting", "urgent")),
            "urgent": Domain("kms_followup_state", "=", "urgent"),
            "never": OPEN & Domain("kms_last_followup_id", "=", False),
            "followed": OPEN & Domain("kms_followed_this_week", "=", True),
        }
        return {name: self.search_count(domain) for name, domain in domains.items()}


def _valid_after(day):
    """Return the quotations that are valid after a day, in the words of their index."""
    return Domain.custom(
        to_sql=lambda model, alias, query: SQL(
            "COALESCE(%s, 'infinity') > %s",
            model._field_to_sql(alias, "validity_date", query),
            day,
        ),
        predicate=lambda order: not order.validity_date or order.validity_date > day,
    )


def _week(company):
    """Return the bounds in UTC of the company's week so far, from Monday to tonight."""
    today = company._kms_today()
    return company._kms_day_bounds(today - timedelta(days=today.weekday()), today)
