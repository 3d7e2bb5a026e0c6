"""Embed what has no vector yet, in the foreground, with progress."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from tqdm import tqdm

from search.embedding import get_embedder
from search.models import Passage
from search.tasks import embed_batch


class Command(BaseCommand):
    """`embed_passages`: stop it whenever you like, what is stored stays."""

    help = "Embed published passages that have no vector yet; can be stopped and started again."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take a limit."""
        parser.add_argument("--limit", type=int, default=0, help="stop after about this many passages")

    def handle(self, *args: Any, limit: int, **options: Any) -> None:
        """Embed batch by batch."""
        embedder = get_embedder()
        if embedder is None:
            self.stdout.write("Embedding is switched off (EMBEDDING_BACKEND=off).")
            return
        pending = Passage.objects.pending_embedding(embedder.name).count()
        done = 0
        with tqdm(total=min(pending, limit or pending), unit="passage", disable=None) as bar:
            while (not limit or done < limit) and (count := embed_batch(embedder)):
                done += count
                bar.update(count)
        left = Passage.objects.pending_embedding(embedder.name).count()
        self.stdout.write(f"Embedded {done} passages with {embedder.name}; {left} left.")
