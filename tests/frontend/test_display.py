"""Helpers that templates display with."""

from datetime import date
from types import SimpleNamespace

import pytest
import time_machine
from django.core.paginator import Paginator
from django.utils import translation

from frontend.templatetags.display import page_numbers, title_lang, with_anchors, with_time
from portal.content.outline import Block, outline


@time_machine.travel("2026-11-22T10:00:00+08:00")
def test_life_line_dots_the_way_to_a_step_that_lies_ahead() -> None:
    steps = [("written", date(2026, 1, 1)), ("in force", date(2026, 11, 22)), ("expires", date(2026, 11, 23))]
    shown = [(step["is_ahead"], step["leads_ahead"]) for step in with_time(steps)]
    assert shown == [(False, False), (False, True), (True, False)]


@pytest.mark.parametrize(
    ("language", "title_en", "expected"),
    [("en", "Measures", "en"), ("en", "", "zh-Hans"), ("zh-hans", "Measures", "zh-Hans")],
)
def test_title_lang_is_the_language_that_is_shown(language: str, title_en: str, expected: str) -> None:
    with translation.override(language):
        assert title_lang(SimpleNamespace(title_en=title_en)) == expected


def test_page_numbers_mark_gaps_with_zero() -> None:
    assert page_numbers(Paginator(range(200), 10), 10) == [1, 0, 9, 10, 11, 0, 20]


def test_story_blocks_carry_the_anchors_of_their_outline() -> None:
    kinds = ["paragraph", "heading", "paragraph", "paragraph", "heading", "table"]
    blocks = [Block(kind, text=f"第{place}段", level=1, rows=(("甲",),)) for place, kind in enumerate(kinds)]
    sections = outline(blocks)
    body = [SimpleNamespace(block_type=kind) for kind in kinds]
    anchors = [anchor for _block, anchor in with_anchors(SimpleNamespace(outline=sections, body=body))]
    first, second, third = sections
    assert anchors == [
        first.pieces[0].anchor,
        second.anchor,
        second.pieces[0].anchor,
        "",
        third.anchor,
        third.pieces[0].anchor,
    ]
