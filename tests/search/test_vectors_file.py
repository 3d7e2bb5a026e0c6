"""Vectors written on one machine and read on another."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from wagtail.models import Page

from search.models import Embedding, embedded_digests, pending_digests
from search.vectors_file import read_vectors, write_vectors
from tests.factories import PolicyPageFactory

from .conftest import FakeEmbedder

pytestmark = pytest.mark.django_db


@pytest.fixture
def policy(section: Page) -> Page:
    return PolicyPageFactory(parent=section, published=True)


def test_vectors_come_back_nearly_as_they_were(
    policy: Page, embedder: FakeEmbedder, embed_all: Callable[[], None], tmp_path: Path
) -> None:
    embed_all()
    before = dict(Embedding.objects.values_list("digest", "vector"))
    assert write_vectors(tmp_path / "vectors.npz", embedder.name, embedded_digests()) == len(before) > 0
    Embedding.objects.all().delete()
    assert read_vectors(tmp_path / "vectors.npz", embedder.name, pending_digests(embedder.name)) == len(
        before
    )
    for digest, raw in Embedding.objects.values_list("digest", "vector"):
        after, wanted = (np.frombuffer(vector, np.float16) for vector in (raw, before[digest]))
        np.testing.assert_allclose(after, wanted, atol=0.005)
    assert not pending_digests(embedder.name)


def test_only_what_is_published_and_missing_is_read(
    policy: Page, embedder: FakeEmbedder, embed_all: Callable[[], None], tmp_path: Path
) -> None:
    embed_all()
    write_vectors(tmp_path / "vectors.npz", embedder.name, embedded_digests())
    assert read_vectors(tmp_path / "vectors.npz", embedder.name, pending_digests(embedder.name)) == 0
    assert read_vectors(tmp_path / "vectors.npz", "another model", embedded_digests()) == 0
    Embedding.objects.all().delete()
    policy.unpublish()
    assert read_vectors(tmp_path / "vectors.npz", embedder.name, pending_digests(embedder.name)) == 0
