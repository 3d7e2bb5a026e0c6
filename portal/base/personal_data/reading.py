"""A text as it is searched: every digit and letter in its plain form, nothing invisible in between."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from portal.base.personal_data.findings import Finding


@dataclass(frozen=True, slots=True)
class Reading:
    """The plain form of a text, and where in the text each of its characters stands."""

    plain: str
    places: tuple[int, ...]

    def finding(self, kind: str, start: int, end: int) -> Finding:
        """Say where in the text something stands that was found in the plain form."""
        return Finding(kind, self.places[start], self.places[end - 1] + 1)


def read(text: str) -> Reading:
    """Read a text: １３８ and ①③⑧ are 138, a zero-width space inside a number is not there."""
    kept = [(place, plain) for place, sign in enumerate(text) if (plain := _plain(sign))]
    return Reading("".join(plain for _place, plain in kept), tuple(place for place, _plain in kept))


@lru_cache(maxsize=8192)
def _plain(sign: str) -> str:
    if unicodedata.category(sign) == "Cf":
        return ""
    number = unicodedata.digit(sign, None)
    if number is not None:
        return str(number)
    folded = unicodedata.normalize("NFKC", sign)
    return folded if len(folded) == 1 else sign
