"""Background work of the index: embedding, a slice at a time."""

import time
from collections.abc import Callable, Mapping

import numpy as np
from django.core.cache import cache
from django.db import transaction
from django.tasks import task

from search.actions import store_vectors
from search.embedding import Embedder, get_embedder
from search.models import Passage, Phrasing
from search.passages import embedded_text

BATCH = 64
_MODEL_BATCH = 8
SLICE_SECONDS = 20.0
LOW_PRIORITY = -50
_QUEUED = "search:embedding-queued"
_QUEUED_SECONDS = 300


def enqueue_embedding() -> None:
    """Have new passages embedded once the transaction is committed; one task in the queue is enough."""
    if get_embedder() is not None:
        transaction.on_commit(_enqueue_once)


def _enqueue_once() -> None:
    if cache.add(_QUEUED, True, timeout=_QUEUED_SECONDS):
        embed_slice.enqueue()


@task(priority=LOW_PRIORITY, queue_name="embedding")
def embed_slice() -> int:
    """Embed for some seconds, then hand over; what is stored stays, so stopping loses nothing."""
    cache.delete(_QUEUED)
    embedder = get_embedder()
    if embedder is None:
        return 0
    done, until = 0, time.monotonic() + SLICE_SECONDS
    while count := embed_batch(embedder):
        done += count
        if time.monotonic() > until:
            enqueue_embedding()
            break
    return done


def embed_batch(embedder: Embedder, size: int = BATCH) -> int:
    """Embed the next texts that have no vector, passages before phrasings; tells how many."""
    passages = Passage.objects.pending_embedding(embedder.name)[:size]
    texts = {passage.digest: embedded_text(passage) for passage in passages}
    embed = embedder.embed_passages
    if not texts:
        phrasings = Phrasing.objects.pending_embedding(embedder.name)[:size]
        texts, embed = {phrasing.digest: phrasing.text for phrasing in phrasings}, embedder.embed_queries
    if not texts:
        return 0
    embed_texts(embed, texts, embedder.name)
    return len(texts)


def embed_texts(embed: Callable[[list[str]], np.ndarray], texts: Mapping[str, str], model: str) -> None:
    """Embed texts, given by their digests, and store the vectors as a model's."""
    # Texts of one length together: a short one beside a long one costs as much as the long one.
    ordered = sorted(texts.items(), key=lambda item: len(item[1]))
    vectors = [
        embed([text for _digest, text in ordered[at : at + _MODEL_BATCH]])
        for at in range(0, len(ordered), _MODEL_BATCH)
    ]
    store_vectors([digest for digest, _text in ordered], np.concatenate(vectors), model)
