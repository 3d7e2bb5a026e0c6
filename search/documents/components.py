"""Retrieval as Haystack components. What they find is what `search.retrieval.find` finds.

Haystack's own joiner weighs its inputs by the order of their arrival; this one knows them by name.
"""

from typing import Any

from asgiref.sync import sync_to_async
from haystack import Document, Pipeline, component, default_to_dict

from search import retrieval
from search.documents import rankings
from search.documents.rankings import Ranking
from search.documents.reading import Filters
from search.documents.store import PassageDocumentStore
from search.replica import Replica, get_replica
from search.retrieval import Ranked
from search.scope import Scope


class _Retriever:
    """What both retrievers share: the store's scope, and filters that only narrow."""

    def __init__(
        self, document_store: PassageDocumentStore, filters: Filters | None = None, top_k: int = 10
    ) -> None:
        self.document_store, self.filters, self.top_k = document_store, filters, top_k

    def to_dict(self) -> dict[str, Any]:
        """Describe the component as plain data."""
        return default_to_dict(
            self, document_store=self.document_store, filters=self.filters, top_k=self.top_k
        )

    @component.output_types(documents=list[Document], ranking=Ranking)
    def run(self, query: str, filters: Filters | None = None, top_k: int | None = None) -> dict[str, Any]:
        """Find passages; the call's filters are added to the component's own.

        `documents` are the best `top_k`; `ranking` is for the joiner.
        """
        replica, scope = get_replica(), self.document_store.scope
        ranking = self._rank(replica, query, scope, _both(self.filters, filters))
        best = self._best(replica, ranking, self.top_k if top_k is None else top_k)
        return {"documents": rankings.read(best, scope), "ranking": ranking}

    @component.output_types(documents=list[Document], ranking=Ranking)
    async def run_async(
        self, query: str, filters: Filters | None = None, top_k: int | None = None
    ) -> dict[str, Any]:
        """Do what `run` does."""
        return await sync_to_async(self.run, thread_sensitive=True)(query, filters, top_k)

    def _rank(self, replica: Replica, query: str, scope: Scope, filters: Filters | None) -> Ranking:
        raise NotImplementedError

    def _best(self, replica: Replica, ranking: Ranking, limit: int) -> list[Ranked]:
        raise NotImplementedError


@component
class KeywordRetriever(_Retriever):
    """Finds passages by their words."""

    def _rank(self, replica: Replica, query: str, scope: Scope, filters: Filters | None) -> Ranking:
        question = retrieval.read_question(query)

        def search(limit: int) -> Ranking:
            with replica.reading():
                return rankings.rank(replica, retrieval.by_keyword(replica, question, scope, limit))

        return rankings.narrow(search, replica.size, scope, filters)

    def _best(self, replica: Replica, ranking: Ranking, limit: int) -> list[Ranked]:
        best = zip(ranking.keys[:limit], ranking.scores[:limit].tolist(), strict=True)
        return [Ranked(key, score, score, 0.0) for key, score in best]


@component
class DenseRetriever(_Retriever):
    """Finds passages by their meaning, as the model in use sees it; nothing where embedding is off."""

    def _rank(self, replica: Replica, query: str, scope: Scope, filters: Filters | None) -> Ranking:
        vector = retrieval.question_vector(replica, query)

        def search(limit: int) -> Ranking:
            with replica.reading():
                found = retrieval.by_vector(replica, vector, scope, limit)
                return rankings.rank(replica, found, vector)

        return rankings.narrow(search, replica.size, scope, filters)

    def _best(self, replica: Replica, ranking: Ranking, limit: int) -> list[Ranked]:
        return rankings.similarities(replica, ranking, limit)


@component
class PassageJoiner:
    """Fuses what both retrievers found and reads the best passages, each article once."""

    def __init__(self, document_store: PassageDocumentStore, top_k: int = 10) -> None:
        self.document_store, self.top_k = document_store, top_k

    def to_dict(self) -> dict[str, Any]:
        """Describe the component as plain data."""
        return default_to_dict(self, document_store=self.document_store, top_k=self.top_k)

    @component.output_types(documents=list[Document])
    def run(
        self, question: str, keyword: Ranking, dense: Ranking | None = None, top_k: int | None = None
    ) -> dict[str, list[Document]]:
        """Give the best documents, best first."""
        limit = self.top_k if top_k is None else top_k
        ranked = rankings.fuse(get_replica(), retrieval.read_question(question), keyword, dense, limit)
        return {"documents": rankings.read(ranked, self.document_store.scope)}

    @component.output_types(documents=list[Document])
    async def run_async(
        self, question: str, keyword: Ranking, dense: Ranking | None = None, top_k: int | None = None
    ) -> dict[str, list[Document]]:
        """Do what `run` does."""
        return await sync_to_async(self.run, thread_sensitive=True)(question, keyword, dense, top_k)


def build_retrieval(scope: Scope, top_k: int = 10) -> Pipeline:
    """Make the step of a pipeline that finds passages within a scope.

    Give the question to `keyword.query`, `dense.query` and `joiner.question`; take `joiner.documents`.
    """
    store = PassageDocumentStore(scope)
    pipeline = Pipeline()
    # Only the joiner reads documents.
    pipeline.add_component("keyword", KeywordRetriever(store, top_k=0))
    pipeline.add_component("dense", DenseRetriever(store, top_k=0))
    pipeline.add_component("joiner", PassageJoiner(store, top_k=top_k))
    pipeline.connect("keyword.ranking", "joiner.keyword")
    pipeline.connect("dense.ranking", "joiner.dense")
    return pipeline


def _both(own: Filters | None, given: Filters | None) -> Filters | None:
    """Both filters at once: the given ones never replace a component's own."""
    if own and given:
        return {"operator": "AND", "conditions": [own, given]}
    return own or given
