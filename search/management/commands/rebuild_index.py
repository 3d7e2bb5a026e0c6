"""Index everything published anew, and say what the index holds."""

from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm
from wagtail.models import Page

from portal.base.models import BasePage
from search.actions import index_page, prune_index, remove_pages
from search.embedding import get_embedder
from search.models import IndexHead, Passage, Synonym, embedded_digests, pending_digests
from search.tasks import enqueue_embedding


class Command(BaseCommand):
    """`rebuild_index`: page by page; stop it and start it again whenever you like, searches go on."""

    help = "Index every published page anew, drop what is no longer published, tell what the index holds."

    def handle(self, *args: Any, **options: Any) -> None:
        """Index, remove, prune, report."""
        pages = Page.objects.live().public().type(BasePage).order_by("path")
        keys = list(pages.values_list("pk", flat=True))
        for key in tqdm(keys, unit="page", disable=None):
            page = Page.objects.filter(pk=key).first()
            if page is not None:
                index_page(page)
        orphans = Passage.objects.live().filter(page__isnull=False).exclude(page_id__in=pages.values("pk"))
        gone = set(orphans.order_by().values_list("page_id", flat=True).distinct())
        remove_pages(gone)
        pruned = prune_index()
        enqueue_embedding()
        self.stdout.write(f"Indexed {len(keys)} pages, removed {len(gone)}, dropped {pruned} tombstones.")
        self._report()

    def _report(self) -> None:
        live = Passage.objects.live()
        head = IndexHead.objects.filter(pk=1).first()
        self.stdout.write(f"passages    {live.count()}")
        embedder = get_embedder()
        if embedder is None:
            self.stdout.write("embedding   switched off (EMBEDDING_BACKEND=off)")
        else:
            pending = len(pending_digests(embedder.name))
            self.stdout.write(f"embedded    {len(embedded_digests()) - pending} with {embedder.name}")
            self.stdout.write(
                f"pending     {pending} (embedded in the background; embed_passages does it at once)"
            )
        self.stdout.write(f"synonyms    {Synonym.objects.count()}")
        self.stdout.write(f"revision    {head or 0}")
