"""The asynchronous side of the store, as Haystack tests it."""

import pytest
from haystack import Document
from haystack.document_stores.errors import DuplicateDocumentError
from haystack.testing import document_store_async as library

from search.documents.store import PassageDocumentStore


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
class TestPassageDocumentStoreAsync(
    library.CountDocumentsAsyncTest,
    library.CountDocumentsByFilterAsyncTest,
    library.CountUniqueMetadataByFilterAsyncTest,
    library.DeleteAllAsyncTest,
    library.DeleteByFilterAsyncTest,
    library.DeleteDocumentsAsyncTest,
    library.FilterDocumentsAsyncTest,
    library.GetMetadataFieldMinMaxAsyncTest,
    library.GetMetadataFieldsInfoAsyncTest,
    library.GetMetadataFieldUniqueValuesAsyncTest,
    library.UpdateByFilterAsyncTest,
    library.WriteDocumentsAsyncTest,
):
    @pytest.fixture
    def document_store(self) -> PassageDocumentStore:
        return PassageDocumentStore()

    async def test_write_documents_async(self, document_store: PassageDocumentStore) -> None:
        document = Document(content="test doc")
        assert await document_store.write_documents_async([document]) == 1
        with pytest.raises(DuplicateDocumentError):
            await document_store.write_documents_async([document])
        assert await document_store.filter_documents_async() == [document]
