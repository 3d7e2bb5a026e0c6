"""Chinese numerals as they number chapters and articles. Pure."""

import re

_DIGITS = {
    "零": 0,
    "〇": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10000}
NUMERAL = r"(?:\d+|[零〇一二两三四五六七八九十百千万]+)"
_UNIT_NUMBER = re.compile(rf"第({NUMERAL})([编章节条])(?:之({NUMERAL}))?")


def chinese_number(text: str) -> int:
    """Read a Chinese or Arabic whole number below 100,000,000.

    Raises:
        ValueError: a character is no numeral.
    """
    if text.isdecimal():
        return int(text)
    total = section = digit = 0
    for character in text:
        if character in _DIGITS:
            digit = _DIGITS[character] if character not in "零〇" else 0
        elif character == "万":
            total, section, digit = (total + section + digit) * 10000, 0, 0
        elif character in _UNITS:
            section, digit = section + (digit or 1) * _UNITS[character], 0
        else:
            raise ValueError(f"{character!r} is not a numeral")
    return total + section + digit


def ordinal(text: str) -> tuple[str, str] | None:
    """Read 第三章 or 第一百二十条之一 at the head of a text: unit and number, as ("条", "120-1")."""
    match = _UNIT_NUMBER.match(text)
    if match is None:
        return None
    number = str(chinese_number(match[1]))
    return match[2], f"{number}-{chinese_number(match[3])}" if match[3] else number
