"""The secret links in the mails of a reminder: derived, so that each mail has them; stored as a hash."""

import base64

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

_ADDRESS = "interaction.interviews.reminder_address"
_TOKEN = "interaction.interviews.reminder_token"  # noqa: S105 - a salt
_STORED = "interaction.interviews.reminder_stored"


def email_keys(address: str) -> list[str]:
    """The keyed hashes by which an address is known again, the one to store first."""
    return [_digest(_ADDRESS, address.strip().lower(), secret) for secret in _secrets()]


def new_token_hash(interview_id: int, email_key: str) -> str:
    """What is stored of the token that belongs to an address in an interview."""
    return _digest(_STORED, _token(interview_id, email_key, settings.SECRET_KEY), settings.SECRET_KEY)


def token_of(interview_id: int, email_key: str, token_hash: str) -> str:
    """The token whose hash was stored: the same in every mail, also after the secret key was changed."""
    for secret in _secrets():
        token = _token(interview_id, email_key, secret)
        if constant_time_compare(_digest(_STORED, token, secret), token_hash):
            return token
    return ""


def hashes_of(token: str) -> list[str]:
    """The hashes under which a token may be stored, with all secret keys that were in use."""
    return [_digest(_STORED, token, secret) for secret in _secrets()]


def _token(interview_id: int, email_key: str, secret: str | bytes) -> str:
    mac = salted_hmac(_TOKEN, f"{interview_id}:{email_key}", secret=secret, algorithm="sha256")
    return base64.urlsafe_b64encode(mac.digest()[:24]).decode()


def _secrets() -> list[str | bytes]:
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def _digest(salt: str, text: str, secret: str | bytes) -> str:
    return salted_hmac(salt, text, secret=secret, algorithm="sha256").hexdigest()
