"""Which model embeds, and that the one in the box works."""

import numpy as np
import pytest
from django.core.exceptions import ImproperlyConfigured

from search.embedding import NanoEmbedder, get_embedder


@pytest.fixture(autouse=True)
def fresh_embedder() -> None:
    get_embedder.cache_clear()


def test_the_model_in_the_box_knows_what_belongs_together() -> None:
    embedder = NanoEmbedder()
    near, far = embedder.embed_passages(["职工租住住房的，可以提取住房公积金。", "野生动物不得猎捕。"])
    question = embedder.embed_query("租房能取公积金吗")
    assert float(question @ near) > float(question @ far)
    assert np.isclose(float(np.linalg.norm(question)), 1.0, atol=1e-3)


def test_embedding_may_be_off(settings: object) -> None:
    settings.EMBEDDING_BACKEND = "off"  # type: ignore[attr-defined]
    assert get_embedder() is None


def test_an_unknown_backend_is_refused(settings: object) -> None:
    settings.EMBEDDING_BACKEND = "magic"  # type: ignore[attr-defined]
    with pytest.raises(ImproperlyConfigured, match="magic"):
        get_embedder()
    get_embedder.cache_clear()
