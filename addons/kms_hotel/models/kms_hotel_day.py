from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.kms_base.models.crm_team import CHANNELS


class KmsHotelDay(models.AbstractModel):
    """Something of the hotel that happens on a day: figures open these records."""

    _name = "kms.hotel.day"
    _description = "Record of a hotel day"
    # A date, or a moment whose day in the company's time zone counts.
    _kms_day_field = "date"

    kms_channel = fields.Selection(
        CHANNELS,
        string="Channel",
        compute="_compute_kms_channel",
        search="_search_kms_channel",
    )
    is_ahead = fields.Boolean(
        string="Ahead",
        compute="_compute_is_ahead",
        search="_search_is_ahead",
        help="Its day is still to come.",
    )

    def _compute_kms_channel(self):
        self.kms_channel = "hotel"

    def _search_kms_channel(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.TRUE if "hotel" in value else Domain.FALSE

    @api.depends(lambda self: (self._kms_day_field, "company_id"))
    def _compute_is_ahead(self):
        for company, records in self.grouped("company_id").items():
            company = company or self.env.company
            today = company._kms_today()
            for record in records:
                day = record[record._kms_day_field]
                if day and self._fields[self._kms_day_field].type == "datetime":
                    day = company._kms_local_day(day)
                record.is_ahead = bool(day and day > today)

    def _search_is_ahead(self, operator, value):
        if operator != "in":
            return NotImplemented
        ahead = Domain.FALSE
        for company in self.env.companies:
            start = self._kms_first_ahead(company)
            ahead |= Domain("company_id", "=", company.id) & Domain(
                self._kms_day_field, ">=", start
            )
        wanted = Domain.FALSE
        if True in value:
            wanted |= ahead
        if False in value:
            wanted |= ~ahead
        return wanted

    @api.model
    def _kms_first_ahead(self, company):
        """The day after today as the field has it: a date, or the moment it begins."""
        tomorrow = fields.Date.add(company._kms_today(), days=1)
        if self._fields[self._kms_day_field].type == "date":
            return tomorrow
        return company._kms_day_bounds(tomorrow)[0]
