"""Anchors and provisions: what deep links, citations and the index all rest on."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.content.numerals import chinese_number, ordinal
from portal.content.outline import Block, outline, provisions, split_caption

NUMBERS = st.one_of(
    st.sampled_from(
        [
            "第一条",
            "第二条",
            "第十条",
            "第一百二十条之一",
            "（一）",
            "（二）",
            "(3)",
            "五、",
            "1、",
            "",
            "附则",
            "第1十条",
        ]
    ),
    st.text(alphabet="第一二十百〇零之条章节编款0１2（）()、 ", max_size=8),
)
HEADINGS = st.one_of(
    st.sampled_from(
        ["第一章 总则", "第二节 登记", "一、适用范围", "二、办理材料", "（一）窗口", "说明", "第一编"]
    ),
    st.text(alphabet="第一二十章节编、（）说明 0", min_size=1, max_size=8),
)
BLOCKS = st.lists(
    st.one_of(
        st.builds(lambda text, level: Block("heading", text, level=level), HEADINGS, st.integers(1, 3)),
        st.builds(lambda number, text: Block("article", text, number=number), NUMBERS, st.text(max_size=20)),
        st.builds(lambda text: Block("paragraph", text), st.text(max_size=20)),
        st.just(Block("table", rows=(("档次", "标准"), ("一档", "100元")))),
    ),
    max_size=25,
)


def article(number: str, text: str = "内容。") -> Block:
    return Block("article", text, number=number)


def heading(text: str, level: int = 1) -> Block:
    return Block("heading", text, level=level)


def anchors(*blocks: Block) -> list[str]:
    return [found.anchor for found in provisions(outline(blocks))]


@given(BLOCKS)
def test_anchors_are_unique_and_fit_an_address(blocks: list[Block]) -> None:
    sections = outline(blocks)
    found = [section.anchor for section in sections if section.anchor]
    found += [piece.anchor for section in sections for piece in section.pieces]
    assert len(found) == len(set(found))
    assert all(re.fullmatch(r"[a-z0-9-]+", anchor) for anchor in found)


@given(BLOCKS)
def test_no_word_is_lost_between_page_and_index(blocks: list[Block]) -> None:
    told = "".join(found.text for found in provisions(outline(blocks)))
    told += "".join(found.caption for found in provisions(outline(blocks)))
    for block in blocks:
        if block.kind == "paragraph":
            assert all(line.strip() in told for line in block.text.splitlines())


@given(BLOCKS)
def test_what_is_indexed_is_what_is_shown(blocks: list[Block]) -> None:
    sections = outline(blocks)
    shown = {piece.anchor for section in sections for piece in section.pieces}
    assert {found.anchor for found in provisions(sections)} <= shown


@pytest.mark.parametrize(
    ("number", "anchor"),
    [
        ("第三条", "article-3"),
        ("第十条", "article-10"),
        ("第一百二十条之一", "article-120-1"),
        ("第一千二百六十条", "article-1260"),
        ("第12条", "article-12"),
        ("第二百〇五条", "article-205"),
        ("第一百二十条之十二", "article-120-12"),
    ],
)
def test_article_anchor_is_its_number(number: str, anchor: str) -> None:
    assert anchors(article(number)) == [anchor]


def test_articles_keep_their_anchor_in_any_chapter() -> None:
    assert anchors(heading("第一章 总则"), article("第一条"), heading("第二章 罚则"), article("第二条")) == [
        "article-1",
        "article-2",
    ]


def test_notice_items_stand_below_their_section() -> None:
    found = list(
        provisions(
            outline(
                [
                    heading("一、对象"),
                    Block("paragraph", "本市居民。"),
                    heading("三、办理"),
                    article("（一）"),
                    article("（二）"),
                ]
            )
        )
    )
    assert [one.anchor for one in found] == ["section-1-text", "section-3-item-1", "section-3-item-2"]
    assert [one.number for one in found] == ["一、", "三、（一）", "三、（二）"]
    assert found[1].heading_path == ("三、办理",)


def test_repeated_numbers_are_told_apart() -> None:
    assert anchors(article("第一条"), article("第一条"), article("第一条")) == [
        "article-1",
        "article-1--2",
        "article-1--3",
    ]


def test_heading_path_runs_from_chapter_to_section() -> None:
    blocks = [
        heading("第二章 登记"),
        heading("第一节 条件", 2),
        article("第五条"),
        heading("第三章 附则"),
        article("第六条"),
    ]
    paths = [found.heading_path for found in provisions(outline(blocks))]
    assert paths == [("第二章 登记", "第一节 条件"), ("第三章 附则",)]


def test_paragraph_and_table_belong_to_the_article_before() -> None:
    (found,) = provisions(
        outline(
            [
                article("第一条", "标准如下：\n\n  按年龄发放。 "),
                Block("table", rows=(("年龄", "元"), ("80", "100"))),
                Block("paragraph", "年龄为周岁。"),
            ]
        )
    )
    assert found.text.splitlines() == [
        "标准如下：",
        "按年龄发放。",
        "年龄为周岁。",
        "年龄｜元",
        "80｜100",
    ]


def test_empty_page_has_nothing_to_quote() -> None:
    assert outline([]) == []
    assert anchors(article("第一条", ""), Block("paragraph", "  ")) == []


@pytest.mark.parametrize(
    ("text", "caption", "rest"),
    [
        ("【谁可以申请】本市居民可以申请。", "谁可以申请", "本市居民可以申请。"),
        (" 【申请材料】　提交下列材料：", "申请材料", "提交下列材料："),
        ("本市居民【含常住人口】可以申请。", "", "本市居民【含常住人口】可以申请。"),
        ("【】空的。", "", "【】空的。"),
        ("【一】太短。", "", "【一】太短。"),
        (f"【{'长' * 41}】太长。", "", f"【{'长' * 41}】太长。"),
        ("没有条旨。", "", "没有条旨。"),
    ],
)
def test_caption_is_taken_off_the_head(text: str, caption: str, rest: str) -> None:
    assert split_caption(text) == (caption, rest)


def test_caption_is_kept_beside_the_text() -> None:
    (found,) = provisions(outline([article("第一条", "【谁可以申请】本市居民。")]))
    assert (found.caption, found.text) == ("谁可以申请", "本市居民。")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("零", 0),
        ("三", 3),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("一百零五", 105),
        ("一百一十", 110),
        ("两千零一", 2001),
        ("一千二百六十", 1260),
        ("一万二千三百四十五", 12345),
        ("二百〇五", 205),
        ("120", 120),
        ("１２", 12),
    ],
)
def test_chinese_numerals(text: str, number: int) -> None:
    assert chinese_number(text) == number


def spell(number: int) -> str:
    """A number below 10,000 in Chinese, as laws number their articles."""
    digits, units = "零一二三四五六七八九", ("千", "百", "十", "")
    parts = [(int(digit), unit) for digit, unit in zip(f"{number:04}", units, strict=True)]
    spelt = "".join(f"{digits[digit]}{unit}" if digit else "零" for digit, unit in parts)
    spelt = re.sub("零+", "零", spelt).strip("零")
    return spelt.removeprefix("一") if spelt.startswith("一十") else spelt


@given(st.integers(1, 9999))
def test_every_article_number_is_read_back(number: int) -> None:
    assert chinese_number(spell(number)) == number
    assert ordinal(f"第{spell(number)}条") == ("条", str(number))
    assert ordinal(f"第{number}条") == ("条", str(number))


@pytest.mark.parametrize("text", ["甲", "一条", "3a", "十x", ""])
def test_what_is_no_numeral(text: str) -> None:
    if text:
        with pytest.raises(ValueError, match="numeral"):
            chinese_number(text)
    assert ordinal(text) is None


@given(st.text(alphabet="第一二十百千万〇零两之条章节编0123456789１２ ", max_size=12))
def test_any_number_is_read_or_left(text: str) -> None:
    found = ordinal(text)
    assert found is None or re.fullmatch(r"\d+(-\d+)?", found[1])
