from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.tools import format_datetime, mute_logger

REASON_LENGTHS = (3, 500)


class KmsRegisterClosing(models.Model):
    """A register of one day that the manager has signed off: who and when."""

    _name = "kms.register.closing"
    _description = "Signed-off register"
    _order = "day desc, register_id, id"

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    register_id = fields.Many2one(
        "kms.register", required=True, readonly=True, index=True, ondelete="restrict"
    )
    day = fields.Date(required=True, readonly=True, index=True)
    state = fields.Selection(
        [("closed", "Signed off"), ("reopened", "Reopened")],
        required=True,
        readonly=True,
        default="closed",
    )
    user_id = fields.Many2one("res.users", string="Signed off by", required=True, readonly=True)
    date = fields.Datetime(string="Signed off at", required=True, readonly=True)
    line_count = fields.Integer(string="Lines at sign-off", readonly=True)
    total = fields.Char(string="Totals at sign-off", readonly=True)
    odd_count = fields.Integer(
        string="Oddities at sign-off",
        readonly=True,
        help="Lines that were incomplete or odd when the register was signed off all the same.",
    )
    correction_ids = fields.One2many(
        "kms.register.correction", "closing_id", string="Corrections", readonly=True
    )
    correction_count = fields.Integer(string="Corrected since", compute="_compute_correction_count")

    # Two managers who sign off at once meet here.
    _day_uniq = models.Constraint(
        "UNIQUE (company_id, register_id, day)", "This register is signed off already."
    )

    @api.depends("register_id", "day")
    def _compute_display_name(self):
        for closing in self:
            day = fields.Date.to_string(closing.day) or ""
            closing.display_name = f"{closing.register_id.name or ''} {day}".strip()

    @api.depends("correction_ids")
    def _compute_correction_count(self):
        counts = dict(
            self.env["kms.register.correction"]._read_group(
                [("closing_id", "in", self.ids), ("kind", "not in", ("closed", "reopened"))],
                ["closing_id"],
                ["__count"],
            )
        )
        for closing in self:
            closing.correction_count = counts.get(closing, 0)

    @api.model
    def _sign_off(self, registers, company, day):
        """Sign registers off; those that are signed off already keep their signature."""
        known = self.search([("company_id", "=", company.id), ("day", "=", day)])
        by_register = known.grouped("register_id")
        for register in registers:
            closing = by_register.get(register)
            if closing and closing.state == "closed":
                continue
            values = self._prepare_sign_off(register, company, day)
            # sudo: nobody writes sign-offs by hand; the caller has checked who signs.
            if closing:
                closing.sudo().write(values)
            else:
                closing = self._create_once(
                    {**values, "register_id": register.id, "company_id": company.id, "day": day}
                )
            closing._log("closed")

    @api.model
    def _create_once(self, values):
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                # sudo: nobody writes sign-offs by hand; the caller has checked who signs.
                return self.sudo().create(values).sudo(False)
        except UniqueViolation as error:
            # A colleague has just signed. Odoo runs the call again, and it finds their signature.
            raise ConcurrencyError("two managers sign the same register off") from error

    def _prepare_sign_off(self, register, company, day):
        figures = register._prepare_day(company, day, False)
        return {
            "state": "closed",
            "user_id": self.env.uid,
            "date": fields.Datetime.now(),
            "line_count": figures["count"],
            "total": ", ".join(
                f"{total['label']}: {total['value']}" for total in figures["totals"]
            ),
            "odd_count": sum(check["count"] for check in figures["checks"]),
        }

    def _prepare_day(self):
        """Return what the close of day shows of a signature.

        :rtype: dict
        """
        self.ensure_one()
        return {
            "id": self.id,
            "state": self.state,
            "user": self.user_id.name,
            "date": self._signed_at(),
            "line_count": self.line_count,
            "total": self.total or "",
            "corrections": self.correction_count,
        }

    def _signed_at(self):
        self.ensure_one()
        return format_datetime(
            self.env, self.date, tz=self.company_id.kms_timezone, dt_format="short"
        )

    def action_reopen(self, reason):
        """Open the register of that day again; general management only.

        :param str reason: why, kept for good
        :rtype: bool
        :raise AccessError: somebody else
        :raise UserError: no reason, or nothing to reopen
        """
        self.check_access("read")
        if not self.env.user.has_group("kms_base.role_management"):
            raise AccessError(
                self.env._("Only the general management reopens a day that was signed off.")
            )
        closings = self.filtered(lambda closing: closing.state == "closed")
        if not closings:
            raise UserError(self.env._("This register is not signed off. Reload the screen."))
        reason = self._read_reason(reason)
        # sudo: nobody writes sign-offs by hand; who reopens has been checked above.
        closings.sudo().state = "reopened"
        for closing in closings:
            closing._log("reopened", reason)
        return True

    def action_view_lines(self):
        """Open the lines of the day.

        :rtype: dict
        """
        self.ensure_one()
        self.check_access("read")
        return self.register_id.action_open_lines(fields.Date.to_string(self.day))

    def action_print(self):
        """Print the register of the day.

        :rtype: dict
        """
        self.ensure_one()
        self.check_access("read")
        return self.register_id.action_print_day(fields.Date.to_string(self.day))

    @api.model
    def _read_reason(self, reason):
        """Return the reason that a person gave, or ask for one.

        :raise UserError: too short or too long
        """
        reason = " ".join(reason.replace("\x00", "").split()) if isinstance(reason, str) else ""
        shortest, longest = REASON_LENGTHS
        if not shortest <= len(reason) <= longest:
            raise UserError(
                self.env._(
                    "Say why in %(shortest)s to %(longest)s characters.",
                    shortest=shortest,
                    longest=longest,
                )
            )
        return reason

    def _log(self, kind, reason="", **values):
        self.ensure_one()
        # sudo: the log is written by the system alone, whoever is the cause of it.
        return (
            self.env["kms.register.correction"]
            .sudo()
            .create({"closing_id": self.id, "kind": kind, "reason": reason, **values})
        )
