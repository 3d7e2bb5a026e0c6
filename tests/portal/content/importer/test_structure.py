import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.content import rules
from portal.content.importer.findings import FindingCode
from portal.content.importer.front_matter import split_front_matter
from portal.content.importer.readers import read_bytes
from portal.content.importer.structure import ParsedPolicy, parse_source
from portal.content.outline import Block, outline, provisions

from .makers import MEASURES, NOTICE, make_docx, make_pdf

LAW = """# 云溪共和国停车法

2001年3月1日 第九届全国人民代表大会常务委员会第二十次会议通过

2001年3月1日 中华人民共和国主席令第四十八号公布

2012年6月30日 第十一届全国人民代表大会常务委员会第二十七次会议《关于修改〈停车法〉的决定》第一次修正

2012年10月1日 施行

<!-- INFO END -->

云溪共和国

停车法

## 第一章 总 则

### 第一节 一般规定

第一条 为了规范停车，制定本法。

第二条 停车人有下列权利：

（一）知道价格；

（二）得到票据。

前款规定适用于单位。

第二条之一 禁止在消防通道停车。

## 第二章 附 则

第三条 本法自2001年5月1日起施行。

停车费用表

1．小型车：四元

2．大型车：八元
"""


def parse(text: str, name: str = "文件.txt") -> ParsedPolicy:
    return parse_source(read_bytes(text.encode(), name))


def shape(policy: ParsedPolicy) -> list[tuple[str, str]]:
    return [(block.kind, block.number or block.text[:12]) for block in policy.blocks]


def codes(policy: ParsedPolicy) -> set[FindingCode]:
    return {finding.code for finding in policy.findings}


def test_measures_in_plain_text_are_understood() -> None:
    policy = parse(MEASURES)

    assert policy.title == "云溪市临时停车收费办法"
    assert policy.document_number == "云交发〔2024〕6号"
    assert policy.issuing_body == "云溪市交通运输局"
    assert policy.written_on == policy.published_on == date(2024, 6, 12)
    assert policy.effective_on == date(2024, 7, 1)
    assert policy.expires_on == date(2027, 6, 30)
    assert policy.validity == rules.VALID
    assert policy.findings == []
    assert policy.blocks == [
        Block("heading", "第一章 总则"),
        Block("article", "为了规范临时停车收费，方便市民停车，制定本办法。", number="第一条"),
        Block(
            "article",
            "下列车辆免收停车费：\n（一）停放不超过三十分钟的；\n（二）执行紧急任务的救护车、消防车。",
            number="第二条",
        ),
        Block("heading", "第二章 收费标准"),
        Block("article", "小型车每小时收费四元，当日最高二十元。", number="第三条"),
        Block("article", "本办法自2024年7月1日起施行，有效期三年。", number="第四条"),
    ]


def test_notice_items_are_articles_below_their_heading() -> None:
    policy = parse(NOTICE)

    assert policy.title == "云溪市教育局关于做好校车安全管理工作的通知"
    assert policy.issuing_body == "云溪市教育局"
    assert policy.written_on == date(2023, 8, 20)
    assert shape(policy) == [
        ("paragraph", "各区县教育局，市直属学校"),
        ("paragraph", "为了保障学生乘车安全，现"),
        ("heading", "一、检查范围"),
        ("paragraph", "全市使用校车接送学生的幼"),
        ("article", "（一）"),
        ("article", "（二）"),
        ("heading", "二、报送要求"),
        ("paragraph", "请于2023年9月10日"),
    ]
    cited = [(found.number, found.anchor) for found in provisions(outline(policy.blocks))]
    assert ("一、（二）", "section-1-item-2") in cited


def test_law_head_gives_history_number_and_dates() -> None:
    policy = parse(LAW, "停车法(2012-06-30).md")

    assert policy.title == "云溪共和国停车法"
    assert policy.document_number == "主席令第四十八号"
    assert policy.issuing_body == "全国人民代表大会常务委员会"
    assert policy.written_on == date(2001, 3, 1)
    assert policy.published_on == date(2012, 6, 30)
    assert policy.effective_on == date(2012, 10, 1)
    assert policy.is_publishable


