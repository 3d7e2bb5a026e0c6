"""What stands above the body of a document: title, number, history, labelled facts. Pure."""

import re
from dataclasses import dataclass, field

from portal.content.importer.bodies import find_number, is_number
from portal.content.importer.dates import DATE, is_date
from portal.content.importer.markers import is_structural
from portal.content.importer.source import Grid, Line, Part

# The labels that official pages print above a document, and what they mean here.
_LABELS = {
    "标题": "title",
    "名称": "title",
    "文件名称": "title",
    "发文字号": "document_number",
    "文号": "document_number",
    "发文机关": "issuing_body",
    "发布机构": "issuing_body",
    "发文机构": "issuing_body",
    "发文单位": "issuing_body",
    "发布单位": "issuing_body",
    "制定机关": "issuing_body",
    "信息来源": "source",
    "来源": "source",
    "成文日期": "written_on",
    "发文日期": "written_on",
    "公布日期": "published_on",
    "发布日期": "published_on",
    "发布时间": "published_on",
    "公开日期": "published_on",
    "生成日期": "written_on",
    "施行日期": "effective_on",
    "实施日期": "effective_on",
    "生效日期": "effective_on",
    "失效日期": "expires_on",
    "有效性": "validity",
    "时效性": "validity",
    "效力状态": "validity",
    "主题分类": "topic",
    "主题词": "keywords",
    "关键词": "keywords",
    "索引号": "index_number",
}
_LABELLED = re.compile(rf"({'|'.join(sorted(_LABELS, key=len, reverse=True))})[:：]\s*(.*)")
_TITLE_END = re.compile(
    r"(?:通知|意见|办法|规定|条例|细则|方案|决定|公告|通告|批复|复函|函|规则|规程|指南|标准|措施|法|解释|纲要|规划|制度|"
    r"准则|章程|要点|报告|命令|令|制|目录|清单|若干规定|政策|流程|指引|计划|通报|议案|纪要|须知|公约)"
    r"(?:[（(【〔\[][^（()）]{1,20}[）)】〕\]])*$"
)
_HISTORY = re.compile(rf"[（(]?\s*(?:{DATE}).{{0,200}}(?:通过|公布|发布|批准|修订|修正|施行|实施|印发|生效)")
_MARGIN = re.compile(
    r"(?:签发人|密级|紧急程度|份号|公开方式|公开属性|字体|打印|分享|浏览次数|阅读次数)\s*[:：]?.*|.{2,40}文件"
)
_SALUTATION = re.compile(r".{2,200}[:：]$")
_PURPOSE = re.compile(r"为了?|根据|按照|经|近年来|依据")
_MOSTLY_HAN = re.compile(r"(?:[^A-Za-z]*[A-Za-z]?){0,6}[^A-Za-z]*")
MAX_TITLE = 120
_MAX_HEAD_LINES = 20


@dataclass(slots=True)
class Masthead:
    """What was read above the body; `taken` parts of the file belong to it."""

    title: str = ""
    number: str = ""
    history: list[str] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
    taken: int = 0


def read_marked_head(lines: list[Line]) -> Masthead:
    """Read a head that the file itself sets apart: its titles, all else being history."""
    head = Masthead(title=" ".join(line.text for line in lines if line.level == 1))
    for line in lines:
        if line.level == 1 or _repeats(line.text, head.title):
            continue
        if is_number(line.text):
            head.number = find_number(line.text)
        head.history.append(line.text)
    return head


def read_head(parts: list[Part]) -> Masthead:
    """Read the head of a file that marks none: all up to the salutation or the first sentence."""
    head = Masthead()
    titles: list[Line] = []
    for part in parts[:_MAX_HEAD_LINES]:
        if isinstance(part, Grid):
            if not _read_fact_table(part, head):
                break
        elif not _read_head_line(part, head, titles):
            break
        head.taken += 1
    _settle_title(head, titles, parts)
    return head


def drop_repeated_title(parts: list[Part], title: str) -> int:
    """Count the lines at the start of a body that only say its title again."""
    said = ""
    for count, part in enumerate(parts[:4], start=1):
        if not isinstance(part, Line) or not _repeats(part.text, title):
            return 0
        said += _bare(part.text)
        if _bare(title).endswith(said):
            return count
    return 0


def _read_head_line(line: Line, head: Masthead, titles: list[Line]) -> bool:
    """Take one line into the head; False where the body begins."""
    label = _LABELLED.match(_unspaced_label(line.text))
    if label:
        head.facts.setdefault(_LABELS[label[1]], label[2].strip())
    elif is_number(line.text):
        head.number = head.number or find_number(line.text)
    elif _HISTORY.match(line.text):
        head.history.append(line.text)
    elif is_date(line.text):
        head.facts.setdefault("written_on", line.text)
    elif not _MARGIN.fullmatch(line.text):
        if not _is_title_line(line, titles):
            return False
        titles.append(line)
    return True


def _is_title_line(line: Line, titles: list[Line]) -> bool:
    text = line.text
    if line.level == 1:
        return not any(title.level == 1 for title in titles)
    if line.level or len(text) > 60 or text.endswith(tuple("。；！？，、;")) or _SALUTATION.fullmatch(text):
        return False
    if _PURPOSE.match(text) or is_structural(text):
        return False
    joined = "".join(title.text for title in titles)
    return len(joined) + len(text) <= MAX_TITLE and not _TITLE_END.search(joined)


def _settle_title(head: Masthead, titles: list[Line], parts: list[Part]) -> None:
    """Join the title's lines; lines that make no title go back to the body."""
    marked = [line.text for line in titles if line.level == 1]
    joined = marked[0] if marked else "".join(line.text for line in titles)
    if marked or _TITLE_END.search(joined):
        head.title = joined
        return
    short = [line for line in titles if len(line.text) <= 40 and _MOSTLY_HAN.fullmatch(line.text)]
    if titles and len(titles) == len(short) <= 2 and len(parts) > len(titles):
        head.title = joined
        return
    head.taken = next((index for index, part in enumerate(parts) if part in titles), head.taken)


def _read_fact_table(grid: Grid, head: Masthead) -> bool:
    """Read a table of labels and values, as stands above documents on official pages."""
    found: dict[str, str] = {}
    for row in grid.rows:
        cells = [cell for cell in row if cell]
        for label, value in zip(cells, [*cells[1:], ""], strict=False):
            name = re.sub(r"[\s:：]", "", label)
            together = _LABELLED.match(_unspaced_label(label))
            if name in _LABELS:
                found.setdefault(_LABELS[name], value)
            elif together:
                found.setdefault(_LABELS[together[1]], together[2].strip())
    if len(found) < 2:
        return False
    for name, value in found.items():
        head.facts.setdefault(name, value)
    return True


def _unspaced_label(text: str) -> str:
    """索 引 号：X is written with spaces to align; close them up to the colon."""
    label, colon, value = text.partition("：") if "：" in text else text.partition(":")
    return f"{label.replace(' ', '')}{colon}{value}" if colon and len(label) <= 16 else text


def _repeats(text: str, title: str) -> bool:
    return bool(title) and _bare(text) in _bare(title)


def _bare(text: str) -> str:
    return re.sub(r"[\s\W]", "", text)
