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


class EncryptedTextField(models.TextField):
    """Text that is stored encrypted (Fernet) with `FIELD_ENCRYPTION_KEY`.

    It cannot be filtered on; an empty text stays empty.
    """

    def get_prep_value(self, value: Any) -> str:
        """Encrypt on the way to the database."""
        text = str(value or "")
        if not text:
            return ""
        return _cipher(settings.FIELD_ENCRYPTION_KEY).encrypt(text.encode()).decode("ascii")

    def from_db_value(self, value: str | None, *args: Any) -> str:
        """Decrypt on the way back.

        Raises:
            cryptography.fernet.InvalidToken: the key is not the one it was written with.
        """
        if not value:
            return ""
        return _cipher(settings.FIELD_ENCRYPTION_KEY).decrypt(value.encode("ascii")).decode()
