"""The gate after an answer: nothing is shown that the cited passage does not say. Pure."""

import re
from collections.abc import Iterable

_SPACE = re.compile(r"\s+")


def is_grounded(sentences: Iterable[str], source: str) -> bool:
    """Tell whether every sentence stands word for word, white space aside, in the source."""
    plain = _SPACE.sub("", source)
    return all(_SPACE.sub("", sentence) in plain for sentence in sentences)
