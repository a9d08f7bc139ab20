import logging

from odoo import api, fields, models
from odoo.tools import SQL

from ..coupons import codes

_logger = logging.getLogger(__name__)

PORTION = 1_000
MAILS = 100


class KmsCouponCampaign(models.Model):
    """Codes and e-mails in portions, each its own transaction: killed in between, the next goes on.

    The screen that is open and the cron both advance a campaign; a lock of the transaction lets one
    of them at a time, and a line that has its card cannot get another.
    """

    _inherit = "kms.coupon.campaign"

    mailing = fields.Boolean(string="E-mails being prepared", readonly=True, copy=False)

    def action_send(self):
        """Put an e-mail in the queue for each customer who agreed to it."""
        self.check_access("write")
        # sudo: the mark is sealed; the right to the campaign was checked above.
        self.sudo().mailing = True
        self.env.ref("kms_loyalty.ir_cron_coupons")._trigger()

    def kms_advance(self):
        """Do the next portion, for the screen that shows the progress.

        :return: state, made, total, mailing, mails (by state)
        :rtype: dict
        """
        self.ensure_one()
        self.check_access("write")
        # sudo: codes are the server's to draw; the right to the campaign was checked above.
        self.sudo()._kms_advance()
        return self._kms_progress()

    def _kms_progress(self):
        self.ensure_one()
        return {
            "state": self.state,
            "made": self.made,
            "total": self.total,
            "mailing": self.mailing,
        }

    def _kms_advance(self):
        """Do one portion unless somebody else is doing it.

        :return: whether there may be more to do
        :rtype: bool
        """
        self.env.cr.execute(
            SQL("SELECT pg_try_advisory_xact_lock(hashtext('kms_coupon_campaign'), %s)", self.id)
        )
        if not self.env.cr.fetchone()[0]:
            return False
        self.invalidate_recordset()
        if self.state == "running":
            self._kms_generate()
            return True
        if self.mailing:
            self._kms_mail()
            return self.mailing
        return False

    def _kms_generate(self):
        candidates = SQL(
            "SELECT m.id, m.partner_id, %s AS program_id FROM kms_coupon_member m"
            " WHERE m.campaign_id = %s AND m.arm = 'treated' AND m.card_id IS NULL",
            self.program_id.id,
            self.id,
        )
        self.env.flush_all()
        done = self.env["loyalty.card"]._kms_hand_out(
            "kms_coupon_member",
            candidates,
            PORTION,
            prefix=codes.GENERIC if self.kind == "generic" else codes.SPECIAL,
            company=self.company_id,
            until=self.date_to or None,
            reason=self.name,
        )
        self.env.invalidate_all(flush=False)
        self.env.cr.execute(
            SQL(
                "SELECT COUNT(card_id) FROM kms_coupon_member"
                " WHERE campaign_id = %s AND arm = 'treated'",
                self.id,
            )
        )
        self.made = self.env.cr.fetchone()[0]
        # nothing left to do: all are made, or the last customers are no longer there
        if not done or self.made >= self.total:
            self.state = "done"

    def _kms_mail(self):
        """Put the next e-mails in the queue, for those who agreed; the others are told apart."""
        Member = self.env["kms.coupon.member"]
        members = Member.search(
            [
                ("campaign_id", "=", self.id),
                ("arm", "=", "treated"),
                ("partner_id", "!=", False),
                ("card_id.active", "=", True),
                ("mail_state", "=", False),
            ],
            order="id",
            limit=MAILS,
        )
        if not members:
            self.mailing = False
            return
        agreed = self.env["kms.marketing.consent"]._kms_who_said(
            members.partner_id, self.company_id, "email"
        )
        reachable = members.filtered(
            lambda member: (
                member.partner_id in agreed
                and member.partner_id.email_normalized
                and not member.partner_id.is_blacklisted
            )
        )
        for member in members - reachable:
            without = member.partner_id in agreed and not member.partner_id.email_normalized
            member.mail_state = "no_email" if without else "no_consent"
        if reachable:
            self.env.ref("kms_loyalty.mail_template_coupon").send_mail_batch(reachable.ids)
            reachable.mail_state = "queued"

    @api.model
    def _cron_advance(self):
        """Advance campaigns portion by portion; one that fails does not stop the others."""
        commit = self.env["ir.cron"]._commit_progress
        domain = ["|", ("state", "=", "running"), ("mailing", "=", True)]
        campaigns = self.search(domain, order="id", limit=PORTION)
        for place, campaign in enumerate(campaigns):
            more = True
            while more:
                more = campaign._kms_advance_safely()
                if not commit(1, remaining=len(campaigns) - place - (not more)):
                    return

    def _kms_advance_safely(self):
        try:
            with self.env.cr.savepoint():
                return self._kms_advance()
        except Exception:
            _logger.exception("Coupon campaign %s did not advance", self.id)
            return False
