"""Answers on their way through the sections: encrypted in the cache, for two hours, under the device's key.

So every section has an address of its own and "back" works as in any book, without a script. What is to
outlast two hours is saved by `actions.saving`, when somebody asks for it.
"""

import json
import uuid
from dataclasses import asdict, dataclass, field
from typing import Any

from cryptography.fernet import InvalidToken
from django.core.cache import cache

from interaction.surveys.models import Survey
from portal.base.fields import decrypt, encrypt

KEPT_SECONDS = 2 * 3600
_DONE_SECONDS = 600


@dataclass(slots=True)
class Draft:
    """Unsent answers as they were written, to one version; `client_id` makes the sending count once."""

    survey: int
    version: int
    raw: dict[str, Any] = field(default_factory=dict)
    client_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    code: str = ""
    is_test: bool = False


def read_draft(survey: Survey, device_key: str, *, is_test: bool = False) -> Draft | None:
    """The draft of a device, if it has one."""
    kept = cache.get(_key(survey, device_key, is_test))
    if kept is None:
        return None
    try:
        return Draft(**json.loads(decrypt(kept)))
    except (InvalidToken, ValueError, TypeError):
        return None


def keep_draft(draft: Draft, survey: Survey, device_key: str) -> None:
    """Keep it for two hours from now."""
    text = encrypt(json.dumps(asdict(draft), ensure_ascii=False))
    cache.set(_key(survey, device_key, draft.is_test), text, KEPT_SECONDS)


def forget_draft(survey: Survey, device_key: str, *, is_test: bool = False) -> None:
    """Delete it."""
    cache.delete(_key(survey, device_key, is_test))


def mark_done(survey: Survey, device_key: str, *, is_test: bool = False) -> None:
    """Note for ten minutes that the device has sent: the second of two clicks is thanked too."""
    cache.set(_key(survey, device_key, is_test) + ":done", True, _DONE_SECONDS)


def was_done(survey: Survey, device_key: str, *, is_test: bool = False) -> bool:
    """Whether the device has just sent its answers."""
    return bool(cache.get(_key(survey, device_key, is_test) + ":done"))


def _key(survey: Survey, device_key: str, is_test: bool) -> str:
    return f"surveys.draft:{survey.pk}:{'test' if is_test else 'real'}:{device_key}"
