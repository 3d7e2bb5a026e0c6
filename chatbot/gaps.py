"""Known gaps: what citizens ask in vain, kept in memory to be compared with a new question."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import batched
from typing import Any

import numpy as np
from django.db.models import Count, Max

from chatbot.models import KnownGap
from search.embedding import Embedder, get_embedder
from search.models import Embedding
from search.tasks import BATCH, embed_texts
from search.text import bigrams, likeness


@dataclass(frozen=True, slots=True)
class GapTable:
    """The gaps of a site: their keys, bigrams, and the vectors of those that have one."""

    keys: tuple[int, ...]
    bigrams: tuple[frozenset[str], ...]
    embedded: np.ndarray
    vectors: np.ndarray

    def nearest(self, vector: np.ndarray) -> tuple[int | None, float]:
        """The gap that is nearest to a question by its vector, and their cosine."""
        if not self.embedded.size:
            return None, 0.0
        similarities = self.vectors @ vector
        best = int(similarities.argmax())
        return self.keys[int(self.embedded[best])], float(similarities[best])

    def most_alike(self, question: frozenset[str]) -> tuple[int | None, float]:
        """The gap whose bigrams are most like a question's, and how much they are (see `likeness`)."""
        if not self.keys:
            return None, 0.0
        alike = [likeness(question, own) for own in self.bigrams]
        best = max(range(len(alike)), key=alike.__getitem__)
        return self.keys[best], alike[best]


def gap_table(site: int | None) -> GapTable:
    """The gaps of a site as they are now (two small queries)."""
    embedder = get_embedder()
    model = embedder.name if embedder else ""
    state = KnownGap.objects.filter(site=site).aggregate(count=Count("pk"), changed=Max("changed_at"))
    known = Embedding.objects.filter(model=model, digest__in=_digests(site)).count() if model else 0
    return _read(site, model, known, *state.values())


@lru_cache(maxsize=8)
def _read(site: int | None, model: str, *_state: Any) -> GapTable:
    """Read the gaps of a site; `_state` tells a table that is still right from one that is not."""
    rows = list(KnownGap.objects.filter(site=site).order_by("pk").values_list("pk", "question", "digest"))
    known = dict(
        Embedding.objects.filter(model=model, digest__in=_digests(site)).values_list("digest", "vector")
    )
    embedded = [at for at, (_key, _question, digest) in enumerate(rows) if digest in known]
    vectors = [np.frombuffer(known[rows[at][2]], np.float16).astype(np.float32) for at in embedded]
    return GapTable(
        tuple(key for key, _question, _digest in rows),
        tuple(frozenset(bigrams(question)) for _key, question, _digest in rows),
        np.asarray(embedded, np.int64),
        np.stack(vectors) if vectors else np.zeros((0, 0), np.float32),
    )


def _digests(site: int | None) -> Any:
    return KnownGap.objects.filter(site=site).values("digest")


def pending_gaps(model: str) -> dict[str, str]:
    """The questions of gaps that have no vector of a model yet, by their digests."""
    known = Embedding.objects.filter(model=model).values("digest")
    return dict(KnownGap.objects.exclude(digest__in=known).values_list("digest", "question"))


def embed_gaps(embedder: Embedder) -> int:
    """Embed the gaps that have no vector yet; tells how many."""
    pending = pending_gaps(embedder.name)
    for part in batched(pending.items(), BATCH):
        embed_texts(embedder.embed_queries, dict(part), embedder.name)
    return len(pending)
