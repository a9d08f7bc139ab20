from odoo import api, fields, models
from odoo.exceptions import UserError

# What the police form asks for beside the name.
IDENTITY = (
    "nationality_id",
    "document_type",
    "document_number",
    "document_scan",
    "birth_date",
    "profession",
    "coming_from",
    "going_to",
)


class KmsReservationGuest(models.Model):
    """Who sleeps in the room, with the document that the police form asks for."""

    _name = "kms.reservation.guest"
    _description = "Guest"
    _order = "reservation_id, id"

    reservation_id = fields.Many2one(
        "kms.reservation", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="reservation_id.company_id", store=True, index=True)
    name = fields.Char(required=True)
    partner_id = fields.Many2one("res.partner", string="Customer", index="btree_not_null")
    nationality_id = fields.Many2one("res.country")
    birth_date = fields.Date(string="Born on")
    profession = fields.Char()
    coming_from = fields.Char()
    going_to = fields.Char()
    document_type = fields.Selection(
        [("id_card", "Identity card"), ("passport", "Passport"), ("permit", "Residence permit")],
        string="Document",
    )
    document_number = fields.Char()
    document_scan = fields.Binary(
        string="Scan",
        groups="kms_base.role_concierge,kms_base.role_management",
        help="Photo of the document, erased with the rest. Keep no copy elsewhere.",
    )
    has_identity = fields.Boolean(
        string="Identity data", compute="_compute_has_identity", store=True
    )
    erased = fields.Boolean(string="Identity erased", readonly=True)

    _identity_idx = models.Index("(company_id, id) WHERE has_identity")

    @api.depends(*IDENTITY)
    def _compute_has_identity(self):
        # the size tells whether there is a scan; its content is not read
        for guest in self.with_context(bin_size=True):
            guest.has_identity = any(guest[name] for name in IDENTITY)

    def action_erase_identity(self):
        """Forget at once what the police form needed.

        :rtype: bool
        :raise UserError: the guest has not left: the form is still due
        """
        self.check_access("write")
        for guest in self:
            if not guest._is_over():
                raise UserError(
                    self.env._(
                        "%(stay)s is not over: the police form needs these data until then.",
                        stay=guest.reservation_id.display_name,
                    )
                )
        self._erase_identity()
        return True

    def _is_over(self):
        self.ensure_one()
        return self.reservation_id.state in ("checked_out", "cancelled")

    def _erase_identity(self):
        """Forget what the police form needed; the name stays, as on the invoice."""
        rest = {name: False for name in IDENTITY if name != "document_scan"}
        self.write(rest | {"erased": True})
        # The scan is an attachment: emptied, its file goes with the next cleaning of files.
        # sudo: whoever may erase the rest need not be allowed to look at the scan.
        self.sudo().document_scan = False

    def write(self, vals):
        if any(vals.get(name) for name in IDENTITY):
            # what is written down again is erased again
            vals = {**vals, "erased": False}
        return super().write(vals)
