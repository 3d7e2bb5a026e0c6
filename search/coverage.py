"""How much of a question a passage covers: what tells a passage about it from one that shares a word."""

import math

import numpy as np

from search.replica import Replica
from search.retrieval import Question
from search.scope import Scope
from search.text import bigrams

# A lone character stands in many words, so finding it says less than finding a word.
ONE_CHARACTER = 0.5


def by_coverage(replica: Replica, question: Question, scope: Scope, limit: int) -> dict[int, float]:
    """The rows that cover most of a question: the share of its words' IDF that each holds, 1 at most.

    A synonym counts for a word that is missing.
    """
    weights = _word_weights(replica, question)
    total = sum(weights[word] for word in question.words if word in weights)
    if not total:
        return {}
    rows, sums = replica.weight_sums(weights, scope, limit)
    return dict(zip(rows.tolist(), np.minimum(1.0, sums / total).tolist(), strict=True))


def _word_weights(replica: Replica, question: Question) -> dict[str, float]:
    chance = set(bigrams(question.text)) - set(question.words)
    weights = {}
    for term, weight in question.weights.items():
        if term not in chance:
            known = min(replica.frequency(term), replica.size)
            rarity = math.log(1 + (replica.size - known + 0.5) / (known + 0.5))
            weights[term] = min(weight, 1.0) * rarity * (ONE_CHARACTER if len(term) == 1 else 1.0)
    return weights
