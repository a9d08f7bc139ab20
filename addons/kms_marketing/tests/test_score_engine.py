import random
from itertools import product

from odoo.tests import BaseCase, tagged

from ..scoring import learning, logistic, measures
from ..scoring.bands import band, edges_of
from ..scoring.scorecard import GRID_THRESHOLDS, SCALE, Scorecard


@tagged("post_install", "-at_install")
class TestScoreEngine(BaseCase):
    def _rows(self, count=4000, seed=7):
        """Rows whose true log-odds are known."""
        dice = random.Random(seed)
        truth = {"source": {"a": 1.2, "b": 0.0, "c": -1.2}, "silence": {"0": 0.8, "1": -0.8}}
        columns = {
            name: [dice.choice(list(keys)) for _row in range(count)] for name, keys in truth.items()
        }
        columns["noise"] = [dice.choice("xyz") for _row in range(count)]
        outcomes = [
            int(
                dice.random()
                < measures.sigmoid(-1 + sum(truth[name][columns[name][row]] for name in truth))
            )
            for row in range(count)
        ]
        return truth, columns, outcomes

    def test_known_weights_are_found(self):
        truth, columns, outcomes = self._rows()
        _intercept, weights = logistic.fit(columns, outcomes, ridge=1)
        for name, keys in truth.items():
            for first, second in product(keys, repeat=2):
                self.assertAlmostEqual(
                    weights[name][first] - weights[name][second],
                    keys[first] - keys[second],
                    delta=0.3,
                )
        self.assertLess(max(map(abs, weights["noise"].values())), 0.15)

    def test_the_fit_is_the_optimum(self):
        """At the optimum of a ridge regression no direction leads up: each gradient is zero."""
        _truth, columns, outcomes = self._rows(800)
        intercept, weights = logistic.fit(columns, outcomes, ridge=3)
        sums = logistic.log_odds_of(intercept, weights, columns, len(outcomes))
        errors = [
            outcome - measures.sigmoid(value) for outcome, value in zip(outcomes, sums, strict=True)
        ]
        self.assertAlmostEqual(sum(errors), 0, delta=1)
        for name, known in weights.items():
            # weights are told from their mean, the penalty counts them from zero
            gradients = {
                key: sum(
                    error for error, at in zip(errors, columns[name], strict=True) if at == key
                )
                for key in known
            }
            offsets = [gradients[key] - 3 * weight for key, weight in known.items()]
            self.assertLess(max(offsets) - min(offsets), 1)

    def test_weights_of_a_criterion_average_zero(self):
        _truth, columns, outcomes = self._rows(500)
        _intercept, weights = logistic.fit(columns, outcomes)
        for name, known in weights.items():
            self.assertAlmostEqual(sum(known[key] for key in columns[name]), 0, places=6)

    def test_rare_keys_and_lone_keys_weigh_nothing(self):
        columns = {"source": ["a"] * 50 + ["b"] * 50 + ["once"], "same": ["x"] * 101}
        outcomes = [1] * 50 + [0] * 50 + [1]
        _intercept, weights = logistic.fit(columns, outcomes)
        self.assertEqual(set(weights), {"source"})
        self.assertEqual(set(weights["source"]), {"a", "b"})

    def test_one_sided_history_stays_finite(self):
        for outcomes in ([1] * 30, [0] * 30):
            columns = {"source": ["a"] * 15 + ["b"] * 15}
            intercept, weights = logistic.fit(columns, outcomes)
            self.assertLess(abs(intercept), 100)
            self.assertTrue(all(abs(weight) < 1 for weight in weights["source"].values()))
        self.assertEqual(logistic.fit({}, []), (0.0, {}))

    def test_auc_counts_pairs(self):
        dice = random.Random(3)
        for _round in range(20):
            outcomes = [dice.randint(0, 1) for _row in range(40)] + [0, 1]
            values = [dice.randint(0, 9) for _row in outcomes]
            pairs = [
                (0.5 if won == lost else float(won > lost))
                for won, one in zip(values, outcomes, strict=True)
                for lost, zero in zip(values, outcomes, strict=True)
                if one and not zero
            ]
            self.assertAlmostEqual(measures.auc(outcomes, values), sum(pairs) / len(pairs))
        self.assertIsNone(measures.auc([1, 1], [0.2, 0.3]))
        self.assertEqual(measures.auc([0, 1], [0.5, 0.5]), 0.5)

    def test_precision_recall_brier(self):
        outcomes, values = [1, 1, 0, 0, 1], [0.9, 0.8, 0.75, 0.2, 0.1]
        self.assertEqual(measures.precision_recall(outcomes, values, 0.7), (2 / 3, 2 / 3))
        self.assertEqual(measures.precision_recall(outcomes, values, 0.95), (None, 0))
        self.assertEqual(measures.precision_recall([0, 0], [0.9, 0.1], 0.5), (0, None))
        self.assertAlmostEqual(measures.brier([1, 0], [0.5, 0.5]), 0.25)
        self.assertIsNone(measures.brier([], []))

    def test_calibration_table(self):
        table = measures.calibration([1, 0, 1, 1], [0.05, 0.05, 0.95, 1.0])
        self.assertEqual(
            [(line["from"], line["count"], line["observed"]) for line in table],
            [(0.0, 2, 0.5), (0.9, 2, 1.0)],
        )
        self.assertAlmostEqual(measures.calibration_error(table), (0.45 + 0.025) / 2)
        self.assertIsNone(measures.calibration_error([]))

    def test_platt_mends_boasting(self):
        dice = random.Random(5)
        truth = [dice.uniform(-2, 2) for _row in range(3000)]
        outcomes = [int(dice.random() < measures.sigmoid(value)) for value in truth]
        slope, shift = measures.platt(outcomes, [3 * value + 1 for value in truth])
        self.assertAlmostEqual(slope, 1 / 3, delta=0.03)
        self.assertAlmostEqual(shift, -1 / 3, delta=0.1)
        self.assertEqual(measures.platt([1, 1], [0.1, 0.2]), (1.0, 0.0))
        inverted = [1 - outcome for outcome in outcomes]
        self.assertEqual(measures.platt(inverted, truth), (1.0, 0.0))

    def test_a_score_is_the_rounded_probability(self):
        for slope, shift in ((1.0, 0.0), (0.5, -0.3)):
            card = Scorecard.learned(0, {"only": {}}, slope, shift)
            for tenth in range(-60, 61):
                card.base = round(tenth / 10 * SCALE)
                percent = 100 * measures.sigmoid(slope * card.base / SCALE + shift)
                self.assertLessEqual(abs(card.score({}) - percent), 0.51)
        self.assertEqual(sorted(card.thresholds), card.thresholds)

    def test_grid_points_are_score_points(self):
        card = Scorecard(0, {"phone": {"ok": 30}, "silence": {"late": -12}})
        self.assertEqual(card.thresholds, GRID_THRESHOLDS)
        self.assertEqual(card.score({"phone": "ok", "silence": "late"}), 18)
        self.assertEqual(card.score({"silence": "late"}), 0)
        self.assertEqual(Scorecard(250, {}).score({}), 100)
        self.assertEqual(
            card.reasons({"phone": "ok", "silence": "late"}), [("phone", 18), ("silence", -12)]
        )

    def test_a_card_survives_json(self):
        card = Scorecard.learned(0.3, {"source": {"3": 0.7, "": -0.7}})
        same = Scorecard(**card.to_dict())
        for keys in ({"source": "3"}, {"source": ""}, {"source": "new"}):
            self.assertEqual(same.score(keys), card.score(keys))

    def test_bands(self):
        self.assertEqual([band(value, (2, 7)) for value in (-5, 0, 2, 6, 7, 99)], list("001122"))
        self.assertEqual(band(None, (2, 7)), "")
        self.assertEqual(edges_of([3, 1, 2, 1]), [2, 3])
        self.assertEqual(edges_of([]), [])
        edges = edges_of(list(range(800)))
        self.assertEqual(edges, [100, 200, 300, 400, 500, 600, 700])

    def test_split_leaves_out_what_was_under_way(self):
        starts = list(range(10))
        ends = [start + 2 for start in starts]
        learn, judge = learning.split_by_time(starts, ends)
        self.assertEqual(judge, [7, 8, 9])
        self.assertEqual(learn, [0, 1, 2, 3, 4])
        self.assertEqual(learning.split_by_time([], []), ([], []))

    def test_learner_beats_chance_on_what_it_has_not_seen(self):
        _truth, columns, outcomes = self._rows()
        learner = learning.Learner(
            {name: keys[:3000] for name, keys in columns.items()}, outcomes[:3000]
        )
        chances = learner.chances({name: keys[3000:] for name, keys in columns.items()}, 1000)
        found = learning.judge(outcomes[3000:], chances, 0.7)
        self.assertGreater(found["auc"], 0.72)
        self.assertLess(found["calibration_error"], 0.06)

    def test_measures_of_nothing(self):
        found = learning.judge([], [], 0.7)
        self.assertIsNone(found["auc"])
        self.assertEqual(found["calibration"], [])
