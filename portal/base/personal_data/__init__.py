"""Finding and masking personal data in Chinese text. Pure: no Django, no storage.

What is recognised: resident identity numbers (GB 11643 check digit), mobile and fixed phone
numbers, bank cards (Luhn), e-mail addresses and vehicle plates.
"""

import re
from dataclasses import dataclass

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
_FULLWIDTH = str.maketrans("０１２３４５６７８９Ｘｘ－　＠．", "0123456789Xx- @.")
_GAP = r"[ \-]?"

_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "id_card",
        re.compile(rf"(?<!\d)[1-9]\d{{5}}{_GAP}(?:18|19|20)\d{{2}}{_GAP}\d{{4}}{_GAP}\d{{3}}[\dXx](?!\d)"),
    ),
    ("bank_card", re.compile(r"(?<!\d)(?:\d{4}[ \-]?){3,4}\d{1,7}(?!\d)")),
    ("phone", re.compile(r"(?<!\d)(?:\+?86[ \-]?)?1[3-9]\d[ \-]?\d{4}[ \-]?\d{4}(?!\d)")),
    ("phone", re.compile(r"(?<!\d)0\d{2,3}[ \-]\d{7,8}(?!\d)")),
    ("email", re.compile(r"[A-Za-z0-9._%+\-]+@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+")),
    (
        "plate",
        re.compile(
            r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·\- ]?"
            r"(?=[A-HJ-NP-Z0-9]*\d)[A-HJ-NP-Z0-9]{5,6}(?![A-Za-z0-9])"
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One piece of personal data: its kind and where it stands in the text."""

    kind: str
    start: int
    end: int


def find_personal_data(text: str) -> list[Finding]:
    """List the personal data in a text, in order, without overlaps."""
    plain = text.translate(_FULLWIDTH)
    found: list[Finding] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(plain):
            if _is_real(kind, match.group()) and not _overlaps(found, match):
                found.append(Finding(kind, match.start(), match.end()))
    return sorted(found, key=lambda finding: finding.start)


def mask_personal_data(text: str) -> str:
    """Replace each piece of personal data by asterisks, keeping the text's length."""
    masked = list(text)
    for finding in find_personal_data(text):
        masked[finding.start : finding.end] = "*" * (finding.end - finding.start)
    return "".join(masked)


def is_identity_number(text: str) -> bool:
    """Tell whether 18 characters are a resident identity number with a right check digit."""
    if not re.fullmatch(r"\d{17}[\dXx]", text):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text, _WEIGHTS, strict=False))
    return _CHECK_DIGITS[total % 11] == text[-1].upper()


def is_bank_card(text: str) -> bool:
    """Tell whether 16 to 19 digits satisfy the Luhn check and begin as bank cards do."""
    if not re.fullmatch(r"[3-6]\d{15,18}", text):
        return False
    total = 0
    for place, digit in enumerate(reversed(text)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _is_real(kind: str, matched: str) -> bool:
    digits = re.sub(r"[ \-]", "", matched)
    if kind == "id_card":
        # A number of the right shape is personal whether or not its owner mistyped the check digit.
        return 1 <= int(digits[10:12]) <= 12 and 1 <= int(digits[12:14]) <= 31
    if kind == "bank_card":
        return is_bank_card(digits)
    return True


def _overlaps(found: list[Finding], match: re.Match[str]) -> bool:
    return any(match.start() < finding.end and finding.start < match.end() for finding in found)
