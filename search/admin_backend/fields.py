"""Objects as the library's indexer sees them: the same fields, with values already analysed."""

from copy import copy
from typing import Any

from django.utils.encoding import force_str
from modelsearch.index import RelatedFields

from search.admin_backend.analysis import indexed_text


class Analysed:
    """Stands in for an object while it is indexed: a key and its search fields, no more is asked."""

    def __init__(self, instance: Any) -> None:
        self.instance = instance
        self.pk = instance.pk

    def get_search_fields(self) -> list[Any]:
        """The object's search fields, which read analysed values from it."""
        return [_analysed(field, self.instance) for field in self.instance.get_search_fields()]


class AnalysedIndex:
    """Mixin for an index: stores what the analysis makes of each object."""

    def add_items(self, model: Any, objs: Any) -> None:
        """Index objects of one model."""
        super().add_items(model, [Analysed(instance) for instance in objs])  # type: ignore[misc]


def _analysed(field: Any, instance: Any = None) -> Any:
    """Twin a search field; a top-level field reads from the instance, a related one from its owner."""
    twin = copy(field)
    if isinstance(field, RelatedFields):
        twin.fields = [_analysed(related) for related in field.fields]
        twin.get_value = lambda owner: field.get_value(owner if instance is None else instance)
    else:
        twin.get_value = lambda owner: _analyse(field.get_value(owner if instance is None else instance))
    return twin


def _analyse(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, list):
        return [_analyse(item) for item in value]
    if isinstance(value, dict):
        return {key: _analyse(item) for key, item in value.items()}
    return indexed_text(force_str(value))
