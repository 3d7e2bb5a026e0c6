"""Model fields that the portal needs and Django does not have."""

import base64
import hashlib
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet
from django.conf import settings
from django.db import models


@lru_cache(maxsize=4)
def _cipher(key: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest()))


def encrypt(text: str) -> str:
    """Encrypt a text (Fernet) with `FIELD_ENCRYPTION_KEY`."""
    return _cipher(settings.FIELD_ENCRYPTION_KEY).encrypt(text.encode()).decode("ascii")


def decrypt(text: str) -> str:
    """Decrypt what `encrypt` gave.

    Raises:
        cryptography.fernet.InvalidToken: the key is not the one it was written with.
    """
    return _cipher(settings.FIELD_ENCRYPTION_KEY).decrypt(text.encode("ascii")).decode()


class EncryptedTextField(models.TextField):
    """Text that is stored encrypted (Fernet) with `FIELD_ENCRYPTION_KEY`.

    It cannot be filtered on; an empty text stays empty.
    """

    def get_prep_value(self, value: Any) -> str:
        """Encrypt on the way to the database."""
        text = str(value or "")
        return encrypt(text) if text else ""

    def from_db_value(self, value: str | None, *args: Any) -> str:
        """Decrypt on the way back.

        Raises:
            cryptography.fernet.InvalidToken: the key is not the one it was written with.
        """
        return decrypt(value) if value else ""
