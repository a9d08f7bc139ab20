from odoo import api, models


class CrmLeadScoringFrequency(models.Model):
    _inherit = "crm.lead.scoring.frequency"

    @api.model
    def search(self, domain, offset=0, limit=None, order=None):
        """Answer with the frequencies of a trial, where there is one.

        Core's predictive engine reads its frequencies here. Judging it on a hold-out needs those
        that it would have had before, and nothing may be written for that.
        """
        trial = self.env.context.get("kms_trial_frequencies")
        if trial is None:
            return super().search(domain, offset=offset, limit=limit, order=order)
        return self.concat(*(self.new(values) for values in trial)).filtered_domain(domain)
