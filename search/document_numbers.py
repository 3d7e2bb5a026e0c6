"""Document numbers (发文字号) as people type them: any brackets, or none. Pure."""

import re

from search.text import fold

_NUMBER = re.compile(
    r"(?P<body>[\u3400-\u9fff]{0,12})\s*[〔\[【(〈<]?\s*(?P<year>(?:19|20)\d\d)\s*[〕\]】)〉>]?\s*年?\s*第?\s*"
    r"(?P<number>[1-9]\d{0,3})\s*(?P<mark>号)?(?!\d)"
)


def number_key(text: str) -> str:
    """The document number in a text in one form, such as 云人社发2025-8; empty for none.

    A year and a number alone are one only where 号 follows.
    """
    found = _NUMBER.search(fold(text))
    if found is None or not (found["body"] or found["mark"]):
        return ""
    return f"{found['body']}{found['year']}-{found['number']}"


def is_same_number(known: str, asked: str) -> bool:
    """Whether a question's key names a document: words may stand before it, or its first characters lack."""
    if not known or not asked:
        return False
    return known.endswith(asked) or asked.endswith(known)
