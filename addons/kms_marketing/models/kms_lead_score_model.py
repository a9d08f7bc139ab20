import time
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime, ormcache

from ..scoring import learning
from ..scoring.scorecard import Scorecard

# Trainings kept for each company: two months of nights.
KEPT = 60
PAUSE = timedelta(hours=6)


class KmsLeadScoreModel(models.Model):
    """One night's learning: the scorecard, and how good it is on leads it has not seen."""

    _name = "kms.lead.score.model"
    _description = "Lead score training"
    _order = "date desc, id desc"
    _rec_name = "date"

    company_id = fields.Many2one("res.company", required=True, index=True, readonly=True)
    date = fields.Datetime(
        string="Trained on", required=True, readonly=True, default=fields.Datetime.now
    )
    kind = fields.Selection(
        [("learned", "Learned from history"), ("grid", "Default grid")],
        string="Scorecard",
        required=True,
        readonly=True,
    )
    won_count = fields.Integer(string="Won", readonly=True)
    lost_count = fields.Integer(string="Lost", readonly=True)
    needed_count = fields.Integer(string="Needed of each", readonly=True)
    core_used = fields.Boolean(string="Odoo's prediction counts", readonly=True)
    holdout_count = fields.Integer(
        string="Leads judged",
        readonly=True,
        help="The latest leads, which nothing was learned from.",
    )
    auc = fields.Float(
        string="AUC",
        digits=(4, 3),
        readonly=True,
        help="Share of pairs of a won and a lost lead that the score puts in the right order: "
        "0.5 is chance, 1 is perfect.",
    )
    core_auc = fields.Float(string="AUC of Odoo", digits=(4, 3), readonly=True)
    precision = fields.Float(
        digits=(4, 3), readonly=True, help="Share of the hot leads that were won."
    )
    recall = fields.Float(
        digits=(4, 3), readonly=True, help="Share of the won leads that were hot."
    )
    brier = fields.Float(
        string="Brier score",
        digits=(4, 3),
        readonly=True,
        help="Mean squared error of the probabilities: 0 is perfect.",
    )
    calibration_error = fields.Float(
        digits=(4, 3), readonly=True, help="Mean distance between what was foretold and what came."
    )
    duration = fields.Float(string="Seconds", digits=(8, 1), readonly=True)
    card = fields.Json(readonly=True)
    report = fields.Json(string="Calibration", readonly=True)
    verdict = fields.Text(compute="_compute_verdict")

    # ------------------------------------------------------------
    # THE CARD IN USE
    # ------------------------------------------------------------

    @api.model
    @ormcache("company_id")
    def _kms_card(self, company_id):
        """Return the scorecard that a company's leads are scored with.

        :return: card and edges of the number fields it uses
        :rtype: tuple[Scorecard, dict[str, list[float]]]
        """
        # sudo: whoever reads a lead reads its score; the training itself is the manager's.
        last = self.sudo().search([("company_id", "=", company_id)], limit=1)
        if last.kind == "learned" and last.card:
            return Scorecard(**last.card["card"]), last.card["numbers"]
        points = self.env["kms.lead.score.rule"]._kms_grid(company_id)
        return Scorecard(0, points), {}

    @api.model
    def _kms_basis(self, company_id):
        """Return in one sentence what the scores of a company come from.

        :rtype: str
        """
        # sudo: as for the card.
        last = self.sudo().search([("company_id", "=", company_id)], limit=1)
        if not last:
            return self.env._("Default grid: nothing has been learned yet")
        if last.kind == "grid":
            return self.env._(
                "Default grid: not enough history (%(won)s won, %(lost)s lost; "
                "%(needed)s of each are needed)",
                won=last.won_count,
                lost=last.lost_count,
                needed=last.needed_count,
            )
        if last.core_used:
            return self.env._(
                "Learned from %(won)s won and %(lost)s lost; Odoo's prediction counts",
                won=last.won_count,
                lost=last.lost_count,
            )
        return self.env._(
            "Learned from %(won)s won and %(lost)s lost; Odoo has too little history to predict",
            won=last.won_count,
            lost=last.lost_count,
        )

    @api.model_create_multi
    def create(self, vals_list):
        """Put the new card to use."""
        self.env.registry.clear_cache()
        return super().create(vals_list)

    @api.ondelete(at_uninstall=True)
    def _unlink_card(self):
        self.env.registry.clear_cache()

    @api.autovacuum
    def _gc_old_trainings(self):
        for (company,) in self._read_group([], ["company_id"]):
            self.search([("company_id", "=", company.id)], offset=KEPT, limit=KEPT).unlink()

    # ------------------------------------------------------------
    # LEARNING
    # ------------------------------------------------------------

    @api.model
    def _kms_train_tonight(self, company):
        """Learn unless it was done just now: a night that was cut short goes on with scoring."""
        recent = fields.Datetime.now() - PAUSE
        if not self.search_count([("company_id", "=", company.id), ("date", ">", recent)]):
            self._kms_train(company)

    @api.model
    def _kms_train(self, company):
        """Learn a scorecard from a company's closed leads, or say why it cannot.

        :rtype: kms.lead.score.model
        """
        began = time.perf_counter()
        values = {"company_id": company.id, **self._kms_count(company)}
        needed = values["needed_count"] = company.kms_score_min_history
        if min(values["won_count"], values["lost_count"]) < needed:
            values["kind"] = "grid"
            return self.create(self._kms_merge_grid(values))
        trial = self._kms_trial(company)
        ours = trial["report"]["ours"] or {}
        core = trial["report"]["core"] or {}
        values |= {
            "kind": "learned",
            "card": {"card": trial["card"].to_dict(), "numbers": trial["numbers"]},
            "report": trial["report"],
            "core_used": trial["report"]["core_used"],
            "holdout_count": trial["report"]["leads"],
            "core_auc": core.get("auc") or 0,
            **{
                name: ours.get(name) or 0
                for name in ("auc", "precision", "recall", "brier", "calibration_error")
            },
            "duration": time.perf_counter() - began,
        }
        return self.create(values)

    @api.model
    def _kms_merge_grid(self, values):
        """Without a history a night leaves one line, not one each."""
        last = self.search([("company_id", "=", values["company_id"])], limit=1)
        if last.kind == "grid":
            last.unlink()
        return values

    @api.model
    def _kms_count(self, company):
        """Return how many leads of a company were won and lost."""
        Leads = self.env["crm.lead"].with_context(active_test=False)
        counts = dict(
            Leads._read_group(Leads._kms_score_company_domain(company), ["won_status"], ["__count"])
        )
        return {"won_count": counts.get("won", 0), "lost_count": counts.get("lost", 0)}

    @api.model
    def _kms_trial(self, company):
        """Learn from the past, judge on what came later beside core's own engine, learn from all.

        :return: card, numbers (edges of number fields) and report (see :meth:`_kms_judge`)
        :rtype: dict
        """
        History = self.env["kms.lead.score.history"]
        rows, columns, numbers = History._kms_load(company)
        outcomes = [int(row.won) for row in rows]
        learn, judge = learning.split_by_time(
            [row.start for row in rows], [row.end for row in rows]
        )
        stages, stage_known = History._kms_stages(rows)
        values = History._kms_core_values(rows)
        crossed = History._kms_core_crossed(values, rows, stages, learn)
        frequencies = History._kms_core_frequencies(values, {rows[at].lead_id for at in learn})
        ahead = History._kms_core_percents(values, frequencies, rows, stages, judge)

        past = learning.pick(columns, learn) | {"core": History._kms_core_keys(crossed, learn)}
        later = learning.pick(columns, judge) | {"core": History._kms_core_keys(ahead, judge)}
        learner = learning.Learner(past, [outcomes[at] for at in learn])
        report = self._kms_judge(
            company,
            [outcomes[at] for at in judge],
            learner.chances(later, len(judge)),
            [ahead[at] / 100 if at in ahead else None for at in judge],
        )
        report |= {
            "leads": len({rows[at].lead_id for at in judge}),
            "learned_leads": len({rows[at].lead_id for at in learn}),
            "since": judge and fields.Datetime.to_string(rows[judge[0]].start),
            "ridge": learner.ridge,
            "stage_known": stage_known,
        }
        everything = range(len(rows))
        crossed = History._kms_core_crossed(values, rows, stages, everything)
        columns["core"] = History._kms_core_keys(crossed, everything)
        learner.refit(columns, outcomes)
        report["core_used"] = "core" in learner.weights
        return {"card": learner.scorecard(), "numbers": numbers, "report": report}

    @api.model
    def _kms_judge(self, company, outcomes, ours, core):
        """Return the measures of both engines on the same rows.

        :param list ours: probabilities
        :param list core: probabilities; None where core makes no prediction, which then ranks as
            its mean one
        :rtype: dict
        """
        if len(set(outcomes)) < 2:
            return {"rows": len(outcomes), "ours": None, "core": None}
        known = [value for value in core if value is not None]
        hot = company.kms_score_hot / 100
        if known:
            mean = sum(known) / len(known)
            theirs = learning.judge(
                outcomes, [mean if value is None else value for value in core], hot
            )
        return {
            "rows": len(outcomes),
            "won": sum(outcomes),
            "ours": learning.judge(outcomes, ours, hot),
            "core": theirs if known else None,
        }

    # ------------------------------------------------------------
    # THE MANAGER'S PAGE
    # ------------------------------------------------------------

    @api.depends("date", "kind")
    def _compute_display_name(self):
        for training in self:
            training.display_name = format_datetime(self.env, training.date, dt_format="short")

    @api.depends("kind", "auc", "core_auc")
    def _compute_verdict(self):
        for training in self:
            training.verdict = training._kms_verdict()

    def _kms_verdict(self):
        if self.kind == "grid":
            return self._kms_basis(self.company_id.id)
        if not self.auc:
            return self.env._(
                "The latest leads were all won or all lost: there is nothing to judge by yet."
            )
        if not self.core_auc:
            return self.env._(
                "The score puts %(share)s pairs out of 100 in the right order. "
                "Odoo's own prediction has too little history to compare with.",
                share=round(100 * self.auc),
            )
        return self.env._(
            "The score puts %(share)s pairs out of 100 in the right order, "
            "Odoo's own prediction %(core)s.",
            share=round(100 * self.auc),
            core=round(100 * self.core_auc),
        )

    @api.model
    def action_open_last(self):
        """Open the company's last training, the first one where there is none.

        :rtype: dict
        """
        self.check_access("read")
        last = self.search([("company_id", "=", self.env.company.id)], limit=1)
        return (last or self._kms_train_now())._get_records_action(name=self.env._("Lead score"))

    @api.model
    def action_train(self):
        """Learn and score now instead of tonight.

        :rtype: dict
        """
        self.check_access("read")
        return self._kms_train_now()._get_records_action(name=self.env._("Lead score"))

    @api.model
    def _kms_train_now(self):
        if not self.env.user.has_group("kms_base.role_marketing"):
            raise UserError(self.env._("Only the manager has the score learn."))
        # sudo: a training is written by the system alone, so that nobody writes a scorecard by
        # hand; the check above says who may ask for one.
        training = self.sudo()._kms_train(self.env.company)
        self.env["crm.lead"].sudo()._kms_score_company(self.env.company)  # as above
        return training.sudo(False)
