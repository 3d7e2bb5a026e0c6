"""Finding and masking personal data in Chinese text. Pure: no Django, no storage.

What is recognised: identity numbers (GB 11643), bank cards (Luhn), telephones, mailboxes, plates, papers and
accounts after the words that announce them, birthdays, homes from the house number on, and names where
somebody is introduced, addressed or signs. Offices are nobody's secret: their telephones that are announced
as such, 400 numbers, .gov.cn mailboxes and their addresses stay.
"""

from collections.abc import Collection, Iterable

from portal.base.personal_data.addresses import find_addresses
from portal.base.personal_data.checks import is_bank_card, is_identity_number
from portal.base.personal_data.codes import CODES, MAILBOX
from portal.base.personal_data.findings import ALL_KINDS, NAME, SECRET_KINDS, Finding
from portal.base.personal_data.matching import find_shapes
from portal.base.personal_data.names import find_names, surname_length
from portal.base.personal_data.numbers import NUMBERS
from portal.base.personal_data.reading import Reading, read

__all__ = [
    "ALL_KINDS",
    "SECRET_KINDS",
    "Finding",
    "find_personal_data",
    "is_bank_card",
    "is_identity_number",
    "mask_personal_data",
]

_MASK = "*"


def find_personal_data(text: str, kinds: Collection[str] = ALL_KINDS) -> list[Finding]:
    """List the personal data of these kinds in a text, in order, without overlaps."""
    reading = read(text)
    taken = bytearray(len(text))
    found = []
    for finding in _candidates(reading, kinds):
        if finding.kind in kinds and not any(taken[finding.start : finding.end]):
            taken[finding.start : finding.end] = b"\1" * (finding.end - finding.start)
            found.append(finding)
    return sorted(found, key=lambda finding: finding.start)


def mask_personal_data(text: str, kinds: Collection[str] = ALL_KINDS) -> str:
    """Replace personal data by asterisks, keeping the text's length; of a name the surname stays (王**).

    What has been masked is masked already: a second time changes nothing.
    """
    while (masked := _mask_once(text, kinds)) != text:
        text = masked
    return text


def _candidates(reading: Reading, kinds: Collection[str]) -> Iterable[Finding]:
    yield from find_shapes(reading, (MAILBOX, *NUMBERS, *CODES))
    if not SECRET_KINDS.issuperset(kinds):
        yield from find_addresses(reading)
        yield from find_names(reading)


def _mask_once(text: str, kinds: Collection[str]) -> str:
    masked = list(text)
    for finding in find_personal_data(text, kinds):
        start = finding.start + _kept(finding, text)
        masked[start : finding.end] = _MASK * (finding.end - start)
    return "".join(masked)


def _kept(finding: Finding, text: str) -> int:
    return surname_length(text[finding.start : finding.end]) if finding.kind == NAME else 0
