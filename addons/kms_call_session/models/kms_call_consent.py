from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import SQL

from ..calling import CONSENT, OPT_OUT, may_not_call


class KmsCallConsent(models.Model):
    """What a person said about being called: when, where and how it is proved; the last counts."""

    _name = "kms.call.consent"
    _inherit = ["kms.sealed.mixin"]
    _description = "Consent to be called"
    _order = "date desc, id desc"
    _rec_name = "phone"
    # Whose word it is that somebody consented.
    _kms_sealed = frozenset(("user_id",))

    phone = fields.Char(required=True, index=True)
    said = fields.Selection(
        [(CONSENT, "May be called"), (OPT_OUT, "Does not want to be called")], required=True
    )
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    source = fields.Char(required=True, help="Where it was said: form, contract, call, letter.")
    proof = fields.Text(help="The words, the address of the form, or where the paper lies.")
    proof_file = fields.Binary(attachment=True)
    partner_id = fields.Many2one("res.partner", string="Customer", index="btree_not_null")
    user_id = fields.Many2one(
        "res.users", string="Recorded by", default=lambda self: self.env.user, readonly=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )

    @api.constrains("date")
    def _check_date(self):
        for consent in self:
            if consent.date > fields.Datetime.now():
                raise ValidationError(self.env._("Nobody has said this yet: the date is ahead."))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            known = self.env["res.partner"]._kms_normalize(vals.get("phone"))
            if not known.e164:
                raise ValidationError(
                    self.env["res.partner"]
                    .browse()
                    ._kms_phone_sentence(vals.get("phone") or "", known)
                    or self.env._("Write the phone number.")
                )
            vals["phone"] = known.e164
        consents = super().create(vals_list)
        for company, group in consents.grouped("company_id").items():
            self._apply(company, group.mapped("phone"))
        return consents

    def write(self, vals):
        if not self.env.su:
            raise AccessError(self.env._("What a person said is not changed. Record the new word."))
        return super().write(vals)

    @api.model
    def _last_words(self, phones, company):
        """What each person said last.

        :param phones: numbers in E.164
        :return: key of the field ``said`` by phone; nothing for who has said nothing
        :rtype: dict[str, str]
        """
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """SELECT DISTINCT ON (phone) phone, said FROM kms_call_consent
                    WHERE phone = ANY(%s) AND company_id = %s ORDER BY phone, date DESC, id DESC""",
                list(phones),
                company.id,
            )
        )
        return dict(self.env.cr.fetchall())

    @api.model
    def _apply(self, company, phones):
        """Take people out of the queues of a company, or let them in again, by their last word."""
        words = self._last_words(phones, company)
        # sudo: a word given on one campaign holds for those of other sellers too
        prospects = (
            self.env["kms.call.prospect"]
            .sudo()
            .search([("phone", "in", list(words)), ("company_id", "=", company.id)])
        )
        today = company._kms_today()
        for prospect in prospects:
            reason = may_not_call(
                prospect.phone,
                today,
                is_business=prospect.is_business,
                said=words[prospect.phone],
                has_contract=prospect.campaign_id.legal_basis == "contract",
            )
            if reason and prospect.state != "done":
                prospect.write({"state": "refused", "refusal": reason, "lease_user_id": False})
            elif not reason and prospect.state == "refused":
                prospect.write({"state": "to_call", "refusal": False})
