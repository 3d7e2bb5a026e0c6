"""Writing documents that have no page. Passages of published pages are never touched here."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction
from haystack import Document
from haystack.document_stores.errors import DocumentStoreError, DuplicateDocumentError
from haystack.document_stores.types import DuplicatePolicy

from search.actions import UPDATED_FIELDS, bury, take_revision
from search.documents.conversion import to_passage
from search.documents.reading import Filters, visible, written
from search.models import Passage
from search.scope import Scope

_BATCH = 500
# The passages of pages are named so; nobody else may.
_RESERVED = "page-"


@transaction.atomic
def write_documents(scope: Scope, documents: Sequence[Document], policy: DuplicatePolicy) -> int:
    """Write documents into a scope; tells how many.

    Raises:
        DuplicateDocumentError: the policy forbids to overwrite, or the document is not this store's.
        DocumentStoreError: the scope is too narrow to be written into.
    """
    return _write(scope, documents, policy, take_revision())


@transaction.atomic
def update_documents(scope: Scope, filters: Filters, meta: dict[str, Any]) -> int:
    """Merge meta into the documents that match; tells how many."""
    revision = take_revision()
    changed = [
        replace(document, meta={**document.meta, **meta}) for _key, document in written(scope, filters)
    ]
    return _write(scope, changed, DuplicatePolicy.OVERWRITE, revision)


@transaction.atomic
def delete_documents(scope: Scope, document_ids: Sequence[str]) -> None:
    """Delete documents by id; one that is not there, or belongs to a page, is left."""
    revision = take_revision()
    for at in range(0, len(document_ids), _BATCH):
        bury(_own(scope).filter(document_id__in=document_ids[at : at + _BATCH]), revision)


@transaction.atomic
def delete_matching(scope: Scope, filters: Filters) -> int:
    """Delete the documents that match; tells how many."""
    revision = take_revision()
    keys = [key for key, _document in written(scope, filters)]
    return sum(
        bury(_own(scope).filter(pk__in=keys[at : at + _BATCH]), revision)
        for at in range(0, len(keys), _BATCH)
    )


@transaction.atomic
def delete_all(scope: Scope) -> int:
    """Delete all documents of a scope that have no page; tells how many."""
    return bury(_own(scope), take_revision())


def _own(scope: Scope) -> Any:
    return visible(scope).filter(page=None).order_by()


def _write(scope: Scope, documents: Sequence[Document], policy: DuplicatePolicy, revision: int) -> int:
    if replace(scope, site=None, locale=None, role=None) != Scope():
        raise DocumentStoreError("A store that is narrowed to some content can only be read.")
    known = Passage.objects.in_bulk({document.id for document in documents}, field_name="document_id")
    fresh: dict[str, Passage] = {}
    count = 0
    for document in documents:
        present = known.get(document.id)
        if not _may_write(document.id, present, scope, policy, again=document.id in fresh):
            continue
        fresh[document.id] = _placed(to_passage(document, scope), present, scope, revision)
        count += 1
    added = [passage for passage in fresh.values() if passage.pk is None]
    kept = [passage for passage in fresh.values() if passage.pk is not None]
    Passage.objects.bulk_create(added, batch_size=_BATCH)
    Passage.objects.bulk_update(kept, UPDATED_FIELDS, batch_size=100)
    return count


def _may_write(
    document_id: str, present: Passage | None, scope: Scope, policy: DuplicatePolicy, *, again: bool
) -> bool:
    alive = present is not None and not present.deleted
    foreign = document_id.startswith(_RESERVED) or (alive and not _is_inside(present, scope))
    if not foreign and not alive and not again:
        return True
    if policy is DuplicatePolicy.SKIP:
        return False
    if policy is DuplicatePolicy.OVERWRITE and not foreign:
        return True
    reason = "is not this store's to write" if foreign else "already exists"
    raise DuplicateDocumentError(f"ID '{document_id}' {reason}.")


def _is_inside(passage: Passage | None, scope: Scope) -> bool:
    return passage is not None and (
        scope.site in {None, passage.site_id}
        and scope.locale in {None, passage.locale}
        and scope.role in {None, passage.role}
    )


def _placed(passage: Passage, present: Passage | None, scope: Scope, revision: int) -> Passage:
    """Put a passage into its row; what the scope leaves open stays as it was."""
    passage.changed = revision
    if present is None:
        return passage
    passage.pk = present.pk
    if not present.deleted:
        passage.site_id = present.site_id if scope.site is None else scope.site
        passage.locale = present.locale if scope.locale is None else scope.locale
        passage.role = present.role if scope.role is None else scope.role
    return passage
