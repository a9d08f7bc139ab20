import logging
from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

BATCH = 200
_logger = logging.getLogger(__name__)


class KmsReservation(models.Model):
    """What happens by itself: unpaid options free their room, identity data is forgotten."""

    _inherit = "kms.reservation"

    def _cron_free_options(self):
        """Cancel the options whose deadline has passed and that nobody has paid anything for."""
        domain = [
            ("state", "=", "pending"),
            ("waiting", "=", False),
            ("option_until", "!=", False),
            ("option_until", "<", fields.Datetime.now()),
        ]
        options = self.search(domain, limit=BATCH, order="option_until, id")
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=self.search_count(domain))
        for option in options:
            try:
                with self.env.cr.savepoint():
                    option._free_option()
            except UserError as error:
                option.message_post(body=str(error))
                option.option_until = False
            except Exception:
                _logger.exception("the option of stay %s cannot be freed", option.id)
                self.env.invalidate_all()
            if not cron._commit_progress(1):
                break

    def _free_option(self):
        self.ensure_one()
        if self.amount_paid > 0:
            self.action_confirm()
            return
        self.write(
            {
                "state": "cancelled",
                "cancel_reason": self.env._("The option ran out without a deposit."),
            }
        )

    def _cron_erase_identity(self):
        """Erase identity documents once the time set for the company has passed."""
        cron = self.env["ir.cron"]
        Guest = self.env["kms.reservation.guest"]
        now = fields.Datetime.now()
        for company in self.env["res.company"].search(Domain.TRUE):
            domain = Domain("company_id", "=", company.id) & Domain("has_identity", "=", True)
            domain &= Domain(
                "reservation_id.checkout", "<", now - timedelta(days=company.kms_identity_days)
            )
            guests = Guest.search(domain, limit=BATCH, order="id")
            cron._commit_progress(remaining=Guest.search_count(domain))
            for guest in guests:
                try:
                    with self.env.cr.savepoint():
                        guest._erase_identity()
                except UserError as error:
                    guest.reservation_id.message_post(body=str(error))
                except Exception:
                    _logger.exception("the identity of guest %s cannot be erased", guest.id)
                    self.env.invalidate_all()
                if not cron._commit_progress(1):
                    return

    def action_erase_identity(self):
        """Forget at once what the police form needed, on the guest's request.

        :rtype: bool
        :raise UserError: the stay is not over: the form is still due
        """
        self.check_access("write")
        return self.guest_ids.action_erase_identity()
