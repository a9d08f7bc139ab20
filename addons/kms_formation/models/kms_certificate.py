import logging
import secrets

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tools import consteq, mute_logger

from ..certificates import clean_code, clean_number, fingerprint, make_seal, new_code, show_code

_logger = logging.getLogger(__name__)

KINDS = [("certificate", "Certificate"), ("attestation", "Attestation")]
KEY_PARAMETER = "kms_formation.certificate_key"
# Compared with what is asked for a number that does not exist; no code looks like it.
NOBODYS_CODE = "-" * 20
# What the seal covers: a word changed on paper or in the database does not fit it any more.
SEALED = (
    "number",
    "code",
    "kind",
    "lang",
    "student_name",
    "course_name",
    "title",
    "body",
    "place",
    "signatory",
    "signatory_title",
)
SEALED_DATES = ("date_from", "date_to", "issue_date")
SEALED_NUMBERS = ("hours", "attendance_rate", "average")


class KmsCertificate(models.Model):
    """A certificate as it was handed out: its words stay, whatever changes afterwards.

    Nobody writes one by hand: they are issued from what was tapped and typed, and revoked.
    """

    _name = "kms.certificate"
    _description = "Certificate"
    _order = "issue_date desc, id desc"
    _rec_name = "number"

    number = fields.Char(required=True, readonly=True, index="trigram")
    code = fields.Char(required=True, readonly=True, copy=False, groups="base.group_system")
    kind = fields.Selection(KINDS, required=True, readonly=True, index=True)
    enrollment_id = fields.Many2one(
        "kms.enrollment", required=True, readonly=True, index=True, ondelete="restrict"
    )
    session_id = fields.Many2one(related="enrollment_id.session_id", store=True, index=True)
    course_id = fields.Many2one(related="enrollment_id.course_id", store=True, index=True)
    company_id = fields.Many2one(related="enrollment_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(related="enrollment_id.partner_id", store=True, index=True)
    # The words of the paper.
    lang = fields.Char(string="Language", required=True, readonly=True)
    student_name = fields.Char(string="Name on the paper", required=True, readonly=True)
    course_name = fields.Char(string="Course on the paper", required=True, readonly=True)
    title = fields.Char(required=True, readonly=True)
    body = fields.Html(string="Text", readonly=True)
    date_from = fields.Date(string="From", required=True, readonly=True)
    date_to = fields.Date(string="Until", required=True, readonly=True)
    hours = fields.Float(string="Hours of class", readonly=True, digits=(6, 1), aggregator=None)
    attendance_rate = fields.Float(
        string="Attendance (%)", readonly=True, digits=(5, 1), aggregator="avg"
    )
    average = fields.Float(string="Average (/20)", readonly=True, digits=(4, 2), aggregator="avg")
    issue_date = fields.Date(string="Issued on", required=True, readonly=True, index=True)
    place = fields.Char(readonly=True)
    signatory = fields.Char(readonly=True)
    signatory_title = fields.Char(string="Quality of the signatory", readonly=True)
    seal = fields.Char(required=True, readonly=True, copy=False)
    fingerprint = fields.Char(compute="_compute_fingerprint")
    issued_by_id = fields.Many2one("res.users", string="Issued by", required=True, readonly=True)
    state = fields.Selection(
        [("valid", "Valid"), ("revoked", "Revoked")],
        compute="_compute_state",
        store=True,
        index=True,
    )
    revoked_date = fields.Datetime(string="Revoked on", readonly=True)
    revoked_by_id = fields.Many2one("res.users", string="Revoked by", readonly=True)
    revoked_reason = fields.Char(string="Reason", readonly=True)

    _number_uniq = models.Constraint("UNIQUE (number)", "There is such a number already.")
    _kind_uniq = models.UniqueIndex(
        "(enrollment_id, kind) WHERE revoked_date IS NULL",
        "This student has that certificate already. Print it again.",
    )
    _revoked_explained = models.Constraint(
        "CHECK ((revoked_date IS NULL) = (revoked_reason IS NULL))",
        "Write why the certificate is revoked.",
    )

    @api.private
    def init(self):
        """Make the key of the seals, once; whoever copies the database keeps it."""
        parameters = self.env["ir.config_parameter"]
        if not parameters.get_param(KEY_PARAMETER):
            # Under an identifier of the addon, so that it goes when the addon goes.
            values = {"key": KEY_PARAMETER, "value": secrets.token_hex(32)}
            parameters._load_records(
                [
                    {
                        "xml_id": "kms_formation.certificate_key",
                        "values": values,
                        "noupdate": True,
                    }
                ]
            )

    @api.depends("revoked_date")
    def _compute_state(self):
        for certificate in self:
            certificate.state = "revoked" if certificate.revoked_date else "valid"

    @api.depends("seal")
    def _compute_fingerprint(self):
        for certificate in self:
            certificate.fingerprint = fingerprint(certificate.seal) if certificate.seal else False

    # ------------------------------------------------------------
    # ISSUING
    # ------------------------------------------------------------

    @api.model
    def _issue(self, enrollment, kind):
        """Return the certificate of an enrolment, issued now if there is none.

        :param enrollment: one `kms.enrollment` that the user may write
        :param str kind: a key of :data:`KINDS`
        :raise UserError: what is asked for it is not fulfilled
        """
        enrollment.ensure_one()
        enrollment.check_access("write")
        # sudo: nobody writes certificates by hand, only this method does.
        Certificate = self.sudo()
        known = Certificate.search(
            [
                ("enrollment_id", "=", enrollment.id),
                ("kind", "=", kind),
                ("revoked_date", "=", False),
            ]
        )
        if known:
            return known.with_env(self.env)
        if refusals := enrollment._kms_certificate_refusals(kind)[enrollment.id]:
            raise UserError("\n".join([enrollment.partner_id.name or "", *refusals]))
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                values = Certificate._prepare_certificate_values(enrollment, kind)
                certificate = Certificate.create(values)
        except UniqueViolation as error:
            # A colleague issued it at this moment: the call runs again and finds it.
            raise ConcurrencyError("the same certificate was issued twice at once") from error
        # sudo: who may issue may say so on the enrolment.
        enrollment.sudo().message_post(
            body=self.env._("%(number)s was issued.", number=certificate.number)
        )
        return certificate.with_env(self.env)

    @api.model
    def _prepare_certificate_values(self, enrollment, kind):
        company = enrollment.company_id
        # Written in the language of who issues it, and in no other when it is printed again.
        lang = self.env.lang or self.env.user.lang or "en_US"
        enrollment = enrollment.with_context(lang=lang)
        course, session = enrollment.course_id, enrollment.session_id
        sequence = self.env["ir.sequence"].with_company(company)
        values = {
            "number": clean_number(sequence.next_by_code("kms.certificate")),
            "code": new_code(),
            "kind": kind,
            "lang": lang,
            "enrollment_id": enrollment.id,
            "student_name": enrollment.partner_id.name,
            "course_name": course.name,
            "title": self._get_title(course, kind),
            "body": course.certificate_text if kind == "certificate" else course.attestation_text,
            "date_from": self._get_day(company, session.date_begin),
            "date_to": self._get_day(company, session.date_end),
            "hours": course.duration_hours or enrollment.hours_held,
            "attendance_rate": enrollment.attendance_rate,
            "average": enrollment.average if kind == "certificate" else 0,
            "issue_date": company._kms_today(),
            "place": company.city,
            "signatory": company.kms_certificate_signatory,
            "signatory_title": company.kms_certificate_signatory_title,
            "issued_by_id": self.env.uid,
        }
        # What the database makes of the values is sealed: rounded numbers, cleaned text.
        draft = self.new(values)
        return {**values, "body": draft.body, "seal": draft._make_seal()}

    @api.model
    def _get_day(self, company, moment):
        local = company.with_context(tz=company.kms_timezone)
        return fields.Datetime.context_timestamp(local, moment).date()

    @api.model
    def _get_title(self, course, kind):
        env = course.env
        if kind == "attestation":
            return env._("Attestation of training")
        return course.certificate_title or env._("Certificate of training")

    def _make_seal(self):
        """Return the seal of the words that this record has now."""
        self.ensure_one()
        # sudo: code and key are nobody's to read.
        certificate = self.sudo()
        content = {name: str(certificate[name] or "") for name in SEALED}
        content |= {name: fields.Date.to_string(certificate[name]) for name in SEALED_DATES}
        content |= {name: f"{certificate[name]:.2f}" for name in SEALED_NUMBERS}
        key = certificate.env["ir.config_parameter"].get_param(KEY_PARAMETER)
        return make_seal(key, content)

    # ------------------------------------------------------------
    # CHECKING
    # ------------------------------------------------------------

    def _kms_link(self):
        """Return the address that checks this certificate: what the QR code carries."""
        self.ensure_one()
        # sudo: the code is for the paper; employees only print it.
        certificate = self.sudo()
        return f"{certificate._kms_page()}/{certificate.number}/{certificate.code}"

    def _kms_page(self):
        """Return the address of the form where number and code are typed."""
        self.ensure_one()
        return self.get_base_url() + "/kms/certificate"

    def _kms_code(self):
        """Return the code as it is printed."""
        self.ensure_one()
        # sudo: as above.
        return show_code(self.sudo().code)

    @api.model
    def _kms_find(self, number, code):
        """Return the certificate with this number and code as superuser, or an empty record.

        A wrong number, a wrong code and words that do not fit their seal are all the same to
        whoever asks.

        :param number: as typed, scanned or made up
        :param code: the same
        """
        # sudo: whoever has the paper may ask; its code is the proof.
        Certificate = self.sudo()
        number, code = clean_number(number), clean_code(code)
        found = Certificate.search([("number", "=", number)], limit=1) if number else Certificate
        if not consteq(found.code or NOBODYS_CODE, code or "?"):
            return Certificate
        if not consteq(found.seal, found._make_seal()):
            _logger.error("Certificate %s does not fit its seal: it was changed", found.number)
            return Certificate
        return found

    # ------------------------------------------------------------
    # REVOKING
    # ------------------------------------------------------------

    def _revoke(self, reason):
        """Take certificates back; asked about them, the public page says so.

        :param str reason: why, for the school
        """
        for certificate in self.filtered(lambda one: one.state == "valid"):
            # sudo: nobody writes certificates by hand, only this method does.
            certificate.sudo().write(
                {
                    "revoked_date": fields.Datetime.now(),
                    "revoked_by_id": self.env.uid,
                    "revoked_reason": reason,
                }
            )
            # sudo: who may revoke may say so on the enrolment.
            certificate.enrollment_id.sudo().message_post(
                body=self.env._(
                    "%(number)s was revoked: %(reason)s", number=certificate.number, reason=reason
                )
            )

    def action_kms_revoke(self):
        """Ask why, then revoke.

        :rtype: dict
        """
        self.check_access("read")
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "kms_formation.kms_certificate_revoke_action"
            ),
            "context": {"default_certificate_ids": self.ids},
        }

    def action_kms_print(self):
        """Print certificates again: the same numbers and words.

        :rtype: dict
        """
        self.check_access("read")
        return self.env.ref("kms_formation.action_report_certificate").report_action(self)
