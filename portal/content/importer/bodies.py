"""Document numbers and the names of bodies that issue documents. Pure."""

import re

_HAN = "\u4e00-\u9fff"
_DIGITS = "一二三四五六七八九十百千〇零"
# 国办发〔2014〕57号, 云府办函[2025]3号, 法释（2020）17号
NUMBER = re.compile(
    rf"([{_HAN}]{{1,16}}(?:[（(][{_HAN}]{{1,6}}[）)])?)\s*[〔\[［【（(﹝]\s*((?:19|20)\d{{2}})\s*[〕\]］】）)﹞]"
    r"\s*第?\s*(\d{1,5})\s*号"
)
# 国务院令第517号, 主席令第四十五号, 公安部令第124号, 第189号令
_ORDER = re.compile(
    rf"([{_HAN}、]{{2,80}}?)(?:令\s*第?\s*([\d{_DIGITS}]{{1,6}})\s*号|第\s*(\d{{1,4}})\s*号令)"
)
_ENDINGS = (
    "人民政府|政府|办公厅|办公室|委员会|委|局|部|厅|院|署|会|中心|银行|军委|总社|指挥部|领导小组|大学|学校|支队|总队|大队|公司|"
    "党组|社|司|处|所|站|库"
)
_BODY_END = re.compile(rf"(?:{_ENDINGS})(?:[（(][{_HAN}]{{1,20}}[）)])?$")
_BODY_LINE = re.compile(rf"[{_HAN}（）() ·]{{3,40}}")
_TITLE_BODY = re.compile(rf"^([{_HAN}、（） ]{{2,60}}?)(?:关于|印发|转发|公告|令$)")
_CONGRESS = re.compile(rf"第[{_DIGITS}]+届(全国人民代表大会(?:常务委员会)?)")
_SESSION = re.compile(
    rf"((?:经|由)?[{_HAN}]{{2,30}}?)(?:第?\d+次|第[{_DIGITS}]+[次届]|\d{{4}}年|审判委员会|常务会议|部务会议|政治局)"
)
_ISSUED_BY = re.compile(rf"^(?:经)?([{_HAN}、]{{2,60}}?)(?:令|公告|公布|发布|批准|第\s*\d)")
_COURT = re.compile("最高人民法院|最高人民检察院")
_STATE = "中华人民共和国"


def find_number(text: str) -> str:
    """Read a document number such as 国办发〔2014〕57号, in its standard spelling."""
    found = NUMBER.search(text)
    return f"{found[1]}〔{found[2]}〕{found[3]}号" if found else ""


def is_number(text: str) -> bool:
    """Tell whether a line is a document number and nothing else."""
    return bool(NUMBER.fullmatch(text.strip()))


def find_order(text: str) -> str:
    """Read the number of an order: 国务院令第517号."""
    found = _ORDER.search(re.sub(r"\d{4}年\d+月\d+日", "", text))
    return f"{_short_all(found[1])}令第{found[2] or found[3]}号" if found else ""


def body_in_title(title: str) -> str:
    """Read who issues from a title such as 云溪市人民政府关于……的通知."""
    found = _TITLE_BODY.match(title)
    if found is None:
        return ""
    names = [_short(name) for name in re.split("[、 ]+", found[1]) if name]
    return "、".join(names) if names and all(is_body(name) for name in names) else ""


def body_in_history(text: str) -> str:
    """Read who adopted or promulgated from a line such as 国务院令第517号公布, dates removed."""
    text = re.sub(r"\d{4}年\d+月\d+日", " ", text).strip()
    congress = _CONGRESS.search(text)
    if congress:
        return congress[1]
    if "令" not in text and _COURT.search(text):
        return "、".join(dict.fromkeys(_COURT.findall(text)))
    for pattern in (_ISSUED_BY, _SESSION):
        found = pattern.search(text)
        if found:
            name = _short_all(found[1].removeprefix("经").removeprefix("由"))
            # An order of the President promulgates what the congress adopted.
            return "" if name.endswith("主席") else name
    return ""


def is_body(text: str) -> bool:
    """Tell whether a short text is the name of an office."""
    return (
        2 < len(text) <= 40
        and bool(re.fullmatch(rf"[{_HAN}（）() ·]+", text))
        and bool(_BODY_END.search(text))
    )


def _short_all(names: str) -> str:
    return "、".join(_short(name) for name in names.split("、"))


def _short(name: str) -> str:
    """中华人民共和国国务院 is cited as 国务院."""
    name = name.strip()
    return name.removeprefix(_STATE) if len(name) > len(_STATE) + 1 else name
