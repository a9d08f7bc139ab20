from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.kms_base.ids import read_id

from ..geo.route import order_stops, path_lengths

# More than this is no day's work, and the phone shows them all (stops).
MAX_STOPS = 60


class KmsFieldRound(models.Model):
    """The prospects that a salesperson visits on one day, in the order of the way.

    Not calendar events: a round has no hours, invites nobody and reminds nobody. A prospect who
    expects the visit at an hour has an appointment besides.
    """

    _name = "kms.field.round"
    _description = "Field round"
    _order = "date desc, id desc"
    _check_company_auto = True

    date = fields.Date(
        string="Day",
        required=True,
        index=True,
        default=lambda self: self.env.company._kms_today(),
    )
    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        required=True,
        index=True,
        default=lambda self: self.env.user,
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company
    )
    has_start = fields.Boolean(string="Start known", readonly=True)
    start_latitude = fields.Float(digits=(10, 7), readonly=True)
    start_longitude = fields.Float(digits=(10, 7), readonly=True)
    stop_ids = fields.One2many("kms.field.stop", "round_id", string="Stops")
    stop_count = fields.Integer(string="Prospects", compute="_compute_figures")
    done_count = fields.Integer(string="Visited", compute="_compute_figures")
    distance = fields.Float(
        string="Way (km)", digits=(10, 1), compute="_compute_figures", aggregator=None
    )

    _one_a_day = models.UniqueIndex(
        "(user_id, date, company_id)",
        "This salesperson has a round on this day already. Add the prospects to it.",
    )

    @api.depends("stop_ids.state", "stop_ids.distance")
    def _compute_figures(self):
        for plan in self:
            plan.stop_count = len(plan.stop_ids)
            plan.done_count = len(plan.stop_ids.filtered(lambda stop: stop.state == "done"))
            plan.distance = sum(plan.stop_ids.mapped("distance"))

    @api.depends("date", "user_id")
    def _compute_display_name(self):
        for plan in self:
            plan.display_name = f"{plan.user_id.name} {format_date(self.env, plan.date)}"

    # ------------------------------------------------------------
    # PLANNING
    # ------------------------------------------------------------

    def _plan(self, user, day, leads, start):
        """Add prospects to the round of a day, made when it is missing, and order what is open.

        A prospect who is on the round already, visited or not, is not added again.

        :param user: res.users who walks it
        :param datetime.date day: the company's day
        :param leads: crm.lead to visit
        :param start: `(latitude, longitude)` or None
        :rtype: kms.field.round
        :raise UserError: more than :data:`MAX_STOPS` stops
        """
        values = {"user_id": user.id, "date": day, "company_id": self.env.company.id}
        plan = self.search([(name, "=", value) for name, value in values.items()], limit=1)
        if not plan:
            plan = self.env["kms.intake"]._create_once(self, values)
        new = leads - plan.stop_ids.lead_id
        if len(plan.stop_ids) + len(new) > MAX_STOPS:
            raise UserError(
                self.env._(
                    "A round has at most %(limit)s prospects. Choose fewer, or another day.",
                    limit=MAX_STOPS,
                )
            )
        self.env["kms.field.stop"].create(
            [{"round_id": plan.id, "lead_id": lead.id} for lead in new]
        )
        plan._sort(start)
        return plan

    def _sort(self, start):
        """Put the open stops in a short order from a point, behind those that are closed.

        :param start: `(latitude, longitude)`, or None: the start of the last time
        """
        self.ensure_one()
        if start:
            self.write({"has_start": True, "start_latitude": start[0], "start_longitude": start[1]})
        elif self.has_start:
            start = self.start_latitude, self.start_longitude
        closed = self.stop_ids.filtered(lambda stop: stop.state in ("done", "skipped"))
        stops = (self.stop_ids - closed).sorted("sequence")
        points = [stop.lead_id._kms_point() for stop in stops]
        order = order_stops(start, points)
        lengths = path_lengths(start, [points[index] for index in order])
        for rank, (index, length) in enumerate(zip(order, lengths, strict=True), len(closed) + 1):
            stops[index].write({"sequence": rank, "distance": length})
        for rank, stop in enumerate(closed.sorted("sequence"), 1):
            stop.sequence = rank

    @api.model
    def plan_round(self, lead_ids, tomorrow=False, position=None):
        """Put prospects on the user's own round.

        :param list[int] lead_ids: crm.lead, each of them the user's to read
        :param bool tomorrow: for the next day of the company instead of today
        :param dict position: `latitude` and `longitude` of the start; the office when left out
        :return: `id` of the round and its number of stops, `count`
        :rtype: dict
        :raise AccessError: the user may not plan rounds
        :raise UserError: a choice that is no more, too many stops, an impossible position
        """
        self.check_access("create")
        leads = self._read_leads(lead_ids)
        day = self.env.company._kms_today()
        if tomorrow:
            day = fields.Date.add(day, days=1)
        start = self.env["kms.field"]._read_point(position) or self.env.company._kms_office()
        plan = self._plan(self.env.user, day, leads, start)
        return {"id": plan.id, "count": len(plan.stop_ids)}

    @api.model
    def sort_round(self, round_id, position=None):
        """Order the open stops of a round again, from where the salesperson stands.

        :param int round_id: kms.field.round
        :param dict position: `latitude` and `longitude`; the last start when left out
        :raise UserError: the round is no more, or not the user's
        """
        self.check_access("write")
        reader = self.env["kms.field"]
        plan = reader._read_record("kms.field.round", round_id)
        plan.check_access("write")
        for one in plan:
            one._sort(reader._read_point(position))
        return True

    def _read_leads(self, lead_ids):
        if not isinstance(lead_ids, list) or not all(map(read_id, lead_ids)):
            lead_ids = []
        leads = self.env["crm.lead"].search([("id", "in", lead_ids)])
        if not leads or len(leads) < len(set(lead_ids)):
            raise UserError(
                self.env._("One of the choices no longer exists. Reload the page and choose again.")
            )
        return leads

    def action_sort(self):
        """Order the open stops again, from where the round started or from the office."""
        self.check_access("write")
        for plan in self:
            plan._sort(None if plan.has_start else plan.company_id._kms_office())
        return True
