"""Rules about published content that need no database."""

from datetime import date

VALID = "valid"
AMENDED = "amended"
REPEALED = "repealed"
EXPIRED = "expired"
NOT_YET_EFFECTIVE = "not_yet_effective"

IN_FORCE = frozenset({VALID, AMENDED})


def validity_on(today: date, declared: str, effective_on: date | None, expires_on: date | None) -> str:
    """What a policy's validity is on a day: a repeal stays, else the dates decide."""
    if declared in {REPEALED, EXPIRED}:
        return declared
    if expires_on is not None and today > expires_on:
        return EXPIRED
    if effective_on is not None and today < effective_on:
        return NOT_YET_EFFECTIVE
    return AMENDED if declared == AMENDED else VALID
