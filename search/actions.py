"""Changing the index. Every change takes the head's lock, so revisions commit in order."""

import secrets
from collections.abc import Iterable

import numpy as np
from django.db import transaction
from django.db.models import QuerySet
from wagtail.models import Page

from portal.base.models import BasePage
from search.models import Embedding, IndexChange, IndexHead, Passage, Phrasing
from search.passages import is_public, passages_of, phrasings_of

_BATCH = 500
_KEPT = ("id", "document_id")
UPDATED_FIELDS = [field.name for field in Passage._meta.concrete_fields if field.name not in _KEPT]


def take_revision() -> int:
    """Give the next revision of the index; call inside the transaction that changes it."""
    head = IndexHead.objects.select_for_update().filter(pk=1).first()
    if head is None:
        IndexHead.objects.get_or_create(pk=1)
        head = IndexHead.objects.select_for_update().get(pk=1)
    head.revision += 1
    head.nonce = secrets.token_hex(8)
    head.save()
    IndexChange.objects.create(revision=head.revision, nonce=head.nonce)
    return head.revision


@transaction.atomic
def index_page(page: Page) -> int:
    """Bring a page's passages into step with what is published of it; tells how many there are."""
    specific = page.specific
    if not isinstance(specific, BasePage) or not is_public(specific):
        remove_pages([page.pk])
        return 0
    revision = take_revision()
    wanted = {passage.document_id: passage for passage in passages_of(specific)}
    known = dict(Passage.objects.filter(page_id=page.pk).values_list("document_id", "pk"))
    for document_id, passage in wanted.items():
        passage.changed = revision
        passage.pk = known.get(document_id)
    added = [passage for passage in wanted.values() if passage.pk is None]
    kept = [passage for passage in wanted.values() if passage.pk is not None]
    Passage.objects.bulk_create(added, batch_size=_BATCH)
    Passage.objects.bulk_update(kept, UPDATED_FIELDS, batch_size=100)
    gone = [pk for document_id, pk in known.items() if document_id not in wanted]
    bury(Passage.objects.filter(pk__in=gone), revision)
    _replace_phrasings(specific)
    return len(wanted)


def _replace_phrasings(page: BasePage) -> None:
    """Bring a page's phrasings into step; its passages, which are new in this revision, are there already."""
    Phrasing.objects.filter(passage__page_id=page.pk).delete()
    passages = dict(Passage.objects.live().filter(page_id=page.pk).values_list("document_id", "pk"))
    phrasings = []
    for document_id, phrasing in phrasings_of(page):
        phrasing.passage_id = passages[document_id]
        phrasings.append(phrasing)
    Phrasing.objects.bulk_create(phrasings, batch_size=_BATCH)


@transaction.atomic
def remove_pages(page_ids: Iterable[int]) -> None:
    """Take pages out of the index at once."""
    passages = Passage.objects.live().filter(page_id__in=list(page_ids))
    if passages.exists():
        bury(passages, take_revision())


@transaction.atomic
def index_subtree(root: Page) -> int:
    """Index a page and all below it, as after a move or a change of access."""
    return sum(index_page(page) for page in root.get_descendants(inclusive=True).specific().iterator())


@transaction.atomic
def store_vectors(digests: list[str], vectors: np.ndarray, model: str) -> None:
    """Keep the vectors of texts; those that another worker stored meanwhile are left."""
    revision = take_revision()
    rows = [
        Embedding(digest=digest, model=model, vector=vector.astype(np.float16).tobytes(), changed=revision)
        for digest, vector in zip(digests, vectors, strict=True)
    ]
    Embedding.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def prune_index() -> int:
    """Drop tombstones and the log before them; replicas that had not seen them start anew."""
    revision = take_revision()
    gone, _by_model = Passage.objects.filter(deleted=True).delete()
    IndexChange.objects.filter(revision__lt=revision).delete()
    return int(gone)


def bury(passages: QuerySet[Passage], revision: int) -> int:
    """Turn passages into tombstones without text, inside the revision's transaction; tells how many."""
    Phrasing.objects.filter(passage__in=passages.order_by()).delete()
    return passages.update(
        deleted=True,
        changed=revision,
        text="",
        text_tokens="",
        title_tokens="",
        heading_tokens="",
        digest="",
        caption="",
        headings=[],
        meta={},
    )