def test_law_body_has_levels_inserted_articles_and_an_annex() -> None:
    policy = parse(LAW, "停车法(2012-06-30).md")

    assert policy.blocks[0].text.startswith("2001年3月1日 第九届")
    headings = [(block.level, block.text) for block in policy.blocks if block.kind == "heading"]
    assert headings == [(1, "第一章 总则"), (2, "第一节 一般规定"), (1, "第二章 附则"), (1, "停车费用表")]
    assert [block.number for block in policy.blocks if block.kind == "article"] == [
        "第一条",
        "第二条",
        "第二条之一",
        "第三条",
    ]
    second = next(block for block in policy.blocks if block.number == "第二条")
    assert second.text.endswith("（二）得到票据。\n前款规定适用于单位。")
    assert policy.blocks[-1] == Block("paragraph", "1．小型车：四元\n2．大型车：八元")


@pytest.mark.parametrize(
    ("line", "number", "body"),
    [
        ("2008年1月31日 中华人民共和国国务院令第517号公布", "国务院令第517号", "国务院"),
        (
            "1988年9月23日 中华人民共和国国务院、中华人民共和国中央军事委员会第14号令发布",
            "国务院、中央军事委员会令第14号",
            "国务院、中央军事委员会",
        ),
        ("1996年10月3日 中华人民共和国交通部令第8号发布", "交通部令第8号", "交通部"),
        ("2020年3月2日 最高人民法院审判委员会第1795次会议通过", "", "最高人民法院"),
        ("2019年3月15日 第十三届全国人民代表大会第二次会议通过", "", "全国人民代表大会"),
        ("1987年11月10日 公安部发布", "", "公安部"),
        ("2001年2月6日 国务院第35次常务会议通过", "", "国务院"),
    ],
)
def test_history_lines_name_body_and_number(line: str, number: str, body: str) -> None:
    policy = parse(f"# 停车规定\n\n{line}\n\n<!-- INFO END -->\n\n第一条 完。\n", "a.md")

    assert (policy.document_number, policy.issuing_body) == (number, body)


@pytest.mark.parametrize(
    ("sentence", "published", "effective", "expires"),
    [
        ("本办法自2025年5月1日起施行，有效期5年。", None, date(2025, 5, 1), date(2030, 4, 30)),
        ("本办法自二〇二五年五月一日起施行。", None, date(2025, 5, 1), None),
        ("本办法自发布之日起施行。", "2025-03-18", date(2025, 3, 18), None),
        ("本办法自公布之日起30日后施行，试行两年。", "2025-03-18", date(2025, 4, 17), date(2027, 4, 16)),
        ("本办法自2025年5月1日起施行，有效期至2029年12月31日。", None, date(2025, 5, 1), date(2029, 12, 31)),
        ("本办法自2024年2月29日起执行，有效期一年。", None, date(2024, 2, 29), date(2025, 2, 28)),
        ("申请人应当自收到通知之日起30日内办理。", "2025-03-18", None, None),
    ],
)
def test_closing_provision_gives_start_and_end(
    sentence: str, published: str | None, effective: date | None, expires: date | None
) -> None:
    front = f"---\ntitle: 停车办法\n{f'published_on: {published}' if published else ''}\n---\n"
    policy = parse(f"{front}第一条 甲。\n\n第二条 {sentence}\n", "a.md")

    assert (policy.effective_on, policy.expires_on) == (effective, expires)


def test_front_matter_goes_before_what_the_text_says() -> None:
    text = (
        "---\ntitle: 停车办法\ntitle_en: Parking Measures: Draft\ndocument_number: 云交发〔2025〕8号\n"
        "issuing_body: 云溪市交通运输局\npublished_on: 2025-03-18\nvalidity: repealed\ntopic: 交通出行\n"
        "keywords: 停车, 收费、泊位\nsummary: 停车怎么收费。\nwritten_on: 不详\n---\n"
        "# 停车办法\n\n第一条 完。\n"
    )
    policy = parse(text, "01-parking.md")

    assert policy.title_en == "Parking Measures: Draft"
    assert policy.document_number == "云交发〔2025〕8号"
    assert policy.validity == rules.REPEALED
    assert policy.keywords == "停车, 收费, 泊位"
    assert policy.topic == "交通出行"
    assert policy.summary == "停车怎么收费。"
    assert policy.blocks == [Block("article", "完。", number="第一条")]
    assert codes(policy) == {FindingCode.BAD_METADATA}
    assert policy.is_publishable


