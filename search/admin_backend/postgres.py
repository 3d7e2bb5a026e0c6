"""The PostgreSQL backend (tsvector), with our analysis."""

from typing import Any

from django.contrib.postgres.search import SearchQuery
from modelsearch.backends.database.postgres.postgres import (
    PostgresAutocompleteQueryCompiler,
    PostgresIndex,
    PostgresSearchBackend,
    PostgresSearchQueryCompiler,
)
from modelsearch.backends.database.postgres.query import Lexeme
from modelsearch.query import Phrase, PlainText

from search.admin_backend.analysis import Term
from search.admin_backend.fields import AnalysedIndex
from search.admin_backend.queries import AnalysedQuery, combine


class TermLexeme(Lexeme):
    """A term as a tsquery: ('公积' <-> '积金'), and ('公':*) for an open one."""

    def __init__(self, term: Term) -> None:
        super().__init__(" ".join(term.tokens), prefix=term.is_open)
        self.term = term

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[str]]:
        """Write the term; its tokens are letters and digits, so there is nothing to escape."""
        operands = " <-> ".join(f"'{token}'" for token in self.term.tokens)
        return "%s", [f"({operands}{':*' if self.prefix else ''})"]


class _TermsInPostgres(AnalysedQuery):
    def build_tsquery_content(self, query: Any, config: Any = None, invert: bool = False) -> Any:
        """Write terms as a tsquery."""
        if not isinstance(query, (PlainText, Phrase)):
            return super().build_tsquery_content(query, config=config, invert=invert)  # type: ignore[misc]
        lexemes = [TermLexeme(term) for term in self.terms(query)]
        return SearchQuery(combine(query, lexemes), search_type="raw", config=config, invert=invert)

    def get_fields_vectors(self, search_query: Any) -> Any:
        """Search in all indexed fields though some are named: the columns themselves are not analysed."""
        return self.get_index_vectors(search_query)  # type: ignore[attr-defined]


class SearchCompiler(_TermsInPostgres, PostgresSearchQueryCompiler):
    """Search over whole words."""


class AutocompleteCompiler(_TermsInPostgres, PostgresAutocompleteQueryCompiler):
    """Search whose last word may go on."""


class Index(AnalysedIndex, PostgresIndex):
    """The index of all models."""


class PostgresBackend(PostgresSearchBackend):
    """The backend; all else is the library's."""

    query_compiler_class = SearchCompiler
    autocomplete_query_compiler_class = AutocompleteCompiler
    index_class = Index
