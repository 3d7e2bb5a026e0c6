"""Where somebody lives, from the house number on: the street stays, so that a department is found."""

import re
from collections.abc import Iterator

from portal.base.personal_data.findings import ADDRESS, Finding
from portal.base.personal_data.matching import Shape, find_shapes
from portal.base.personal_data.reading import Reading

_SIGN = "[0-9A-Za-z一二三四五六七八九十百零〇两]"
_N = rf"{_SIGN}{{1,5}} ?"
_START = rf"(?<!{_SIGN})(?<!第)"
_HOUSE = rf"{_N}号(?:院|之{_N})?"
_BUILDING = rf"{_N}(?:号楼|号院|栋|幢|座|弄|#楼?|楼)"
_STAIR = rf"{_N}(?:单元|门|梯)"
_ROOM = (
    rf"(?:{_N}[室房]|(?:[0-9]{{3,5}}|[一二三四五六七八九十百零〇]{{3,5}})号?)"
    r"(?![0-9]|[.,][0-9]|[平米㎡元人户套个年名万多余栋幢度天路弄])"
)
_NAME_BETWEEN = r"[\u4e00-\u9fff]{0,8}"

# Somebody lives there / everybody may come there: what is said before the number, in the same sentence.
_LIVING = re.compile(
    r"家住|住在|住址|现住|现居|居住|我住|租住|租的|租了|家在|我家|家里|我们家|门牌|户籍|户口|收件|收货|寄到|"
    r"地址|坐落|房子在|住于|落户|老家|住|宅|家是"
)
_PUBLIC = re.compile(
    r"(?:办公|办理|受理|报名|领取|咨询|服务|接待|现场|提交|邮寄|通信|通讯|会议|活动|举办|考试|注册|单位|公司|机构|医院|学校|"
    r"窗口|中心|大厅|企业|经营)(?:的?地点|的?地址|场所|点)|(?:政务|行政)(?!大道|路|街|巷|新?区)|"
    r"办事大厅|服务中心|服务大厅|办公|(?:局|委|中心|大厅|派出所|医院|学校|公司)"
    r"[^，。；;\n]{0,4}位于|[局委厅处科](?:在|:|\()"
)
_PUBLIC_ROOM = re.compile(r"\s*(?:会议室|办公|窗口|大厅|科室|教室|诊室|病房)")
_SENTENCE = re.compile(r"[。；;！!？?\n]")
_LOOK_BACK = 40


def _sentence_before(match: re.Match[str]) -> str:
    start = match.start("value")
    return _SENTENCE.split(match.string[max(0, start - _LOOK_BACK) : start])[-1]


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((match.end() for match in pattern.finditer(text)), default=-1)


def _is_home(match: re.Match[str]) -> bool:
    """A room or a door of a village is a home unless an office is spoken of."""
    said = _sentence_before(match)
    if _PUBLIC_ROOM.match(match.string, match.end("value")):
        return False
    return not _PUBLIC.search(said) or _last(_LIVING, said) > _last(_PUBLIC, said)


def _is_said_home(match: re.Match[str]) -> bool:
    """A house number alone is a home only where somebody says so."""
    said = _sentence_before(match)
    return _last(_LIVING, said) > _last(_PUBLIC, said)


_ADDRESSES = (
    # 88号翠苑公寓7幢302室, 3栋2单元501, 二十三幢三单元四零一室
    Shape(
        ADDRESS,
        re.compile(
            rf"{_START}(?P<value>(?:{_HOUSE}{_NAME_BETWEEN})?{_BUILDING}[ ,\-]?(?:{_STAIR}[ ,\-]?)?"
            rf"(?:{_N}[楼层] ?)?{_ROOM})"
        ),
        _is_home,
    ),
    # 256号4单元303室, 2单元501
    Shape(
        ADDRESS,
        re.compile(
            rf"{_START}(?P<value>(?:{_HOUSE}{_NAME_BETWEEN})?(?:{_BUILDING})?{_STAIR}[ ,\-]?"
            rf"(?:{_ROOM}|{_N}号(?![楼线门机])))"
        ),
        _is_home,
    ),
    # 37号302室
    Shape(ADDRESS, re.compile(rf"{_START}(?P<value>{_HOUSE}[ ,\-]?{_N}室)"), _is_home),
    # 南苑小区12-3-602
    Shape(
        ADDRESS,
        re.compile(
            r"(?<=[区园苑寓村庄墅城府庭轩阁居湾坊里])(?P<value>[0-9]{1,3}[\-—－][0-9]{1,2}[\-—－][0-9]{3,4}|[0-9]{1,3}[\-—－][0-9]{3,4})"
            r"(?:室|房|号)?(?![0-9\-])"
        ),
        _is_home,
    ),
    # 清水村3组15号
    Shape(
        ADDRESS,
        re.compile(rf"(?<=[村庄屯寨社区湾里坝沟坪])(?P<value>第?{_N}(?:村民)?(?:组|社|队) ?{_N}号)"),
        _is_home,
    ),
    # 住在河坊街102号, 我家5幢2单元
    Shape(
        ADDRESS,
        re.compile(
            rf"(?<=[路街道巷弄同里村庄屯寨桥坊园苑区])(?P<value>{_N}号(?:之{_N}|附{_N}号|-[0-9]{{1,3}})?(?:{_BUILDING})?(?:{_STAIR})?)"
            r"(?![线路文令楼])"
        ),
        _is_said_home,
    ),
    Shape(ADDRESS, re.compile(rf"{_START}(?P<value>{_BUILDING}{_STAIR}(?:{_N}[楼层])?)"), _is_said_home),
)


def find_addresses(reading: Reading) -> Iterator[Finding]:
    """House numbers of homes, with building, stair and room."""
    return find_shapes(reading, _ADDRESSES)
