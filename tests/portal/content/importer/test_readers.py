import codecs
import io

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from portal.content.importer.findings import FindingCode
from portal.content.importer.readers import read_bytes
from portal.content.importer.source import Grid, Line

from .makers import MEASURES, make_docx, make_pdf


def lines_of(raw: bytes, name: str) -> list[str]:
    return [part.text for part in read_bytes(raw, name).parts if isinstance(part, Line)]


def grids_of(raw: bytes, name: str) -> list[Grid]:
    return [part for part in read_bytes(raw, name).parts if isinstance(part, Grid)]


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", codecs.BOM_UTF8),
        ("gb18030", b""),
        ("gbk", b""),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
    ],
    ids=repr,
)
def test_text_is_read_in_every_encoding(encoding: str, mark: bytes) -> None:
    expected = [line.strip() for line in MEASURES.splitlines() if line.strip()]

    assert lines_of(mark + MEASURES.encode(encoding), "停车.txt") == expected


def test_text_with_a_few_damaged_bytes_stays_utf8() -> None:
    raw = MEASURES.encode()
    damaged = raw[:100] + b"\xff" + raw[101:]

    assert "第三条 小型车每小时收费四元，当日最高二十元。" in lines_of(damaged, "停车.txt")


def test_digest_is_that_of_the_bytes() -> None:
    first = read_bytes("第一条 甲。".encode(), "a.txt")
    again = read_bytes("第一条 甲。".encode(), "b.md")
    other = read_bytes("第一条 乙。".encode(), "a.txt")

    assert first.digest == again.digest != other.digest
    assert len(first.digest) == 64


def test_markdown_keeps_tables_and_drops_marks() -> None:
    table = "| 档次 | 金额 |\n|:--|--:|\n| 一档 | 10 |\n| 二档 |\n"
    text = f"# 题目\n\n第一条 **标准**见[附表](x.html)：\n\n{table}<!-- 略 -->\n"
    source = read_bytes(text.encode(), "a.md")

    assert source.parts == [
        Line("题目", 1),
        Line("第一条 标准见附表：", 0),
        Grid((("档次", "金额"), ("一档", "10"), ("二档", ""))),
    ]


def test_markdown_head_ends_at_its_mark() -> None:
    source = read_bytes(
        "# 某法\n\n2001年1月1日 某会议通过\n\n<!-- INFO END -->\n\n第一条 甲。\n".encode(), "a.md"
    )

    assert [line.text for line in source.head] == ["某法", "2001年1月1日 某会议通过"]
    assert [part.text for part in source.parts if isinstance(part, Line)] == ["第一条 甲。"]


def test_web_page_keeps_the_text_and_leaves_the_navigation() -> None:
    page = (
        """<html><head><meta charset="gb2312"><meta name="ArticleTitle" content="停车办法">
    <meta name="PubDate" content="2024-06-13 09:30"></head><body>
    <nav>首页 &gt; 政策</nav><script>var a = 1;</script>
    <div class="TRS_Editor"><h1>停车办法</h1><p>　　第一条　为了规范<b>停车</b>，<br>制定本办法。</p>
    <div>第二条 标准如下：<table><tr><th>车型</th><th>元</th></tr>
    <tr><td>小型</td><td>4</td></tr></table></div>
    <table><tr><td><p>第三条 """
        + "收费公开。" * 30
        + """</p></td></tr></table></div>
    <footer>版权所有</footer></body></html>"""
    )
    source = read_bytes(page.encode("gb18030"), "a.html")

    assert source.metadata == {"title": "停车办法", "published_on": "2024-06-13 09:30"}
    texts = [part.text if isinstance(part, Line) else part.rows for part in source.parts]
    assert texts[:5] == [
        "停车办法",
        "第一条 为了规范停车，",
        "制定本办法。",
        "第二条 标准如下：",
        (("车型", "元"), ("小型", "4")),
    ]
    assert str(texts[5]).startswith("第三条 收费公开。")
    assert len(texts) == 6


def test_word_keeps_order_tables_and_headings() -> None:
    raw = make_docx(
        [
            ("云溪市停车办法", "Title"),
            ("第一章 总则", "Heading 1"),
            "第一条 为了停车。",
            [["车型", "元"], ["小型", "4"]],
            "第二条 完。",
        ]
    )

    assert read_bytes(raw, "a.docx").parts == [
        Line("云溪市停车办法", 1),
        Line("第一章 总则", 2),
        Line("第一条 为了停车。"),
        Grid((("车型", "元"), ("小型", "4"))),
        Line("第二条 完。"),
    ]


def test_word_writes_out_the_numbers_it_counts() -> None:
    document = Document()
    numbering = document.part.numbering_part.element
    numbering.insert(
        0,
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
            '<w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="第%1条"/></w:lvl>'
            '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>'
            '<w:lvlText w:val="（%2）"/></w:lvl></w:abstractNum>'
        ),
    )
    numbering.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'),
    )
    for text, depth in (
        ("甲。", 0),
        ("乙：", 0),
        ("子项一；", 1),
        ("子项二。", 1),
        ("丙：", 0),
        ("又一项。", 1),
    ):
        paragraph = document.add_paragraph(text)
        paragraph._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = 77
        paragraph._p.pPr.numPr.get_or_add_ilvl().val = depth
    saved = io.BytesIO()
    document.save(saved)

    assert lines_of(saved.getvalue(), "a.docx") == [
        "第一条 甲。",
        "第二条 乙：",
        "（一） 子项一；",
        "（二） 子项二。",
        "第三条 丙：",
        "（一） 又一项。",
    ]


def test_pdf_joins_wrapped_lines_and_drops_page_numbers() -> None:
    body = (
        "为了方便市民停车和规范临时停车收费行为根据有关规定结合云溪市实际情况制定本办法并向社会公开征求意见"
    )
    pages = [
        ["云溪市交通运输局文件", "第一条 " + body[:30], body[30:] + "。", "－ 1 －"],
        [
            "云溪市交通运输局文件",
            "第二条 本办法适用于全市道路临时停车泊位的收费活动和有关的监督",
            "管理。",
            "－ 2 －",
        ],
        ["云溪市交通运输局文件", "第三条 完。", "－ 3 －"],
    ]

    assert lines_of(make_pdf(pages), "a.pdf") == [
        f"第一条 {body}。",
        "第二条 本办法适用于全市道路临时停车泊位的收费活动和有关的监督管理。",
        "第三条 完。",
    ]


def test_look_alike_signs_become_the_characters_they_stand_for() -> None:
    assert lines_of("⼀、居⺠⼾⼝办⻓期⻔诊⽤⾦ ⻚".encode(), "a.txt") == ["一、居民户口办长期门诊用金 页"]


def test_pdf_without_text_is_found() -> None:
    source = read_bytes(make_pdf([[""], [""]]), "scan.pdf")

    assert [finding.code for finding in source.findings] == [FindingCode.NO_TEXT_LAYER]


@pytest.mark.parametrize("name", ["a.docx", "a.pdf"])
@pytest.mark.parametrize("raw", [b"", b"not at all", b"PK\x03\x04 broken", b"%PDF-1.4 broken"], ids=repr)
def test_damaged_files_are_found_not_raised(name: str, raw: bytes) -> None:
    source = read_bytes(raw, name)

    assert source.parts == []
    assert [finding.code for finding in source.findings] == [FindingCode.UNREADABLE]
