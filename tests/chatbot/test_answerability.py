"""The gate's arithmetic: it separates what can be separated, and its measures are what they claim."""

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatbot.answerability import (
    CALIBRATION_FILE,
    FEATURES,
    Calibration,
    area_under_curve,
    calibrations,
    coverage,
    fit,
    rarity,
)
from chatbot.evaluation import Judged, area_under_risk_coverage, is_correct, summarise
from chatbot.management.commands.calibrate_gate import choose_threshold

SCORES = st.lists(st.tuples(st.floats(-5, 5), st.booleans()), max_size=40)


def calibration(weights: np.ndarray, bias: float, means: np.ndarray, spreads: np.ndarray) -> Calibration:
    values = [tuple(float(value) for value in row) for row in (weights, means, spreads)]
    return Calibration(values[0], values[1], values[2], float(bias), 0.5, "", "")


def rows_around(centre: float, count: int, seed: int) -> list[dict[str, float]]:
    noise = np.random.default_rng(seed).normal(0, 1, (count, len(FEATURES)))
    return [dict(zip(FEATURES, row + [centre] * len(FEATURES), strict=True)) for row in noise]


def test_fit_separates_what_can_be_separated() -> None:
    rows = [*rows_around(1.5, 60, 1), *rows_around(-1.5, 60, 2)]
    labels = [True] * 60 + [False] * 60
    gate = calibration(*fit(rows, labels))
    sure = [gate.confidence(row) for row in rows]
    assert area_under_curve(sure, labels) > 0.99
    assert min(sure[:60]) > 0.3
    assert all(0 < value < 1 for value in sure)


def test_fit_is_deterministic_and_bears_a_feature_that_never_changes() -> None:
    rows = [{**row, FEATURES[0]: 7.0} for row in (*rows_around(1, 20, 3), *rows_around(-1, 20, 4))]
    labels = [True] * 20 + [False] * 20
    first, second = fit(rows, labels), fit(rows, labels)
    assert np.array_equal(first[0], second[0])
    assert first[1] == second[1]
    assert abs(first[0][0]) < 1e-9
    assert math.isfinite(calibration(*first).confidence(rows[0]))


def test_fit_on_noise_learns_nothing() -> None:
    rows = rows_around(0, 200, 5)
    labels = [at % 2 == 0 for at in range(200)]
    weights, bias, *_rest = fit(rows, labels)
    assert np.abs(weights).max() < 0.5
    assert abs(bias) < 0.2


@given(SCORES)
def test_auroc_counts_the_pairs(pairs: list[tuple[float, bool]]) -> None:
    positive = [score for score, label in pairs if label]
    negative = [score for score, label in pairs if not label]
    found = area_under_curve([score for score, _label in pairs], [label for _score, label in pairs])
    if not positive or not negative:
        assert math.isnan(found)
        return
    ranks = np.sign(np.subtract.outer(positive, negative))
    assert found == pytest.approx((ranks.mean() + 1) / 2)


@given(SCORES)
def test_auroc_of_the_opposite_is_the_rest(pairs: list[tuple[float, bool]]) -> None:
    scores, labels = [score for score, _ in pairs], [label for _, label in pairs]
    found = area_under_curve(scores, labels)
    if not math.isnan(found):
        assert area_under_curve(scores, [not label for label in labels]) == pytest.approx(1 - found)


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.floats(0, 20), max_size=12), st.data())
def test_coverage_is_a_share(weights: dict[str, float], data: st.DataObject) -> None:
    held = {term for term in weights if data.draw(st.booleans())}
    share = coverage(weights, held.__contains__)
    assert 0 <= share <= 1 + 1e-9
    assert coverage(weights, lambda term: False) == 0
    assert coverage(weights, lambda term: True) == pytest.approx(1 if sum(weights.values()) else 0)


