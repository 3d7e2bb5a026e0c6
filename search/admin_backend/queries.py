"""Queries as the library builds them, read by our analysis."""

from functools import partial
from typing import Any

from modelsearch.query import MATCH_NONE, And, Boost, Not, Or, Phrase, PlainText
from modelsearch.utils import AND, OR

from search.admin_backend.analysis import Term, phrase, terms


class AnalysedQuery:
    """Mixin for a query compiler: its words and phrases become terms."""

    LAST_TERM_IS_PREFIX: bool
    query: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.query = without_noise(self.query) or MATCH_NONE

    def terms(self, query: Any) -> list[Term]:
        """Read a phrase or a plain text."""
        if isinstance(query, Phrase):
            return phrase(query.query_string)
        return terms(query.query_string, last_is_open=self.LAST_TERM_IS_PREFIX)


def without_noise(query: Any) -> Any:
    """Take out of a query what has no word in it, down to None: the library's compilers stumble over it."""
    if isinstance(query, (PlainText, Phrase)):
        return query if phrase(query.query_string) else None
    if isinstance(query, (And, Or)):
        kept = [found for found in map(without_noise, query.subqueries) if found]
        return type(query)(kept) if len(kept) > 1 else next(iter(kept), None)
    if isinstance(query, (Not, Boost)):
        inner = without_noise(query.subquery)
        rebuild = partial(Boost, boost=query.boost) if isinstance(query, Boost) else Not
        return rebuild(inner) if inner else None
    return query


def combine(query: Any, lexemes: list[Any]) -> Any:
    """Join the lexemes of a query as its operator says; a tree of even depth, as Python's stack is short."""
    return OR(lexemes) if getattr(query, "operator", "and") == "or" else AND(lexemes)
