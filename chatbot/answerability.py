"""The gate before an answer: how likely is it that the best passages answer the question? Pure.

Features of question and passages go through a logistic function whose weights were fitted on data
(`manage.py calibrate_gate` writes them with date and data set); below the threshold nothing is answered.
"""

import json
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

CALIBRATION_FILE = Path(__file__).parent / "calibration.json"
FEATURES = (
    "asked",
    "gap",
    "alike",
    "keyword",
    "cosine",
    "lead",
    "agreement",
    "unseen",
    "page_coverage",
    "asks_amount",
)
_AMOUNT = re.compile("多少|几|好多|金额|标准|how (much|many)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Calibration:
    """Weights of the features (standardised by mean and spread), and where the gate opens."""

    weights: tuple[float, ...]
    means: tuple[float, ...]
    spreads: tuple[float, ...]
    bias: float
    threshold: float
    fitted_on: str
    data_set: str

    def confidence(self, features: Mapping[str, float]) -> float:
        """The probability that the passages answer the question, 0 to 1."""
        values = [
            weight * (features[name] - mean) / spread
            for name, weight, mean, spread in zip(
                FEATURES, self.weights, self.means, self.spreads, strict=True
            )
        ]
        return 1 / (1 + math.exp(-(self.bias + sum(values))))

    def as_json(self) -> dict[str, Any]:
        """Plain data for the calibration file."""
        return asdict(self)


@lru_cache(maxsize=1)
def calibrations() -> dict[str, Calibration]:
    """The fitted gates: one for hybrid retrieval, one for keywords alone."""
    raw = json.loads(CALIBRATION_FILE.read_text(encoding="utf-8"))
    return {mode: Calibration(**_tuples(values)) for mode, values in raw.items()}


def _tuples(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in values.items()}


def coverage(weights: Mapping[str, float], holds: Callable[[str], bool]) -> float:
    """The share of a question's terms, weighted by rarity, that are held; 0 for no terms."""
    total = sum(weights.values())
    return sum(weight for term, weight in weights.items() if holds(term)) / total if total else 0.0


def asks_amount(question: str, passage: str) -> bool:
    """Whether a number is asked for and the passage has some: the right kind, yet easily the wrong one."""
    return bool(_AMOUNT.search(question)) and any(character.isdecimal() for character in passage)


def rarity(terms: Iterable[str], frequency: Callable[[str], int], passages: int) -> dict[str, float]:
    """Each term's inverse document frequency."""
    return {
        term: math.log(1 + (passages - (seen := frequency(term)) + 0.5) / (seen + 0.5))
        for term in dict.fromkeys(terms)
    }


def fit(
    rows: Sequence[Mapping[str, float]], labels: Sequence[bool], strength: float = 1.0
) -> tuple[np.ndarray, float, np.ndarray, np.ndarray]:
    """Fit a logistic regression with an L2 penalty by Newton's method; deterministic.

    Gives weights and bias for standardised features, then the means and spreads used.
    """
    raw = np.asarray([[row[name] for name in FEATURES] for row in rows], dtype=float)
    means, spreads = raw.mean(axis=0), raw.std(axis=0)
    # A feature that never changes tells nothing; what is left of it in the last digits must not be blown up.
    spreads[spreads < 1e-5] = 1.0
    design = np.hstack([(raw - means) / spreads, np.ones((len(rows), 1))])
    target = np.asarray(labels, dtype=float)
    penalty = np.diag([strength] * len(FEATURES) + [1e-6])
    solution = np.zeros(design.shape[1])
    for _step in range(50):
        likelihood = 1 / (1 + np.exp(-design @ solution))
        gradient = design.T @ (likelihood - target) + penalty @ solution
        curvature = (design.T * (likelihood * (1 - likelihood))) @ design + penalty
        solution = solution - np.linalg.solve(curvature, gradient)
    return solution[:-1], float(solution[-1]), means, spreads


def area_under_curve(scores: Sequence[float], labels: Sequence[bool]) -> float:
    """AUROC: how often a positive stands above a negative; ties count half."""
    positive = [score for score, label in zip(scores, labels, strict=True) if label]
    negative = [score for score, label in zip(scores, labels, strict=True) if not label]
    if not positive or not negative:
        return math.nan
    wins = sum((one > other) + (one == other) / 2 for one in positive for other in negative)
    return wins / (len(positive) * len(negative))
