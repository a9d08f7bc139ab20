"""Logistic regression over categories, in plain Python.

Each criterion is a column of keys ("source 3", "band 2"); each key has a weight. Within one
column a row has one key, so the second derivatives form a diagonal and a column's exact Newton
step is two sums per key: the columns take turns until none moves (block coordinate descent, which
converges because the problem is convex). A ridge penalty keeps the weight of a rare key near zero.
"""

from math import exp

from .measures import logit

RIDGE = 4.0
# A key seen less often says nothing: it is read as unknown.
RARE = 5
ROUNDS = 40
TOLERANCE = 2e-3
LONGEST_STEP = 2.0


def fit(columns, outcomes, ridge=RIDGE, rare=RARE):
    """Fit weights.

    :param dict columns: name of a criterion -> list of keys, one per row
    :param list outcomes: 0 or 1 per row
    :param float ridge: penalty on squared weights; the intercept has none
    :param int rare: keys with fewer rows get no weight
    :return: intercept and, per criterion, the weight of each key (log-odds). Weights of a
        criterion average zero over the rows, so a weight is the distance to the usual row.
    :rtype: tuple[float, dict[str, dict[str, float]]]
    """
    total = len(outcomes)
    share = min(max(sum(outcomes) / total, 1e-6), 1 - 1e-6) if total else 0.5
    intercept = logit(share)
    log_odds = [intercept] * total
    blocks = {name: _Block(keys, rare) for name, keys in columns.items()}
    blocks = {name: block for name, block in blocks.items() if len(block.weights) > 1}
    moved = dict.fromkeys(blocks, 1.0)
    for turn in range(ROUNDS if total else 0):
        step = _move_intercept(log_odds, outcomes)
        intercept += step
        for name, block in blocks.items():
            # a column that has come to rest is looked at now and then only
            if moved[name] > TOLERANCE or turn % 4 == 0:
                moved[name] = block.move(log_odds, outcomes, ridge)
        if max([abs(step), *moved.values()]) <= TOLERANCE:
            break
    weights = {}
    for name, block in blocks.items():
        mean = block.mean()
        intercept += mean
        weights[name] = {key: weight - mean for key, weight in block.named_weights()}
    return intercept, weights


def log_odds_of(intercept, weights, columns, total):
    """Return the log-odds of each row; a key without a weight counts zero.

    :rtype: list[float]
    """
    sums = [intercept] * total
    for name, known in weights.items():
        sums = [value + known.get(key, 0.0) for value, key in zip(sums, columns[name], strict=True)]
    return sums


class _Block:
    """One column: the place of each row's key, and a weight per place."""

    def __init__(self, keys, rare):
        self.counts = {}
        for key in keys:
            self.counts[key] = self.counts.get(key, 0) + 1
        self.keys = sorted(key for key, count in self.counts.items() if count >= rare)
        # the last place is that of rare keys; it keeps the weight zero
        places = {key: place for place, key in enumerate(self.keys)}
        self.rows = [places.get(key, len(places)) for key in keys]
        self.weights = [0.0] * len(self.keys)

    def move(self, log_odds, outcomes, ridge):
        """Take the Newton step of this column; return the longest move of a weight."""
        size = len(self.keys) + 1
        gradient, curvature = [0.0] * size, [0.0] * size
        for place, value, outcome in zip(self.rows, log_odds, outcomes, strict=True):
            chance = 1 / (1 + exp(-value)) if value > -700 else 0.0
            gradient[place] += outcome - chance
            curvature[place] += chance * (1 - chance)
        steps = [
            _step(gradient[place] - ridge * weight, curvature[place] + ridge)
            for place, weight in enumerate(self.weights)
        ]
        self.weights = [weight + step for weight, step in zip(self.weights, steps, strict=True)]
        steps.append(0.0)
        log_odds[:] = [
            value + steps[place] for value, place in zip(log_odds, self.rows, strict=True)
        ]
        return max(map(abs, steps))

    def mean(self):
        """Return the mean weight over the rows."""
        total = sum(self.counts.values())
        return sum(self.counts[key] * weight for key, weight in self.named_weights()) / total

    def named_weights(self):
        return zip(self.keys, self.weights, strict=True)


def _move_intercept(log_odds, outcomes):
    chances = [1 / (1 + exp(-value)) if value > -700 else 0.0 for value in log_odds]
    step = _step(
        sum(outcomes) - sum(chances), sum(chance * (1 - chance) for chance in chances) + 1e-9
    )
    log_odds[:] = [value + step for value in log_odds]
    return step


def _step(gradient, curvature):
    return max(min(gradient / curvature, LONGEST_STEP), -LONGEST_STEP)
