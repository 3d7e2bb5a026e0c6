"""Small helpers of display: languages, menus, addresses of filtered lists, anchors of stories."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import get_language

register = template.Library()

CHINESE = "zh-Hans"


def _is_english() -> bool:
    return (get_language() or "").startswith("en")


@register.simple_tag
def html_lang() -> str:
    """Name the interface language as HTML does."""
    return "en" if _is_english() else CHINESE


@register.filter
def title_lang(page: Any) -> str:
    """Tell in which language `page.local_title` is."""
    return "en" if _is_english() and hasattr(page, "title_en") and page.title_en else CHINESE


@register.filter
def summary_lang(page: Any) -> str:
    """Tell in which language `page.local_summary` is."""
    return "en" if _is_english() and hasattr(page, "summary_en") and page.summary_en else CHINESE


@register.filter
def is_within(path: str, folder: str) -> bool:
    """Tell whether an address lies in a section."""
    return bool(folder) and path.startswith(folder)


@register.filter
def visible_ancestors(page: Any) -> Iterable[Any]:
    """List the pages above `page`, from the home page down, for the breadcrumb."""
    return page.get_ancestors().live().filter(depth__gt=1).specific()


@register.filter
def with_anchors(page: Any) -> list[tuple[Any, str]]:
    """Pair a story's blocks with the anchors that its outline gives them."""
    sections = list(page.outline)
    headed = iter([section for section in sections if section.text])
    current = sections[0] if sections and not sections[0].text else None
    pairs: list[tuple[Any, str]] = []
    is_first = True
    for block in page.body:
        if block.block_type == "heading":
            current, is_first = next(headed, None), True
            pairs.append((block, current.anchor if current else ""))
            continue
        has_anchor = is_first and current is not None and current.pieces
        pairs.append((block, current.pieces[0].anchor if has_anchor and current else ""))
        is_first = False
    return pairs


@register.filter
def page_numbers(paginator: Any, current: int) -> list[int]:
    """List the page numbers to offer, 0 for a gap."""
    numbers = paginator.get_elided_page_range(current, on_each_side=1, on_ends=1)
    return [number if isinstance(number, int) else 0 for number in numbers]


@register.filter
def with_time(steps: list[tuple[Any, date]]) -> list[dict[str, Any]]:
    """Tell for each dated step whether it, and the step after it, lie ahead."""
    today = timezone.localdate()
    ahead = [day > today for _label, day in steps]
    return [
        {
            "label": label,
            "day": day,
            "is_ahead": ahead[place],
            "leads_ahead": any(ahead[place + 1 : place + 2]),
        }
        for place, (label, day) in enumerate(steps)
    ]
