"""What rows are found by beside their words: one tag a value. Pure: no Django, no storage."""

from typing import Any

from search.scope import Scope


def row_tags(values: dict[str, Any]) -> frozenset[str]:
    """The tags of a passage."""
    tags = {
        f"site={values['site_id']}",
        f"locale={values['locale']}",
        f"role={values['role']}",
        f"kind={values['kind']}",
        f"page={values['page_id']}",
    }
    if values["published_on"]:
        tags.add(f"year={values['published_on'].year}")
    return frozenset(tags | {_tag("topic", values["topic"]), _tag("body", values["issuing_body"])})


def scope_tags(scope: Scope) -> list[frozenset[str]]:
    """What a row must have to be in a scope: one tag of each set."""
    wanted = [
        {f"site={scope.site}"} if scope.site is not None else set(),
        {f"locale={scope.locale}"} if scope.locale is not None else set(),
        {f"role={scope.role}"} if scope.role is not None else set(),
        {f"kind={kind}" for kind in scope.kinds},
        {_tag("topic", scope.topic)} if scope.topic else set(),
        {_tag("body", scope.issuing_body)} if scope.issuing_body else set(),
        {f"year={scope.year}"} if scope.year is not None else set(),
        {f"page={page}" for page in scope.pages},
    ]
    return [frozenset(tags) for tags in wanted if tags]


def _tag(name: str, value: str) -> str:
    return f"{name}={'_'.join(value.split())}"
