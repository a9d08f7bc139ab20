from odoo import api, fields, models
from odoo.fields import Command


class KmsBoardWidget(models.Model):
    """How addons work on the templates of other addons.

    A widget of an addon's data belongs to the template until a manager takes it off; then it is
    archived, so that an update of the addon does not bring it back.
    """

    _inherit = "kms.board.widget"

    active = fields.Boolean(default=True)

    @api.model
    def _kms_add_figures(self, widget, metrics):
        """Add figures to a widget of another addon's template, if it is there.

        For a data file: ``<function model="kms.board.widget" name="_kms_add_figures"
        eval="['addon.widget', ['metric_x']]" />``.

        :param str widget: XML id of the widget
        :param list metrics: XML ids of figures
        """
        record = self.env.ref(widget, raise_if_not_found=False)
        if record:
            record.metric_ids = [Command.link(self.env.ref(metric).id) for metric in metrics]

    def _kms_swap_figures(self, figures):
        """Show other figures in these widgets; what else they show stays.

        :param dict figures: code of the figure now -> code of the one that replaces it; codes that
            do not exist are left alone
        """
        Metric = self.env["kms.metric"]
        wanted = [*figures, *figures.values()]
        found = {metric.code: metric for metric in Metric.search([("code", "in", wanted)])}
        for widget in self.with_context(active_test=False):
            pairs = [
                (metric, found[figures[metric.code]])
                for metric in widget.metric_ids
                if metric.code in figures and figures[metric.code] in found
            ]
            if pairs:
                widget.metric_ids = [
                    *(Command.unlink(old.id) for old, _new in pairs),
                    *(Command.link(new.id) for _old, new in pairs),
                ]

    def _kms_take_off(self):
        """Take widgets off their board for good: those of an addon's data are kept archived."""
        named = self.filtered(lambda widget: widget.get_external_id()[widget.id])
        named.active = False
        (self - named).unlink()
