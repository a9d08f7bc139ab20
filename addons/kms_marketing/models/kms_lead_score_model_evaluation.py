from odoo import api, models

LINES = ("auc", "precision", "recall", "top_precision", "top_recall", "brier", "calibration_error")


class KmsLeadScoreModel(models.Model):
    """The same judgement as each night's, as text for the command line."""

    _inherit = "kms.lead.score.model"

    @api.model
    def _kms_evaluation(self, company):
        """Judge the score of a company on a time-split hold-out beside core's, as text.

        Learned are the leads closed before a moment, judged those that arrived after it; both
        engines get the same. Nothing is written.

        :rtype: str
        """
        counts = self._kms_count(company)
        title = self.env._(
            "%(company)s: %(won)s won, %(lost)s lost",
            company=company.name,
            won=counts["won_count"],
            lost=counts["lost_count"],
        )
        needed = company.kms_score_min_history
        if min(counts.values()) < needed:
            words = self.env._(
                "Not enough history: %(needed)s of each are needed. The default grid counts.",
                needed=needed,
            )
            return f"{title}\n{words}"
        report = self._kms_trial(company)["report"]
        if not report["ours"]:
            words = self.env._(
                "The latest leads were all won or all lost: there is nothing to judge by yet."
            )
            return f"{title}\n{words}"
        split = self.env._(
            "Learned from %(learned)s leads closed before %(since)s; judged on %(judged)s that "
            "arrived later (%(rows)s cases, %(won)s won)",
            learned=report["learned_leads"],
            since=report["since"],
            judged=report["leads"],
            rows=report["rows"],
            won=report["won"],
        )
        return "\n".join(
            [
                title,
                split,
                "",
                *self._kms_measure_lines(report, company),
                "",
                *self._kms_bins(report),
            ]
        )

    @api.model
    def _kms_measure_lines(self, report, company):
        labels = {
            "auc": self.env._("AUC: pairs in the right order"),
            "precision": self.env._("Precision from score %(hot)s", hot=company.kms_score_hot),
            "recall": self.env._("Recall from score %(hot)s", hot=company.kms_score_hot),
            "top_precision": self.env._("Won among the best fifth"),
            "top_recall": self.env._("Won leads found in the best fifth"),
            "brier": self.env._("Brier score (0 is perfect)"),
            "calibration_error": self.env._("Calibration error (0 is perfect)"),
        }
        score, odoo = self.env._("Score"), self.env._("Odoo")
        ours, theirs = report["ours"], report["core"] or {}
        yield f"{'':40}{score:>10}{odoo:>10}"
        for name in LINES:
            yield f"{labels[name]:40}{_figure(ours[name])}{_figure(theirs.get(name))}"
        if not theirs:
            yield self.env._("Odoo's own prediction has too little history.")

    @api.model
    def _kms_bins(self, report):
        foretold, came, cases = self.env._("foretold"), self.env._("came"), self.env._("cases")
        engines = {"ours": self.env._("Score"), "core": self.env._("Odoo")}
        for engine, name in engines.items():
            if not report[engine]:
                continue
            yield f"{name:16}{foretold:>12}{came:>12}{cases:>10}"
            for line in report[engine]["calibration"]:
                band = f"{line['from']:.0%} - {line['to']:.0%}"
                yield (
                    f"{band:16}{line['predicted']:>12.1%}{line['observed']:>12.1%}"
                    f"{line['count']:>10}"
                )


def _figure(value):
    return f"{'-' if value is None else format(value, '.3f'):>10}"
