"""The passages as a Haystack DocumentStore."""

from collections.abc import Iterator
from typing import Any, Self

from asgiref.sync import sync_to_async
from haystack import Document, default_from_dict, default_to_dict
from haystack.document_stores.types import DuplicatePolicy

from search.documents import actions, metadata, reading
from search.documents.reading import Filters
from search.scope import Scope


class PassageDocumentStore:
    """What is published, and what was written beside it, as far as the scope shows it.

    Whatever filters a caller passes, nothing outside the scope is read, changed or counted. What a
    page has published can be read here, never written or deleted.
    """

    def __init__(self, scope: Scope | None = None) -> None:
        self.scope = scope or Scope()

    def to_dict(self) -> dict[str, Any]:
        """Describe the store as plain data."""
        return default_to_dict(self, scope=self.scope.to_dict())

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """Make the store that `to_dict` described."""
        scope = Scope.from_dict(data["init_parameters"]["scope"])
        return default_from_dict(cls, data | {"init_parameters": {"scope": scope}})

    def count_documents(self) -> int:
        """Count the documents."""
        return reading.visible(self.scope).count()

    def count_documents_by_filter(self, filters: Filters) -> int:
        """Count the documents that match."""
        return sum(1 for _document in reading.matching(self.scope, filters))

    def filter_documents(self, filters: Filters | None = None) -> list[Document]:
        """Read the documents that match, with their vectors."""
        return list(reading.with_vectors(self.scope, filters))

    def write_documents(
        self, documents: list[Document], policy: DuplicatePolicy = DuplicatePolicy.NONE
    ) -> int:
        """Write documents; without a policy one that exists is refused. Tells how many were written.

        A vector that a document brings is kept and given back; search makes its own.

        Raises:
            ValueError: something is no document.
            DuplicateDocumentError: the policy forbids to overwrite, or the document is not this store's.
        """
        if not isinstance(documents, list) or not all(isinstance(item, Document) for item in documents):
            raise ValueError("Please give a list of Documents.")
        return actions.write_documents(self.scope, documents, policy)

    def update_by_filter(self, filters: Filters, meta: dict[str, Any]) -> int:
        """Merge meta into the written documents that match; tells how many."""
        return actions.update_documents(self.scope, reading.require(filters), meta)

    def delete_documents(self, document_ids: list[str]) -> None:
        """Delete written documents by id."""
        actions.delete_documents(self.scope, document_ids)

    def delete_by_filter(self, filters: Filters) -> int:
        """Delete the written documents that match; tells how many."""
        return actions.delete_matching(self.scope, reading.require(filters))

    def delete_all_documents(self) -> None:
        """Delete all written documents."""
        actions.delete_all(self.scope)

    def count_unique_metadata_by_filter(self, filters: Filters, metadata_fields: list[str]) -> dict[str, int]:
        """Count the different values of meta fields over the documents that match."""
        metas = list(self._metas(filters))
        return {field: len(metadata.distinct(metas, field)) for field in metadata_fields}

    def get_metadata_fields_info(self) -> dict[str, dict[str, str]]:
        """Tell the type of every meta field."""
        return metadata.types(self._metas())

    def get_metadata_field_min_max(self, metadata_field: str) -> dict[str, Any]:
        """Tell the bounds of a meta field."""
        return metadata.least_and_greatest(self._metas(), metadata_field)

    def get_metadata_field_unique_values(
        self,
        metadata_field: str,
        search_term: str | None = None,
        from_: int = 0,
        size: int = 10,
        filters: Filters | None = None,
    ) -> tuple[list[Any], int]:
        """List the different values of a meta field, a page of them, and count them all."""
        wanted = (search_term or "").lower()
        found = [
            value
            for value in metadata.distinct(self._metas(filters), metadata_field)
            if wanted in str(value).lower()
        ]
        return found[from_ : from_ + size], len(found)

    # The same for asynchronous callers: each runs in the thread that may use the database.

    async def count_documents_async(self) -> int:
        """Count the documents."""
        return await sync_to_async(self.count_documents, thread_sensitive=True)()

    async def count_documents_by_filter_async(self, filters: Filters) -> int:
        """Count the documents that match."""
        return await sync_to_async(self.count_documents_by_filter, thread_sensitive=True)(filters)

    async def filter_documents_async(self, filters: Filters | None = None) -> list[Document]:
        """Read the documents that match, with their vectors."""
        return await sync_to_async(self.filter_documents, thread_sensitive=True)(filters)

    async def write_documents_async(
        self, documents: list[Document], policy: DuplicatePolicy = DuplicatePolicy.NONE
    ) -> int:
        """Write documents; tells how many."""
        return await sync_to_async(self.write_documents, thread_sensitive=True)(documents, policy)

    async def update_by_filter_async(self, filters: Filters, meta: dict[str, Any]) -> int:
        """Merge meta into the written documents that match; tells how many."""
        return await sync_to_async(self.update_by_filter, thread_sensitive=True)(filters, meta)

    async def delete_documents_async(self, document_ids: list[str]) -> None:
        """Delete written documents by id."""
        await sync_to_async(self.delete_documents, thread_sensitive=True)(document_ids)

    async def delete_by_filter_async(self, filters: Filters) -> int:
        """Delete the written documents that match; tells how many."""
        return await sync_to_async(self.delete_by_filter, thread_sensitive=True)(filters)

    async def delete_all_documents_async(self) -> None:
        """Delete all written documents."""
        await sync_to_async(self.delete_all_documents, thread_sensitive=True)()

    async def count_unique_metadata_by_filter_async(
        self, filters: Filters, metadata_fields: list[str]
    ) -> dict[str, int]:
        """Count the different values of meta fields over the documents that match."""
        return await sync_to_async(self.count_unique_metadata_by_filter, thread_sensitive=True)(
            filters, metadata_fields
        )

    async def get_metadata_fields_info_async(self) -> dict[str, dict[str, str]]:
        """Tell the type of every meta field."""
        return await sync_to_async(self.get_metadata_fields_info, thread_sensitive=True)()

    async def get_metadata_field_min_max_async(self, metadata_field: str) -> dict[str, Any]:
        """Tell the bounds of a meta field."""
        return await sync_to_async(self.get_metadata_field_min_max, thread_sensitive=True)(metadata_field)

    async def get_metadata_field_unique_values_async(
        self,
        metadata_field: str,
        search_term: str | None = None,
        from_: int = 0,
        size: int = 10,
        filters: Filters | None = None,
    ) -> tuple[list[Any], int]:
        """List the different values of a meta field, a page of them, and count them all."""
        return await sync_to_async(self.get_metadata_field_unique_values, thread_sensitive=True)(
            metadata_field, search_term, from_, size, filters
        )

    def _metas(self, filters: Filters | None = None) -> Iterator[dict[str, Any]]:
        return (document.meta for document in reading.matching(self.scope, filters))
