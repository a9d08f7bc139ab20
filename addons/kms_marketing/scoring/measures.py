"""How good a prediction was: plain functions over outcomes (0 or 1) and probabilities (0 to 1)."""

from math import exp, log

BINS = 10


def auc(outcomes, predictions):
    """Return the area under the ROC curve: the share of (won, lost) pairs in the right order.

    Ties count half. None when one of the two outcomes is missing.

    :rtype: float | None
    """
    ordered = sorted(zip(predictions, outcomes, strict=True))
    positives = sum(outcomes)
    negatives = len(ordered) - positives
    if not positives or not negatives:
        return None
    rank_sum, start = 0.0, 0
    while start < len(ordered):
        end = start
        while end < len(ordered) and ordered[end][0] == ordered[start][0]:
            end += 1
        rank = (start + 1 + end) / 2
        rank_sum += rank * sum(outcome for _value, outcome in ordered[start:end])
        start = end
    return (rank_sum - positives * (positives + 1) / 2) / (positives * negatives)


def precision_recall(outcomes, predictions, limit):
    """Return precision and recall of "at least ``limit`` means won"; None without a denominator.

    :rtype: tuple[float | None, float | None]
    """
    chosen = [
        outcome for outcome, value in zip(outcomes, predictions, strict=True) if value >= limit
    ]
    hits, positives = sum(chosen), sum(outcomes)
    return (hits / len(chosen) if chosen else None, hits / positives if positives else None)


def brier(outcomes, predictions):
    """Return the mean squared error of the probabilities; None without any.

    :rtype: float | None
    """
    if not outcomes:
        return None
    errors = ((value - outcome) ** 2 for outcome, value in zip(outcomes, predictions, strict=True))
    return sum(errors) / len(outcomes)


def calibration(outcomes, predictions, bins=BINS):
    """Return, per band of probability, how many there were, what was foretold and what came.

    :return: one dict with from, to, count, predicted and observed per band that is not empty
    :rtype: list[dict]
    """
    groups = {}
    for outcome, value in zip(outcomes, predictions, strict=True):
        groups.setdefault(min(int(value * bins), bins - 1), []).append((outcome, value))
    return [
        {
            "from": rank / bins,
            "to": (rank + 1) / bins,
            "count": len(group),
            "predicted": sum(value for _outcome, value in group) / len(group),
            "observed": sum(outcome for outcome, _value in group) / len(group),
        }
        for rank, group in sorted(groups.items())
    ]


def calibration_error(table):
    """Return the mean distance between foretold and come, weighted by count; None when empty.

    :param list table: what :func:`calibration` returns
    :rtype: float | None
    """
    total = sum(line["count"] for line in table)
    if not total:
        return None
    return sum(line["count"] * abs(line["predicted"] - line["observed"]) for line in table) / total


def platt(outcomes, scores, rounds=50):
    """Fit ``probability = sigmoid(slope * score + shift)`` (Platt 1999, with his softened targets).

    :param list outcomes: 0 or 1
    :param list scores: log-odds
    :return: slope and shift; (1, 0) when the outcomes say nothing or contradict the order
    :rtype: tuple[float, float]
    """
    positives = sum(outcomes)
    negatives = len(outcomes) - positives
    if not positives or not negatives:
        return 1.0, 0.0
    high, low = (positives + 1) / (positives + 2), 1 / (negatives + 2)
    targets = [high if outcome else low for outcome in outcomes]
    # from nothing known Newton climbs without overshooting
    slope, shift = 0.0, logit(positives / len(outcomes))
    for _round in range(rounds):
        g_slope = g_shift = h_slope = h_both = h_shift = 1e-9
        for score, target in zip(scores, targets, strict=True):
            value = sigmoid(slope * score + shift)
            error, weight = target - value, value * (1 - value)
            g_slope += error * score
            g_shift += error
            h_slope += weight * score * score
            h_both += weight * score
            h_shift += weight
        determinant = h_slope * h_shift - h_both * h_both
        if determinant < 1e-9:
            return 1.0, 0.0
        step_slope = (h_shift * g_slope - h_both * g_shift) / determinant
        step_shift = (h_slope * g_shift - h_both * g_slope) / determinant
        slope += max(min(step_slope, 2.0), -2.0)
        shift += max(min(step_shift, 2.0), -2.0)
        if abs(step_slope) + abs(step_shift) < 1e-6:
            break
    return (slope, shift) if slope > 0.05 else (1.0, 0.0)


def sigmoid(value):
    """Return the probability of a log-odds.

    :rtype: float
    """
    if value < 0:
        power = exp(max(value, -700.0))
        return power / (1 + power)
    return 1 / (1 + exp(-min(value, 700.0)))


def logit(probability):
    """Return the log-odds of a probability strictly between 0 and 1.

    :rtype: float
    """
    return log(probability / (1 - probability))
