"""Filters of the site search, and how many pages each of their values would leave."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.content import rules
from search.catalogue import Entry

NEWEST = "newest"
_PATH_STEP = 4

NAMES: dict[str, Promise] = {
    "type": _("Type"),
    "section": pgettext_lazy("part of a site", "Section"),
    "body": _("Issuing body"),
    "year": _("Year"),
    "validity": _("Validity"),
}
TYPES: dict[str, Promise] = {
    "policy": _("Policies"),
    "interpretation": _("Interpretations"),
    "article": _("News and notices"),
    "interview": _("Interviews"),
}
IN_FORCE, ENDED, AHEAD = "in-force", "ended", "ahead"
VALIDITIES: dict[str, Promise] = {
    IN_FORCE: _("In force"),
    ENDED: _("No longer in force"),
    AHEAD: _("Not yet in force"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter."""

    value: str
    label: Any
    count: int
    is_selected: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """One filter with the values that the results offer."""

    name: str
    label: Any
    choices: list[Choice]


@dataclass(frozen=True, slots=True)
class Section:
    """A column of the site, by its place in the tree."""

    key: str
    path: str
    label: str


class Reader:
    """Reads an entry's value of each filter."""

    def __init__(self, sections: Iterable[Section], today: date) -> None:
        self._by_path = {section.path: section for section in sections}
        self._today = today
        self._read: dict[str, Callable[[Entry], str]] = {
            "type": lambda entry: entry.kind if entry.kind in TYPES else "",
            "section": self._section,
            "body": lambda entry: entry.issuing_body,
            "year": lambda entry: entry.year,
            "validity": self._validity,
        }

    def read(self, entry: Entry) -> dict[str, str]:
        """The entry's values; empty where it has none."""
        return {name: self._read[name](entry) for name in NAMES}

    def label(self, name: str, value: str) -> Any:
        """How a value is called."""
        if name == "section":
            return next(section.label for section in self._by_path.values() if section.key == value)
        return {**TYPES, **VALIDITIES}.get(value, value)

    def _section(self, entry: Entry) -> str:
        for end in range(len(entry.path) - _PATH_STEP, 0, -_PATH_STEP):
            if section := self._by_path.get(entry.path[:end]):
                return section.key
        return ""

    def _validity(self, entry: Entry) -> str:
        validity = entry.validity_on(self._today)
        if not validity:
            return ""
        if validity == rules.NOT_YET_EFFECTIVE:
            return AHEAD
        return IN_FORCE if validity in rules.IN_FORCE else ENDED


def read_filters(asked: Mapping[str, str], known: Iterable[dict[str, str]]) -> dict[str, str]:
    """The filters that were asked for; a value that no page of the site has is ignored."""
    wanted = {name: value for name in NAMES if (value := asked.get(name, ""))}
    if not wanted:
        return {}
    offered = {(name, values[name]) for values in known for name in wanted}
    return {name: value for name, value in wanted.items() if (name, value) in offered}


def passes(values: dict[str, str], wanted: dict[str, str], but: str = "") -> bool:
    """Whether a page's values satisfy all filters, one left out where its own values are counted."""
    return all(values[name] == value for name, value in wanted.items() if name != but)


def count_facets(found: list[dict[str, str]], wanted: dict[str, str], reader: Reader) -> list[Facet]:
    """The filters that the results of a query offer; one with a single value is no choice."""
    facets = []
    for name, label in NAMES.items():
        counts = Counter(values[name] for values in found if passes(values, wanted, but=name))
        counts.pop("", None)
        chosen = wanted.get(name, "")
        values = sorted(
            counts.keys() | ({chosen} - {""}), key=lambda value: _order(name, value, counts[value])
        )
        if len(values) > 1 or chosen:
            choices = [
                Choice(value, reader.label(name, value), counts[value], value == chosen) for value in values
            ]
            facets.append(Facet(name, label, choices))
    return facets


def _order(name: str, value: str, count: int) -> tuple[int, str]:
    if name == "year":
        return -int(value), ""
    if name in {"type", "validity"}:
        return list({**TYPES, **VALIDITIES}).index(value), ""
    return -count, value
