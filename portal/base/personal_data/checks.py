"""Check digits and shapes of the numbers that the state and the banks give out."""

import re

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
_LONG, _SHORT = 18, 15
_PROVINCES = frozenset((
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42",
    "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82",
))  # fmt: skip


def is_identity_number(text: str) -> bool:
    """Tell whether 18 characters are a resident identity number with a right check digit (GB 11643)."""
    if not re.fullmatch(r"[0-9]{17}[0-9Xx]", text) or not _is_day(text[10:14]):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text, _WEIGHTS, strict=False))
    return _CHECK_DIGITS[total % 11] == text[-1].upper()


def is_identity_shape(text: str) -> bool:
    """Tell whether 18 or 15 characters hold a birthday, whatever the check digit.

    Such a number is personal whether or not its owner mistyped a digit.
    """
    if len(text) == _LONG:
        return text[6:8] in {"18", "19", "20"} and _is_day(text[10:14])
    return len(text) == _SHORT and text.isdecimal() and text[:2] in _PROVINCES and _is_day(text[8:12])


def is_bank_card(text: str) -> bool:
    """Tell whether 16 to 19 digits satisfy the Luhn check and begin as bank cards do."""
    if not re.fullmatch(r"(?:[3-6]|9558)[0-9]{12,18}", text) or not 16 <= len(text) <= 19:
        return False
    total = 0
    for place, digit in enumerate(reversed(text)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _is_day(month_and_day: str) -> bool:
    return 1 <= int(month_and_day[:2]) <= 12 and 1 <= int(month_and_day[2:]) <= 31