def test_labels_above_a_document_are_metadata() -> None:
    rows = [
        ["索 引 号：", "115100/2024-01", "发文机关：", "云溪市民政局"],
        ["发文字号：", "云民发〔2024〕3号", "有效性：", "失效"],
    ]
    title = "云溪市民政局关于发放高龄津贴的通知"
    raw = make_docx([rows, "成文日期：2024年1月5日", title, "各区县民政局：", "一、标准", "每月一百元。"])
    policy = parse_source(read_bytes(raw, "津贴.docx"))

    assert policy.title == title
    assert policy.index_number == "115100/2024-01"
    assert policy.document_number == "云民发〔2024〕3号"
    assert policy.validity == rules.EXPIRED
    assert policy.written_on == date(2024, 1, 5)
    assert shape(policy) == [
        ("paragraph", "各区县民政局："),
        ("heading", "一、标准"),
        ("paragraph", "每月一百元。"),
    ]


def test_a_notice_brings_its_measures_as_an_annex() -> None:
    text = (
        NOTICE.replace("二、报送要求", "二、实施").rstrip()
        + "\n\n云溪市校车安全\n管理办法\n\n第一条 甲。\n\n第二条 乙。\n"
    )
    policy = parse(text)

    assert policy.written_on == date(2023, 8, 20)
    assert shape(policy)[-3:] == [
        ("heading", "云溪市校车安全管理办法"),
        ("article", "第一条"),
        ("article", "第二条"),
    ]


def test_a_title_over_two_lines_is_joined() -> None:
    policy = parse(
        "云溪市人民政府办公室\n关于加强食堂建设的通知\n云府办函〔2017〕11号\n各区县：\n一、要求\n按时完成。\n"
    )

    assert policy.title == "云溪市人民政府办公室关于加强食堂建设的通知"
    assert policy.issuing_body == "云溪市人民政府办公室"


def test_missing_metadata_warns_and_does_not_block() -> None:
    policy = parse(
        "各区县人民政府：\n为了加强社区食堂建设，现提出以下意见：\n一、要求\n按时完成。\n", "某市意见.txt"
    )

    assert policy.title == "某市意见"
    assert codes(policy) == {
        FindingCode.TITLE_MISSING,
        FindingCode.NUMBER_MISSING,
        FindingCode.BODY_MISSING,
        FindingCode.DATE_MISSING,
    }
    assert policy.is_publishable


def test_the_file_name_gives_a_date_and_a_title_as_last_resort() -> None:
    policy = parse("第一条 为了停车，制定本条例。\n\n第二条 完。\n", "停车条例(2024-09-30).md")

    assert policy.title == "停车条例"
    assert policy.published_on == date(2024, 9, 30)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("第一条 甲：\n一、子；\n二、丑。\n第二条 乙。", ["第一条", "第二条"]),
        ("一、范围\n第一条 甲。\n二、附则\n第二条 乙。", ["#一、范围", "第一条", "#二、附则", "第二条"]),
        ("一、凡是停车的都要交费。\n（一）小车；\n二、本规定自发布之日起施行。", ["一、", "二、"]),
        (
            "第一条为了停车，制定本办法。\n第二条停车要交费。\n第一条的规定不适用于公交车。",
            ["第一条", "第二条"],
        ),
        ("第 一 条 甲。\n第2条 乙。\n第三条【罚则】丙。", ["第一条", "第2条", "第三条"]),
        ("第一条 甲。\n附件：\n停车费用表\n大型车八元。", ["第一条", "#附件： 停车费用表", "大型车八元。"]),
        ("（一）没有标题的项目。\n（二）又一项。", ["（一）", "（二）"]),
    ],
)
def test_numbering_decides_what_a_line_is(text: str, expected: list[str]) -> None:
    blocks = parse(f"---\ntitle: 停车办法\n---\n{text}\n", "a.md").blocks

    assert [f"#{b.text}" if b.kind == "heading" else b.number or b.text for b in blocks] == expected


