from odoo import api, fields, models

from .crm_lead_score_criteria import days_silent, minutes_to_answer, start_of

MOST_REASONS = 6


class CrmLead(models.Model):
    """A score's reasons in words, made when somebody reads them."""

    _inherit = "crm.lead"

    kms_score_reasons = fields.Text(string="Why this score", compute="_compute_kms_score_reasons")
    kms_score_basis = fields.Char(
        string="Where the score comes from", compute="_compute_kms_score_basis"
    )

    @api.depends("kms_score")
    def _compute_kms_score_reasons(self):
        self.kms_score_reasons = False
        for lead, card, keys, facts in self._kms_score_keys():
            lines = [
                f"{_signed(points)} {lead._kms_score_word(name, facts)}"
                for name, points in card.reasons(keys)[:MOST_REASONS]
            ]
            lead.kms_score_reasons = "\n".join(lines)

    @api.depends("company_id")
    def _compute_kms_score_basis(self):
        Cards = self.env["kms.lead.score.model"]
        for lead in self:
            lead.kms_score_basis = Cards._kms_basis(lead.company_id.id or self._kms_score_home_id())

    def get_kms_score_explanation(self):
        """Return what the badge of a list shows when somebody asks why.

        :return: reasons (one per line, the weightiest first) and basis
        :rtype: dict[str, str]
        """
        self.ensure_one()
        self.check_access("read")
        return {"reasons": self.kms_score_reasons or "", "basis": self.kms_score_basis}

    def _kms_score_word(self, name, facts):
        """Return a criterion of this lead in words.

        :param str name: a criterion of ``_kms_score_criteria()``
        :param Facts facts: the lead's exchanges
        :rtype: str
        """
        self.ensure_one()
        teller = getattr(self, f"_kms_score_word_{name}", None)
        if teller:
            return teller(facts)
        field = self._fields[name]
        label, value = field._description_string(self.env).lower(), self[name]
        if not value:
            return self.env._("%(field)s unknown", field=label)
        if field.type == "selection":
            value = dict(field._description_selection(self.env)).get(value, value)
        elif field.type == "many2one":
            # sudo: the name alone, of a record that this readable lead points at.
            value = value.sudo().display_name
        elif field.type == "boolean":
            return label
        return self.env._("%(field)s %(value)s", field=label, value=value)

    def _kms_score_word_phone_state(self, facts):
        if self.phone_state == "correct":
            return self.env._("verified phone number")
        if self.phone_state == "incorrect":
            return self.env._("wrong phone number")
        return self.env._("no phone number")

    def _kms_score_word_email_state(self, facts):
        if self.email_state == "correct":
            return self.env._("valid e-mail address")
        if self.email_state == "incorrect":
            return self.env._("wrong e-mail address")
        return self.env._("no e-mail address")

    def _kms_score_word_organisation(self, facts):
        return self.env._("company") if self.partner_name else self.env._("private person")

    def _kms_score_word_product(self, facts):
        if self.kms_product_id:
            return self.env._("product of interest known")
        return self.env._("no product of interest")

    def _kms_score_word_family(self, facts):
        if not self.kms_product_id:
            return self.env._("no product of interest")
        family = self.kms_product_id.categ_id.display_name
        return self.env._("product family %(family)s", family=family)

    def _kms_score_word_core(self, facts):
        if not self.automated_probability:
            return self.env._("Odoo has too little history to predict")
        percent = round(self.automated_probability)
        return self.env._("Odoo's prediction %(percent)s %%", percent=percent)

    def _kms_score_word_age(self, facts):
        days = (facts.moment - start_of(self, facts)).days
        if days < 1:
            return self.env._("arrived less than a day ago")
        return self.env._("in the pipeline for %(days)s days", days=days)

    def _kms_score_word_silence(self, facts):
        days = days_silent(self, facts)
        if facts.contacts and days < 1:
            return self.env._("an exchange in the last 24 hours")
        if days < 1:
            return self.env._("has just arrived")
        return self.env._("no exchange for %(days)s days", days=days)

    def _kms_score_word_contacts(self, facts):
        if not facts.contacts:
            return self.env._("no exchange yet")
        return self.env._("exchanges: %(count)s", count=facts.contacts)

    def _kms_score_word_answer(self, facts):
        minutes = minutes_to_answer(self, facts)
        if minutes is None:
            return self.env._("not contacted yet")
        if minutes < 60:
            return self.env._("first contact after %(minutes)s min", minutes=max(minutes, 0))
        return self.env._("first contact after %(hours)s h", hours=minutes // 60)


def _signed(points):
    return f"+{points}" if points > 0 else f"\N{MINUS SIGN}{-points}"
