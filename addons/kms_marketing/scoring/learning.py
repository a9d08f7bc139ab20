"""From rows of history to a scorecard, and to an honest account of how good it is."""

from math import log

from . import logistic, measures
from .scorecard import Scorecard

# Penalties that are tried: few strong fields want a light one, many weak fields a heavy one.
RIDGES = (4.0, 16.0, 64.0)
HOLDOUT = 0.3
TOP_SHARE = 0.2
# Rows that are enough to tell penalties apart and to calibrate.
ENOUGH_TO_CHOOSE = 10_000
# A calibration fitted to fewer rows than this would be noise.
FEWEST_TO_CALIBRATE = 100


def split_by_time(starts, ends, share=HOLDOUT):
    """Split rows at a moment: learn what was over before it, judge on what began after it.

    What was under way at that moment belongs to neither: its outcome was not known yet.

    :param list starts: when each row's lead arrived
    :param list ends: when it was won or lost
    :param float share: share of the rows that begin after the moment
    :return: indices to learn from and indices to judge on
    :rtype: tuple[list[int], list[int]]
    """
    if not starts:
        return [], []
    moment = sorted(starts)[int(len(starts) * (1 - share))]
    learn = [row for row, end in enumerate(ends) if end < moment]
    judge = [row for row, start in enumerate(starts) if start >= moment]
    return learn, judge


def pick(columns, rows):
    """Return the columns with these rows only."""
    return {name: [keys[row] for row in rows] for name, keys in columns.items()}


class Learner:
    """Fits once the penalty and the calibration are chosen, on the latest part of what it is given.

    :param dict columns: criterion -> list of keys, oldest row first
    :param list outcomes: 0 or 1 per row
    """

    def __init__(self, columns, outcomes):
        chosen = range(0, len(outcomes), 1 + len(outcomes) // ENOUGH_TO_CHOOSE)
        cut = int(len(chosen) * (1 - HOLDOUT))
        early, late = chosen[:cut], chosen[cut:]
        self.ridge, self.slope, self.shift = RIDGES[0], 1.0, 0.0
        past = pick(columns, early), [outcomes[row] for row in early]
        recent = pick(columns, late), [outcomes[row] for row in late]
        if len(set(past[1])) == 2 and len(set(recent[1])) == 2:
            self._choose(past, recent)
        self.intercept, self.weights = logistic.fit(columns, outcomes, self.ridge)

    def _choose(self, past, recent):
        tried = []
        for ridge in RIDGES:
            intercept, weights = logistic.fit(*past, ridge)
            sums = logistic.log_odds_of(intercept, weights, recent[0], len(recent[1]))
            tried.append((_log_loss(recent[1], sums), ridge, sums))
        _loss, self.ridge, sums = min(tried)
        if len(sums) >= FEWEST_TO_CALIBRATE:
            self.slope, self.shift = measures.platt(recent[1], sums)

    def refit(self, columns, outcomes):
        """Fit on more rows with the penalty and calibration that were chosen."""
        self.intercept, self.weights = logistic.fit(columns, outcomes, self.ridge)

    def chances(self, columns, total):
        """Return the calibrated probability of each row.

        :rtype: list[float]
        """
        sums = logistic.log_odds_of(self.intercept, self.weights, columns, total)
        return [measures.sigmoid(self.slope * value + self.shift) for value in sums]

    def scorecard(self):
        """Return the card that scores leads.

        :rtype: Scorecard
        """
        return Scorecard.learned(self.intercept, self.weights, self.slope, self.shift)


def judge(outcomes, chances, hot):
    """Return every measure of a prediction, as what JSON can hold.

    :param list outcomes: 0 or 1
    :param list chances: probabilities
    :param float hot: probability from which a lead counts as hot
    :rtype: dict
    """
    table = measures.calibration(outcomes, chances)
    ordered = sorted(chances, reverse=True)
    top = ordered[max(int(len(ordered) * TOP_SHARE) - 1, 0)] if ordered else 1.0
    precision, recall = measures.precision_recall(outcomes, chances, hot)
    top_precision, top_recall = measures.precision_recall(outcomes, chances, top)
    return {
        "auc": measures.auc(outcomes, chances),
        "precision": precision,
        "recall": recall,
        "top_precision": top_precision,
        "top_recall": top_recall,
        "brier": measures.brier(outcomes, chances),
        "calibration_error": measures.calibration_error(table),
        "calibration": table,
    }


def _log_loss(outcomes, sums):
    total = 0.0
    for outcome, value in zip(outcomes, sums, strict=True):
        chance = min(max(measures.sigmoid(value), 1e-9), 1 - 1e-9)
        total -= log(chance) if outcome else log(1 - chance)
    return total / len(outcomes)