def test_a_numbered_paragraph_stands_beside_numbered_headings() -> None:
    text = (
        "---\ntitle: 停车通知\n---\n四、要求\n（一）按时。\n五、本通知自发布之日起施行，请各单位遵照执行。\n"
    )
    found = list(provisions(outline(parse(text, "a.md").blocks)))

    assert [(provision.number, provision.anchor) for provision in found] == [
        ("四、（一）", "section-4-item-1"),
        ("五、", "section-5"),
    ]


def test_a_table_stands_below_its_article_and_text_goes_on_after_it() -> None:
    policy = parse(
        "---\ntitle: 办法\n---\n第一条 标准：\n|a|b|\n|-|-|\n|1|2|\n（一）另行公布。\n第二条 完。\n", "a.md"
    )

    assert [block.kind for block in policy.blocks] == ["article", "table", "paragraph", "article"]
    first = next(iter(provisions(outline(policy.blocks))))
    assert "（一）另行公布。" in first.text


def test_a_gap_between_articles_is_found() -> None:
    front = "---\ntitle: 停车条例\nissuing_body: 云溪市\npublished_on: 2024-01-01\n---\n"
    policy = parse(f"{front}第一条 甲。\n第三条 乙。\n", "a.md")

    assert [(finding.code, finding.detail) for finding in policy.findings] == [
        (FindingCode.ARTICLES_OUT_OF_ORDER, "第三条")
    ]
    assert policy.is_publishable


def test_word_and_pdf_give_the_same_blocks_as_text() -> None:
    lines = [line for line in MEASURES.splitlines() if line]
    text = parse(MEASURES)
    word = parse_source(read_bytes(make_docx(lines), "文件.docx"))
    pdf = parse_source(read_bytes(make_pdf([lines[:6], lines[6:]]), "文件.pdf"))

    assert word.blocks == text.blocks == pdf.blocks
    assert word.document_number == pdf.document_number == "云交发〔2024〕6号"


def test_an_empty_file_has_no_text() -> None:
    policy = parse(" \n\ufeff\n", "空.txt")

    assert FindingCode.NO_TEXT in codes(policy)
    assert not policy.is_publishable


def test_front_matter_is_read_by_itself() -> None:
    values, body = split_front_matter(
        '\ufeff---\r\ntitle: "一图读懂：停车"\r\npolicy: 03-a.md\r\n---\r\n## 为什么\r\n'
    )

    assert values == {"title": "一图读懂：停车", "policy": "03-a.md"}
    assert body == "## 为什么\r\n"
    assert split_front_matter("没有") == ({}, "没有")


# Lines as documents have them: numbering of every kind, plain text, punctuation in odd places.
LINES = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "",
                "第一章 ",
                "第二节 ",
                "第一条 ",
                "第三条之一 ",
                "一、",
                "（一）",
                "1．",
                "附件",
                "## ",
                "  ",
                "——",
                "第五条",
            ]
        ),
        st.text(alphabet="政府网站信息公开办法施行甲乙丙，。；：、（）《》“”0 ", max_size=30),
    ).map("".join),
    max_size=30,
)


@settings(deadline=None)
@given(LINES, st.sampled_from(["文件.txt", "文件.md", "文件.docx"]))
def test_no_han_character_is_lost(lines: list[str], name: str) -> None:
    title = "停车管理办法"
    marker = "各单位："
    body = [marker, *lines]
    raw = (
        make_docx(body) if name.endswith("docx") else "\n".join([f"---\ntitle: {title}\n---", *body]).encode()
    )
    if name.endswith("txt"):
        raw = "\n".join([title, *body]).encode()
    policy = parse_source(read_bytes(raw, name))

    printed = "".join(f"{block.number}{block.text}" for block in policy.blocks)
    assert re.findall("[\u4e00-\u9fff]", printed) == re.findall("[\u4e00-\u9fff]", "".join(body))
