"""Embed the known gaps that have no vector yet, in the foreground."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from chatbot.gaps import embed_gaps
from chatbot.models import KnownGap
from search.embedding import get_embedder
from search.vectors_file import write_vectors


class Command(BaseCommand):
    """`embed_gaps`: what the background worker does when a gap is entered."""

    help = "Embed known gaps that have no vector yet."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take a file for the vectors."""
        parser.add_argument("--write", type=Path, help="then write all vectors to this file (.npz)")

    def handle(self, *args: Any, write: Path | None, **options: Any) -> None:
        """Embed, and write."""
        embedder = get_embedder()
        if embedder is None:
            self.stdout.write("Embedding is switched off (EMBEDDING_BACKEND=off).")
            return
        self.stdout.write(f"Embedded {embed_gaps(embedder)} gaps with {embedder.name}.")
        if write is not None:
            digests = set(KnownGap.objects.values_list("digest", flat=True))
            self.stdout.write(f"Wrote {write_vectors(write, embedder.name, digests)} vectors to {write}.")
