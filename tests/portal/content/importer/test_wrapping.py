from hypothesis import given
from hypothesis import strategies as st

from portal.content.importer.source import Line, printed_line
from portal.content.importer.wrapping import rejoin

WRAPPED = """
 各区县人民政府，市政府各部门：

  根据《云溪市人民政府办公室关于加强社区食堂建设和运营管理

的意见》（云府办发〔2024〕9号）的有关要求，为进一步加强社区食

堂建设，向老年人提供更加优质、高效、便捷的就餐服务，现提出

如下意见。

  一、总体要求

  （一）工作目标
   到2025年底建成社区食堂一百个以上，覆盖全部城市街道和半

数以上的乡镇，让老年人在家门口就能吃上热饭，每餐补贴 3 元，
 每人每月不超过九十元。

－４－

  （二）适用对象。具有云溪市户籍且年满六十周岁的老年人，以

及长期居住在本市的外地老年人。
"""

LEAD = (
    "根据《云溪市人民政府办公室关于加强社区食堂建设和运营管理的意见》（云府办发〔2024〕9号）的有关要求，"
    "为进一步加强社区食堂建设，向老年人提供更加优质、高效、便捷的就餐服务，现提出如下意见。"
)
GOAL = (
    "到2025年底建成社区食堂一百个以上，覆盖全部城市街道和半数以上的乡镇，让老年人在家门口就能吃上热饭，"
    "每餐补贴3元，每人每月不超过九十元。"
)


def texts(text: str) -> list[str]:
    return [line.text for line in rejoin([printed_line(raw) for raw in text.splitlines()])]


def test_wrapped_lines_become_paragraphs() -> None:
    assert texts(WRAPPED) == [
        "各区县人民政府，市政府各部门：",
        LEAD,
        "一、总体要求",
        "（一）工作目标",
        GOAL,
        "（二）适用对象。具有云溪市户籍且年满六十周岁的老年人，以及长期居住在本市的外地老年人。",
    ]


def test_a_sentence_torn_at_a_bracket_is_joined_in_plain_text() -> None:
    text = "根据《云溪市食堂管理办法》（云民发\n\n〔2024〕9号）精神，现通知如下。\n\n一、范围\n\n全市。"

    assert texts(text) == [
        "根据《云溪市食堂管理办法》（云民发〔2024〕9号）精神，现通知如下。",
        "一、范围",
        "全市。",
    ]


def test_short_lines_are_left_alone() -> None:
    text = "云溪市通知\n各单位：\n请于明日上午九时开会。\n云溪市办公室\n2024年1月2日"

    assert texts(text) == text.split("\n")


@given(st.lists(st.text(alphabet="甲乙丙丁，。（）《一、第条 ", max_size=40), max_size=40), st.booleans())
def test_joining_loses_no_character(raw: list[str], paged: bool) -> None:
    lines = [printed_line(text) for text in raw]
    joined = rejoin(lines, paged=paged)

    def bare(kept: list[Line]) -> str:
        return "".join(line.text for line in kept).replace(" ", "")

    assert bare(joined) == bare([line for line in lines if line.text])