@given(st.integers(1, 10_000), st.data())
def test_rarer_terms_weigh_more(passages: int, data: st.DataObject) -> None:
    seen = data.draw(st.lists(st.integers(0, passages), min_size=2, max_size=5).map(sorted))
    counts = {f"词{at}": count for at, count in enumerate(seen)}
    weights = list(rarity([*counts, *counts], counts.__getitem__, passages).values())
    assert weights == sorted(weights, reverse=True)
    assert min(weights) > 0
    assert len(weights) == len(counts)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=50), st.integers(0, 10))
@settings(max_examples=200)
def test_threshold_lets_through_no_more_than_allowed(pairs: list[tuple[float, bool]], allowed: int) -> None:
    sure, labels = [score for score, _ in pairs], [label for _, label in pairs]
    threshold = choose_threshold(sure, labels, allowed)
    through = [score for score, label in pairs if not label and score >= threshold]
    assert len(through) <= allowed
    assert threshold == 0 or allowed < labels.count(False)


def test_committed_calibrations_fit_the_features() -> None:
    raw = json.loads(CALIBRATION_FILE.read_text(encoding="utf-8"))
    assert set(raw) == set(calibrations()) == {"hybrid", "keyword"}
    for gate in calibrations().values():
        assert len(gate.weights) == len(gate.means) == len(gate.spreads) == len(FEATURES)
        assert 0 < gate.threshold < 1
        assert gate.fitted_on
        assert gate.data_set
        assert all(spread > 0 for spread in gate.spreads)


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 1)), min_size=1, max_size=40))
def test_risk_coverage_area_is_an_error_rate(pairs: list[tuple[bool, float]]) -> None:
    judged = [Judged(True, True, correct, sure, 1.0) for correct, sure in pairs]
    area = area_under_risk_coverage(judged)
    assert 0 <= area <= 1
    assert (area == 0) == all(row.correct for row in judged)


def test_right_answers_first_make_the_smaller_area() -> None:
    right, wrong = Judged(True, True, True, 0.9, 1.0), Judged(True, True, False, 0.1, 1.0)
    turned = [Judged(True, True, True, 0.1, 1.0), Judged(True, True, False, 0.9, 1.0)]
    assert area_under_risk_coverage([right, wrong]) == pytest.approx(0.25)
    assert area_under_risk_coverage(turned) == pytest.approx(0.75)


def test_summary_counts_each_kind() -> None:
    judged = [
        Judged(True, True, True, 0.9, 10.0),
        Judged(True, True, False, 0.8, 20.0),
        Judged(True, False, False, 0.2, 30.0),
        Judged(False, True, None, 0.7, 40.0),
        Judged(False, False, None, 0.1, 50.0),
    ]
    summary = summarise(judged)
    assert (summary["n"], summary["answerable"], summary["unanswerable"]) == (5, 3, 2)
    assert summary["coverage"] == pytest.approx(2 / 3, abs=1e-4)
    assert summary["correct_when_answered"] == 0.5
    assert summary["answered_correctly"] == pytest.approx(1 / 3, abs=1e-4)
    assert summary["false_answer_rate"] == 0.5
    assert summary["p50_ms"] == 30.0


def test_summary_of_nothing_is_nothing() -> None:
    summary = summarise([Judged(False, False, None, 0.1, 5.0)])
    assert (summary["coverage"], summary["correct_when_answered"], summary["false_answer_rate"]) == (0, 0, 0)


CITED = {
    "document": "a.md",
    "article": "第五条",
    "quote": "每月一百元。",
    "passage": "年满八十周岁，每月一百元。",
}


@pytest.mark.parametrize(
    ("row", "correct"),
    [
        ({"relevant": [{"document": "a.md", "article": "第五条"}]}, True),
        ({"relevant": [{"document": "a.md", "article": "第六条"}]}, False),
        ({"relevant": [{"document": "b.md", "article": "第五条"}]}, False),
        ({"relevant": []}, False),
        ({"contains": "年满八十周岁"}, True),
        ({"contains": "年满七十周岁"}, False),
    ],
)
def test_citation_is_judged_by_what_the_row_names(row: dict[str, object], correct: bool) -> None:
    assert is_correct(row, [CITED]) is correct
    assert not is_correct(row, [])
