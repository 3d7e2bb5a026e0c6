"""The SQLite backend (FTS5), with our analysis."""

from collections.abc import Collection
from typing import Any

from modelsearch.backends.database.sqlite.query import (
    Lexeme,
    MatchExpression,
    SearchQueryExpression,
    normalize,
)
from modelsearch.backends.database.sqlite.sqlite import (
    IndexEntry,
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

# SQLite's own limit is 32,766.
MOST_KEYS = 20_000


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

    The library asks FTS5 for the score of each result anew, and joins it with the index entries in a way
    that lets SQLite ask it once for every object of the model: seconds, when a word stands on thousands of
    pages or a model has thousands of rows. Here FTS5 is asked once, by itself.
    """

    def _do_search(self) -> list[Any]:
        compiler = self.query_compiler
        if not compiler.order_by_relevance or self._has_no_words():
            return super()._do_search()
        scores = self._scores()
        keys = list(_among(compiler.queryset, scores).order_by("-pk").values_list("pk", flat=True))
        ranked = sorted((key for key in keys if str(key) in scores), key=lambda key: scores[str(key)])
        ranked = ranked[self.start : self.stop]

        found = {row.pk: row for row in _among(compiler.queryset, ranked)}
        if self._score_field:
            for key, row in found.items():
                setattr(row, self._score_field, scores.get(str(key)))
        return [found[key] for key in ranked if key in found]

    def _do_count(self) -> int:
        if self._has_no_words():
            return super()._do_count()
        scores = self._scores()
        keys = _among(self.query_compiler.queryset, scores).order_by().values_list("pk", flat=True)
        return len([key for key in keys if str(key) in scores][self.start : self.stop])

    def _has_no_words(self) -> bool:
        return isinstance(normalize(self.query_compiler.query), (MatchAll, Not))

    def _scores(self) -> dict[str, float]:
        """The score of each object that matches, as the library computes it; the lowest is the best."""
        compiler, config = self.query_compiler, self.query_compiler.get_config(self.backend)
        content = compiler.build_search_query(normalize(compiler.query), config=config)
        matching = MatchExpression(compiler.fields or compiler.FTS_TABLE_FIELDS, content)
        rank = compiler._build_rank_expression(compiler.get_search_vectors(), config)
        scored = SQLiteFTSIndexEntry.objects.filter(matching).annotate(score=rank)
        scores = dict(scored.values_list("pk", "score"))
        types = get_descendants_content_types_pks(compiler.queryset.model)
        entries = _among(IndexEntry.objects.filter(content_type__in=types), scores)
        keys = entries.values_list("pk", "object_id")
        return {object_id: scores[key] for key, object_id in keys if key in scores}


def _among(rows: Any, keys: Collection[Any]) -> Any:
    """Rows with these keys, or all rows where the keys are more than a query may name."""
    return rows.filter(pk__in=list(keys)) if len(keys) <= MOST_KEYS else rows


class Index(AnalysedIndex, SQLiteIndex):
    """The index of all models."""


class SQLiteBackend(SQLiteSearchBackend):
    """The backend; all else is the library's."""

    query_compiler_class = SearchCompiler
    autocomplete_query_compiler_class = AutocompleteCompiler
    index_class = Index
    results_class = Results
