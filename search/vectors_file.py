"""Vectors in a file: what one machine embedded, another need not embed again."""

from pathlib import Path

import numpy as np
from django.db.models import Q

from search.actions import store_vectors
from search.models import Embedding, Passage, Phrasing


def write_vectors(path: Path, model: str) -> int:
    """Write the vectors of all live passages and their phrasings by one model; tells how many."""
    wanted = Q(digest__in=Passage.objects.live().values("digest"))
    wanted |= Q(digest__in=Phrasing.objects.values("digest"))
    rows = list(
        Embedding.objects.filter(wanted, model=model).order_by("digest").values_list("digest", "vector")
    )
    vectors = np.stack([np.frombuffer(raw, np.float16) for _digest, raw in rows])
    np.savez_compressed(path, model=model, digests=[digest for digest, _raw in rows], vectors=vectors)
    return len(rows)


def read_vectors(path: Path, model: str) -> int:
    """Store the vectors of texts that are published here and have none yet; another model's are left."""
    with np.load(path) as file:
        if str(file["model"]) != model:
            return 0
        pending = {
            digest
            for texts in (Passage.objects, Phrasing.objects)
            for digest in texts.pending_embedding(model).values_list("digest", flat=True)
        }
        kept = [at for at, digest in enumerate(file["digests"]) if digest in pending]
        if kept:
            store_vectors([str(file["digests"][at]) for at in kept], file["vectors"][kept], model)
        return len(kept)
