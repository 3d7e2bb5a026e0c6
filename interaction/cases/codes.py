"""Query codes: what a citizen needs beside the number to read a case.

16 symbols of 31 are 79 random bits. Only a keyed hash is stored, so nobody can read a code back.
"""

import secrets
import unicodedata

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 16
GROUP = 4
_SALT = "interaction.cases.query_code"


def new_query_code() -> str:
    """Draw a code, in groups as it is shown: `7KQ4-MNPX-3RTD-WVHC`."""
    return group_code("".join(secrets.choice(ALPHABET) for _position in range(LENGTH)))


def group_code(code: str) -> str:
    """Write a code in groups of four."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def normalise_code(text: str) -> str:
    """Read a code as people type it: any case, with or without hyphens and spaces, full width."""
    folded = unicodedata.normalize("NFKC", text).upper()
    return "".join(symbol for symbol in folded if symbol.isalnum())


def hash_code(text: str, secret: str | bytes | None = None) -> str:
    """The keyed hash under which a code is stored."""
    code = normalise_code(text)
    return salted_hmac(_SALT, code, secret=secret or settings.SECRET_KEY, algorithm="sha256").hexdigest()


def is_code(text: str, stored_hash: str) -> bool:
    """Compare in constant time, also with the secret keys that were in use before."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return any(constant_time_compare(hash_code(text, key), stored_hash) for key in keys)
