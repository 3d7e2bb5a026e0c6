"""Dates as Chinese documents write them. Pure."""

import re
from datetime import date, timedelta

from portal.content.numerals import chinese_number

_NUM = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_YEAR = r"(?:(?:19|20)\d{2}|[一二][〇○零Ｏ九O0一二三四五六七八]{3})"
DATE = rf"{_YEAR}\s*年\s*{_NUM}\s*月\s*{_NUM}\s*日"
_PARTS = re.compile(rf"({_YEAR})\s*年\s*({_NUM})\s*月\s*({_NUM})\s*日")
_PLAIN = re.compile(r"((?:19|20)\d{2})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_YEAR_DIGITS = str.maketrans("〇○零ＯO一二三四五六七八九", "00000123456789")

_STARTS = r"(?:起)?(?:正式)?(?:施行|实施|执行|生效|试行)"
_IN_FORCE_ON = re.compile(rf"自\s*({DATE})\s*{_STARTS}")
_COUNT = r"\d+|[一二两三四五六七八九十]+"
_IN_FORCE_WITH = re.compile(rf"自(?:发布|公布|印发|颁布|下发)之?日(起)?(?:满?({_COUNT})日后)?{_STARTS}")
_UNTIL = re.compile(rf"至\s*({DATE})\s*(?:止|$|。|，|；|期满|失效|废止)")
_UNTIL_PLAIN = re.compile(rf"有效期(?:限)?(?:截至|至|到)\s*({DATE})")
_FOR_YEARS = re.compile(rf"(?:有效期限?|试行期|暂行期)(?:为|限为)?\s*({_COUNT})\s*年|试行\s*({_COUNT})\s*年")


def find_date(text: str) -> date | None:
    """Read the first date in a text: 2025年3月12日, 二〇二五年三月十二日, 2025-03-12."""
    found = _PARTS.search(text)
    if found:
        year = int(found[1].translate(_YEAR_DIGITS))
        return _real_date(year, chinese_number(found[2]), chinese_number(found[3]))
    plain = _PLAIN.search(text)
    return _real_date(int(plain[1]), int(plain[2]), int(plain[3])) if plain else None


def is_date(text: str) -> bool:
    """Tell whether a line holds a date and nothing else, perhaps in brackets."""
    return bool(re.fullmatch(rf"[（(]?\s*{DATE}\s*[）)]?", text))


def find_start(text: str, published_on: date | None) -> date | None:
    """Read from when a text says it is in force; "from publication" counts from `published_on`."""
    named = _IN_FORCE_ON.search(text)
    if named:
        return find_date(named[1])
    relative = _IN_FORCE_WITH.search(text)
    if relative is None or published_on is None:
        return None
    return published_on + timedelta(days=chinese_number(relative[2]) if relative[2] else 0)


def find_end(text: str, effective_on: date | None) -> date | None:
    """Read until when (inclusive) a text says it is in force: a date, or years from its start."""
    until = _UNTIL_PLAIN.search(text) or (_UNTIL.search(text) if _IN_FORCE_ON.search(text) else None)
    if until:
        return find_date(until[1])
    years = _FOR_YEARS.search(text)
    if years is None or effective_on is None:
        return None
    return _same_day(effective_on, chinese_number(years[1] or years[2])) - timedelta(days=1)


def _same_day(day: date, years: int) -> date:
    return _real_date(day.year + years, day.month, day.day) or date(day.year + years, 3, 1)


def _real_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
