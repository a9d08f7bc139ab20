from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.kms_base.days import read_day


class KmsHotelAudit(models.Model):
    """The night audit: closes a day of the hotel, posts its nights and lists what is wrong."""

    _name = "kms.hotel.audit"
    _description = "Night audit"
    _order = "day desc, id desc"
    _rec_name = "day"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    day = fields.Date(required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", string="Closed by", readonly=True, default=lambda self: self.env.user
    )
    night_count = fields.Integer(string="Nights posted", readonly=True)
    amount = fields.Monetary(string="Room revenue", readonly=True)
    stay_tax = fields.Monetary(string="Stay tax", readonly=True)
    issue_count = fields.Integer(string="Oddities", readonly=True)
    issues = fields.Text(string="What is wrong", readonly=True)

    _day_uniq = models.Constraint("UNIQUE (company_id, day)", "This day is closed already.")

    @api.depends("day")
    def _compute_display_name(self):
        for audit in self:
            audit.display_name = format_date(self.env, audit.day)

    @api.model
    def action_close(self, day=False):
        """Close a day: each night slept is posted and does not change any more.

        :param str day: YYYY-MM-DD; the company's yesterday when left out
        :return: the audit
        :rtype: dict
        :raise UserError: the day is not over, or closed already
        """
        self.check_access("read")
        company = self.env.company
        yesterday = fields.Date.subtract(company._kms_today(), days=1)
        day = read_day(self.env, day) or yesterday
        if day > yesterday:
            raise UserError(self.env._("This day is not over yet. Close it tomorrow."))
        if self.search_count([("company_id", "=", company.id), ("day", "=", day)], limit=1):
            raise UserError(self.env._("This day is closed already."))
        nights = self._slept(company, day)
        issues = self._find_issues(company, day)
        nights.posted_date = fields.Datetime.now()
        # sudo: an audit says what was found, so nobody writes one by hand.
        audit = self.sudo().create(
            {
                "company_id": company.id,
                "user_id": self.env.uid,
                "day": day,
                "night_count": len(nights.filtered(lambda night: night.kind == "night")),
                "amount": sum(nights.mapped("amount")),
                "stay_tax": sum(nights.mapped("stay_tax")),
                "issue_count": len(issues),
                "issues": "\n".join(issues),
            }
        )
        return audit.with_env(self.env)._get_records_action()

    def _slept(self, company, day):
        # sudo: nights are written by the system alone.
        return (
            self.env["kms.reservation.night"]
            .sudo()
            .search(
                [
                    ("company_id", "=", company.id),
                    ("date", "=", day),
                    ("kind", "!=", "closure"),
                    ("reservation_id.state", "in", ("checked_in", "checked_out")),
                    ("posted_date", "=", False),
                ]
            )
        )

    def _find_issues(self, company, day):
        """Return one sentence for each thing that somebody should look at.

        :rtype: list[str]
        """
        start, stop = company._kms_day_bounds(day)
        company_domain = Domain("company_id", "=", company.id)
        in_house = Domain("state", "=", "checked_in")
        searches = [
            (
                Domain("state", "in", ("pending", "confirmed"))
                & Domain("waiting", "=", False)
                & Domain("checkin", "<", stop),
                self.env._("%s was expected and has not arrived: check in, move or no-show."),
            ),
            (
                in_house & Domain("checkout", "<", start),
                self.env._("%s should have left: check out or extend."),
            ),
            (
                in_house & Domain("guest_ids", "not any", [("document_number", "!=", False)]),
                self.env._("%s is in house without an identity document."),
            ),
            (
                Domain("state", "=", "checked_out")
                & Domain("departure_date", ">=", start)
                & Domain("departure_date", "<", stop)
                & Domain("folio_id.invoice_status", "=", "to invoice"),
                self.env._("%s has left and is not invoiced."),
            ),
            (
                in_house & self._unbilled_month(day),
                self.env._("%s lives here by the month and a past month is not billed."),
            ),
        ]
        Reservation = self.env["kms.reservation"]
        return [
            sentence % reservation.display_name
            for domain, sentence in searches
            for reservation in Reservation.search(company_domain & domain, limit=100)
        ]

    def _unbilled_month(self, day):
        months = [
            ("kms_line_kind", "=", "month"),
            ("kms_month", "<", day.replace(day=1)),
            ("qty_to_invoice", ">", 0),
        ]
        return Domain("sale_line_ids", "any", months)
