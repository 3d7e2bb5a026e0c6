"""Codes that belong to one person: mailboxes, plates, papers, accounts, and the day of birth."""

import re

from portal.base.personal_data.findings import ACCOUNT, BIRTH_DATE, DOCUMENT, EMAIL, PLATE
from portal.base.personal_data.matching import Shape, after, before

_HAN = "〇零一二三四五六七八九十"
_PROVINCE = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_LETTER = "A-HJ-NP-Za-hj-np-z"
_DATE = (
    rf"(?:[0-9]{{4}}|[{_HAN}]{{4}})年(?:[0-9]{{1,2}}|[{_HAN}]{{1,3}})月(?:(?:[0-9]{{1,2}}|[{_HAN}]{{1,3}})[日号]?)?"
    r"|(?:18|19|20)[0-9]{2}[\-./][0-9]{1,2}(?:[\-./][0-9]{1,2})?|(?:18|19|20)[0-9]{6}(?![0-9])"
)
# A rule names the birthdays of many: from when, until when, who then may enrol.
_OPEN_END = re.compile(r"\s*(?:\(含|及?以?之?[前后]|至|到|起|期间|-|—|~|之间)")
_OPEN_START = re.compile(r"(?:至|到|-|—|~|之间)\s*$")
_OF_MANY = re.compile(
    r"(?:出生)?的?(?:[^，。；;\n]{0,6}(?:儿童|人员|职工|婴|幼儿|子女|新生|居民|公民|男性|女性|老人)|以?之?[前后])"
)


def _is_private_mailbox(match: re.Match[str]) -> bool:
    return not match["value"].lower().endswith(".gov.cn")


def _is_account(match: re.Match[str]) -> bool:
    value = match["value"]
    if value == "12345" or after(match)[:1] == "@":
        return False
    return bool(match["sign"]) or any(sign.isdigit() or sign in "_-" for sign in value)


def _is_one_birthday(match: re.Match[str]) -> bool:
    following = after(match)
    return not (_OPEN_END.match(following) or _OPEN_START.search(before(match)) or _OF_MANY.match(following))


MAILBOX = Shape(
    EMAIL,
    re.compile(
        r"(?<![A-Za-z0-9._%+\-])(?P<value>[A-Za-z0-9._%+\-]{1,64} ?@ ?[A-Za-z0-9\-]{1,63}"
        r"(?:\.[A-Za-z0-9\-]{1,63}){1,5})"
    ),
    _is_private_mailbox,
)
CODES = (
    Shape(
        PLATE,
        re.compile(
            rf"(?P<value>[{_PROVINCE}] ?[{_LETTER}][·.\- ]{{0,2}}"
            rf"(?=[{_LETTER}0-9]{{0,6}}[0-9])(?:[{_LETTER}0-9]{{5,6}}|[{_LETTER}0-9]{{4}}[学挂港澳]))"
            r"(?![A-Za-z0-9])"
        ),
    ),
    Shape(
        DOCUMENT,
        re.compile(
            r"(?:护照|通行证|回乡证|台胞证|军官证|士兵证|警官证|社保卡|医保卡|社会保障卡|驾驶证|驾照|残疾证|就诊卡|病历|住院|居留证|居留身份证)"
            r"(?:号码?|编号|卡号|[是为:\s(]){0,4}(?P<value>[A-Za-z]{0,3}[0-9]{6,20}[A-Za-z]?|[军士文警]字第[0-9]{4,12}号?)(?![A-Za-z0-9])"
        ),
    ),
    Shape(
        ACCOUNT,
        re.compile(
            r"(?:微信|薇信|威信|企鹅|扣扣|抖音|快手|小红书|钉钉|加微|加v|"
            r"(?<![a-z0-9号编])(?:wei ?xin|we ?chat|vx|wx|v信|qq))"
            r"(?P<sign>(?:号码?|账号|[:是为\s]){0,4})(?P<value>[a-z0-9][a-z0-9_\-.]{4,24})(?![a-z0-9])",
            re.IGNORECASE,
        ),
        _is_account,
    ),
    Shape(
        BIRTH_DATE,
        re.compile(rf"(?:出生(?:日期|年月日?|时间)?|生日|生辰)[:\s是为于在]{{0,3}}(?P<value>{_DATE})"),
        _is_one_birthday,
    ),
    Shape(
        BIRTH_DATE,
        re.compile(
            rf"(?<![0-9{_HAN}])(?P<value>{_DATE})(?:出生(?!证|人口|率|医学|缺陷|登记)|生(?:人|的)?(?=[，。,.;；、)\s]|$))"
        ),
        _is_one_birthday,
    ),
)
