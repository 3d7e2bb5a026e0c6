"""The SQLite backend (FTS5), with our analysis."""

from typing import Any

from modelsearch.backends.database.sqlite.query import Lexeme, SearchQueryExpression
from modelsearch.backends.database.sqlite.sqlite import (
    SQLiteAutocompleteQueryCompiler,
    SQLiteIndex,
    SQLiteSearchBackend,
    SQLiteSearchQueryCompiler,
)
from modelsearch.query import Phrase, PlainText

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


class Index(AnalysedIndex, SQLiteIndex):
    """The index of all models."""


class SQLiteBackend(SQLiteSearchBackend):
    """The backend; all else is the library's."""

    query_compiler_class = SearchCompiler
    autocomplete_query_compiler_class = AutocompleteCompiler
    index_class = Index
