"""Vectors in a file: what one machine embedded, another need not embed again."""

from collections.abc import Collection
from pathlib import Path

import numpy as np

from search.actions import store_vectors
from search.models import Embedding


def write_vectors(path: Path, model: str, digests: Collection[str]) -> int:
    """Write the vectors of texts by one model; tells how many."""
    known = dict(Embedding.objects.filter(model=model).values_list("digest", "vector"))
    rows = [(digest, known[digest]) for digest in sorted(set(digests)) if digest in known]
    vectors = np.stack([np.frombuffer(raw, np.float16) for _digest, raw in rows]).astype(np.float32)
    # A byte a number: the file is half as large, and a cosine moves by less than a thousandth.
    scales = np.abs(vectors).max(axis=1, keepdims=True) / 127
    np.savez_compressed(
        path,
        model=model,
        digests=np.asarray([digest.encode() for digest, _raw in rows]),
        vectors=np.rint(vectors / scales).astype(np.int8),
        scales=scales.astype(np.float32),
    )
    return len(rows)


def read_vectors(path: Path, model: str, pending: Collection[str]) -> int:
    """Store the vectors of texts that have none yet; another model's are left. Tells how many."""
    with np.load(path) as file:
        if str(file["model"]) != model:
            return 0
        digests = [digest.decode() for digest in file["digests"].tolist()]
        kept = [at for at, digest in enumerate(digests) if digest in pending]
        if kept:
            vectors = file["vectors"][kept] * file["scales"][kept]
            store_vectors([digests[at] for at in kept], vectors, model)
        return len(kept)
