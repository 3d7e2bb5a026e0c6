"""What can be wrong with an imported file: a closed list. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class FindingCode(StrEnum):
    """Everything that the importer can find."""

    UNREADABLE = "unreadable"
    NO_TEXT = "no_text"
    NO_TEXT_LAYER = "no_text_layer"
    LOST_CHARACTERS = "lost_characters"
    WRONG_ENCODING = "wrong_encoding"
    PLACEHOLDERS = "placeholders"
    REPEATED_WORDS = "repeated_words"
    SPACED_WORDS = "spaced_words"
    MIXED_SCRIPTS = "mixed_scripts"
    TITLE_MISSING = "title_missing"
    NUMBER_MISSING = "number_missing"
    BODY_MISSING = "body_missing"
    DATE_MISSING = "date_missing"
    BAD_METADATA = "bad_metadata"
    ARTICLES_OUT_OF_ORDER = "articles_out_of_order"


# A file with one of these is never published by the importer: a person must look first.
BLOCKING = frozenset(
    {
        FindingCode.UNREADABLE,
        FindingCode.NO_TEXT,
        FindingCode.NO_TEXT_LAYER,
        FindingCode.LOST_CHARACTERS,
        FindingCode.WRONG_ENCODING,
        FindingCode.PLACEHOLDERS,
        FindingCode.REPEATED_WORDS,
        FindingCode.SPACED_WORDS,
        FindingCode.MIXED_SCRIPTS,
    }
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found in a file; `detail` is a sample or a count, never a sentence."""

    code: FindingCode
    detail: str = ""

    @property
    def is_blocking(self) -> bool:
        """Whether this keeps the file from being published."""
        return self.code in BLOCKING


def write_findings(findings: Iterable[Finding]) -> list[dict[str, str]]:
    """Write findings as a page keeps them."""
    return [{"code": finding.code.value, "detail": finding.detail} for finding in findings]


def read_findings(rows: Iterable[dict[str, str]]) -> tuple[Finding, ...]:
    """Read findings as a page keeps them; codes of an older version are left out."""
    known = {code.value for code in FindingCode}
    return tuple(
        Finding(FindingCode(row["code"]), row.get("detail", "")) for row in rows if row["code"] in known
    )
