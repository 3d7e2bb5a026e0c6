"""The SQLite backend (FTS5), with our analysis."""

from copy import copy
from typing import Any

from modelsearch.backends.database.sqlite.query import (
    Lexeme,
    MatchExpression,
    SearchQueryExpression,
    normalize,
)
from modelsearch.backends.database.sqlite.sqlite import (
    SQLiteAutocompleteQueryCompiler,
    SQLiteFTSIndexEntry,
    SQLiteIndex,
    SQLiteSearchBackend,
    SQLiteSearchQueryCompiler,
    SQLiteSearchResults,
)
from modelsearch.query import MatchAll, Not, Phrase, PlainText
from modelsearch.utils import get_descendants_content_types_pks

from search.admin_backend.fields import AnalysedIndex
from search.admin_backend.queries import AnalysedQuery, combine


class _TermsInSQLite(AnalysedQuery):
    def build_search_query_content(self, query: Any, config: Any = None) -> Any:
        """Write terms as FTS5 phrases: "公积 积金", and "公"* for an open one."""
        if not isinstance(query, (PlainText, Phrase)):
            return super().build_search_query_content(query, config=config)  # type: ignore[misc]
        lexemes = [Lexeme(" ".join(term.tokens), prefix=term.is_open) for term in self.terms(query)]
        return SearchQueryExpression(combine(query, lexemes), config=config)


class SearchCompiler(_TermsInSQLite, SQLiteSearchQueryCompiler):
    """Search over whole words."""


class AutocompleteCompiler(_TermsInSQLite, SQLiteAutocompleteQueryCompiler):
    """Search whose last word may go on."""


class Results(SQLiteSearchResults):
    """Results in the library's order, found faster.

    The library asks FTS5 for the score of each result anew, which takes seconds when a word stands
    on thousands of pages; here all scores come from one query.
    """

    def _do_search(self) -> list[Any]:
        compiler, config = self.query_compiler, self.query_compiler.get_config(self.backend)
        query = normalize(compiler.query)
        if not compiler.order_by_relevance or isinstance(query, (MatchAll, Not)):
            return super()._do_search()

        scores = _scores(compiler, query, config)
        unranked = copy(compiler)
        unranked.order_by_relevance = False
        matched = unranked.search(config, None, None)
        keys = [key for key in matched.order_by("-pk").values_list("pk", flat=True) if str(key) in scores]
        ranked = sorted(keys, key=lambda key: scores[str(key)])[self.start : self.stop]

        rows = matched if self.stop is None else compiler.queryset.filter(pk__in=ranked)
        found = {row.pk: row for row in rows}
        if self._score_field:
            for key, row in found.items():
                setattr(row, self._score_field, scores.get(str(key)))
        return [found[key] for key in ranked if key in found]


def _scores(compiler: Any, query: Any, config: Any) -> dict[str, float]:
    """The score of each object that matches, as the library computes it; the lowest is the best."""
    content = compiler.build_search_query(query, config=config)
    entries = SQLiteFTSIndexEntry.objects.filter(
        MatchExpression(compiler.fields or compiler.FTS_TABLE_FIELDS, content),
        index_entry__content_type__in=get_descendants_content_types_pks(compiler.queryset.model),
    )
    rank = compiler._build_rank_expression(compiler.get_search_vectors(), config)
    return dict(entries.annotate(score=rank).values_list("index_entry__object_id", "score"))


class Index(AnalysedIndex, SQLiteIndex):
    """The index of all models."""


class SQLiteBackend(SQLiteSearchBackend):
    """The backend; all else is the library's."""

    query_compiler_class = SearchCompiler
    autocomplete_query_compiler_class = AutocompleteCompiler
    index_class = Index
    results_class = Results
