"""Embed what has no vector yet, in the foreground, with progress."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from tqdm import tqdm

from search.embedding import get_embedder
from search.models import embedded_digests, pending_digests
from search.tasks import embed_batch
from search.vectors_file import write_vectors


class Command(BaseCommand):
    """`embed_passages`: stop it whenever you like, what is stored stays."""

    help = "Embed published texts that have no vector yet; can be stopped and started again."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take a limit, and a file for the vectors."""
        parser.add_argument("--limit", type=int, default=0, help="stop after about this many texts")
        parser.add_argument("--write", type=Path, help="then write all vectors to this file (.npz)")

    def handle(self, *args: Any, limit: int, write: Path | None, **options: Any) -> None:
        """Embed batch by batch."""
        embedder = get_embedder()
        if embedder is None:
            self.stdout.write("Embedding is switched off (EMBEDDING_BACKEND=off).")
            return
        pending = len(pending_digests(embedder.name))
        done = 0
        with tqdm(total=min(pending, limit or pending), unit="text", disable=None) as bar:
            while (not limit or done < limit) and (count := embed_batch(embedder)):
                done += count
                bar.update(count)
        left = len(pending_digests(embedder.name))
        self.stdout.write(f"Embedded {done} texts with {embedder.name}; {left} left.")
        if write is not None:
            count = write_vectors(write, embedder.name, embedded_digests())
            self.stdout.write(f"Wrote {count} vectors to {write}.")
