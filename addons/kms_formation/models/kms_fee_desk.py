import re

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.kms_base.ids import read_id

FOUND_LIMIT = 8
QUEUE_LIMIT = 50
MIN_QUERY = 3


class KmsFeeDesk(models.AbstractModel):
    """What the cashier's screen for fees asks the server for."""

    _name = "kms.fee.desk"
    _description = "Cash desk of the school"

    # ------------------------------------------------------------
    # FINDING
    # ------------------------------------------------------------

    @api.model
    def load(self):
        """Return what the screen starts from: ways of paying and who waits.

        :rtype: dict
        :raise AccessError: the user may not read payments
        """
        self.env["account.payment"].check_access("create")
        return {
            "journals": self._journals(),
            "currency_id": self.env.company.currency_id.id,
            **self.queue(),
        }

    @api.model
    def queue(self):
        """Return who waits, the first one first, and what was cashed today.

        :rtype: dict
        """
        self.env["account.payment"].check_access("create")
        company = self.env.company
        waiting = self.env["kms.fee.queue"].search(
            [("company_id", "=", company.id), ("state", "=", "waiting")], limit=QUEUE_LIMIT
        )
        payments = self.env["account.payment"]._read_group(
            [
                ("kms_enrollment_id", "!=", False),
                ("company_id", "=", company.id),
                ("date", "=", company._kms_today()),
                ("state", "in", ("in_process", "paid")),
                ("payment_type", "=", "inbound"),
            ],
            aggregates=["__count", "amount:sum"],
        )
        count, amount = payments[0]
        return {
            "queue": [
                {
                    "id": one.enrollment_id.id,
                    "name": one.enrollment_id.partner_id.name,
                    "course": one.enrollment_id.course_id.name,
                    "since": fields.Datetime.to_string(one.create_date),
                }
                for one in waiting
            ],
            "today": {"count": count, "amount": amount or 0},
        }

    @api.model
    def _journals(self):
        journals = self.env["account.journal"].search(
            [("company_id", "=", self.env.company.id), ("type", "in", ("cash", "bank"))]
        )
        # One door of each kind: the tills of the shops have cash journals of their own.
        doors = {}
        for journal in journals:
            doors.setdefault((journal.type, journal.kms_mobile_operator), journal)
        return [
            {
                "id": journal.id,
                "name": journal.name,
                "needs_ref": bool(journal.kms_mobile_operator),
            }
            for journal in doors.values()
        ]

    @api.model
    def find(self, query):
        """Return the students meant by a badge, a phone number or a part of a name.

        :param str query: as typed or scanned
        :rtype: list[dict]
        """
        self.env["account.payment"].check_access("create")
        query = str(query or "").strip()[:64]
        if len(query) < MIN_QUERY:
            return []
        enrollments = self.env["kms.enrollment"].search(
            self._find_domain(query), limit=FOUND_LIMIT, order="state, id desc"
        )
        return [enrollment._prepare_desk_line() for enrollment in enrollments]

    @api.model
    def _find_domain(self, query):
        known = self.env["res.partner"]._kms_normalize(query)
        domain = Domain("barcode", "=", query) | Domain("name", "=", query.upper())
        if known.e164:
            partners = self.env["res.partner"]._kms_search_phone([known.e164])
            domain |= Domain("partner_id", "in", partners.ids)
        elif not query.isdigit():
            pattern = re.sub(r"([%_\\])", r"\\\1", query)
            domain |= Domain("partner_id.name", "ilike", pattern)
        return (
            domain & Domain("sale_id", "!=", False) & Domain("company_id", "=", self.env.company.id)
        )

    @api.model
    def open(self, enrollment_id):
        """Return the card of a student: what is due, when, and what was paid last.

        :param int enrollment_id: id
        :rtype: dict
        """
        self.env["account.payment"].check_access("create")
        return self._student(enrollment_id)._prepare_desk_card()

    @api.model
    def _student(self, enrollment_id):
        enrollment = self.env["kms.enrollment"].browse(read_id(enrollment_id)).exists()
        enrollment.check_access("read")
        if not enrollment or enrollment.company_id != self.env.company:
            raise UserError(self.env._("This student is not in the books. Look again."))
        return enrollment

    # ------------------------------------------------------------
    # QUEUE
    # ------------------------------------------------------------

    @api.model
    def leave(self, enrollment_id):
        """Take a student who has gone off the list.

        :param int enrollment_id: id
        :return: who still waits
        :rtype: dict
        """
        self.env["account.payment"].check_access("create")
        # sudo: the state of the queue is sealed.
        self.env["kms.fee.queue"].sudo()._leave(self._student(enrollment_id), "gone")
        return self.queue()

    # ------------------------------------------------------------
    # CASHING
    # ------------------------------------------------------------

    @api.model
    def pay(self, values):
        """Take a payment; sent again with the same identifier, it counts once.

        :param dict values: uuid, enrollment_id, journal_id, amount, ref
        :return: the payment, the student's new card and the queue
        :rtype: dict
        :raise UserError: no amount, no way of paying, no transaction id
        """
        self.env["account.payment"].check_access("create")
        if not isinstance(values, dict):
            raise UserError(self.env._("The screen is out of date. Reload the page and try again."))
        enrollment = self._student(values.get("enrollment_id"))
        # sudo: nobody but the system keeps the list of calls.
        if self.env["kms.client.call"].sudo()._first_time(values.get("uuid")):
            payment = self._take(enrollment, values)
        else:
            payment = self.env["account.payment"].search([("kms_client_uuid", "=", values["uuid"])])
        # sudo: the state of the queue is sealed.
        self.env["kms.fee.queue"].sudo()._leave(enrollment, "served")
        return {
            "payment": {"id": payment.id, "name": payment.name, "amount": payment.amount},
            "card": enrollment._prepare_desk_card(),
            **self.queue(),
        }

    @api.model
    def _take(self, enrollment, values):
        payment = self.env["account.payment"].create(self._prepare_payment(enrollment, values))
        payment.action_post()
        # sudo: matching needs no more right than taking the money.
        enrollment.sudo()._match_payments()
        return payment

    @api.model
    def _prepare_payment(self, enrollment, values):
        amount = values.get("amount")
        if not isinstance(amount, int | float) or isinstance(amount, bool) or not 0 < amount < 1e12:
            raise UserError(self.env._("How much is paid? Type an amount of more than 0."))
        journal = self.env["account.journal"].search(
            [
                ("id", "=", read_id(values.get("journal_id"))),
                ("company_id", "=", self.env.company.id),
                ("type", "in", ("cash", "bank")),
            ]
        )
        if not journal:
            raise UserError(self.env._("How is it paid? Choose cash, mobile money or bank."))
        currency = enrollment.currency_id
        if amount != currency.round(amount):
            raise UserError(
                self.env._("This currency has no such small change: type whole francs.")
            )
        return {
            "payment_type": "inbound",
            "partner_type": "customer",
            "partner_id": enrollment.partner_id.id,
            "journal_id": journal.id,
            "amount": currency.round(amount),
            "currency_id": currency.id,
            "date": enrollment.company_id._kms_today(),
            "memo": enrollment.name,
            "kms_transaction_ref": str(values.get("ref") or ""),
            "kms_enrollment_id": enrollment.id,
            "kms_client_uuid": values["uuid"],
        }
