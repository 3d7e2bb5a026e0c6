"""The one family of refusals: each carries a message for the person who is refused."""

from django.utils.functional import Promise

type Message = str | Promise


class Refused(Exception):
    """An action was refused; `message` says why, in words for the reader."""

    status = 400
    code = "refused"

    def __init__(self, message: Message, *, code: str = "", status: int = 0) -> None:
        super().__init__(str(message))
        self.message = message
        self.code = code or type(self).code
        self.status = status or type(self).status


class Invalid(Refused):
    """Something that was written cannot be taken; `field` names it."""

    code = "invalid"

    def __init__(self, message: Message, *, field: str = "", code: str = "") -> None:
        super().__init__(message, code=code)
        self.field = field


class NotAllowed(Refused):
    """The person may not do this."""

    status = 403
    code = "not_allowed"


class Conflict(Refused):
    """Somebody else was quicker; nothing was overwritten."""

    status = 409
    code = "conflict"


class TooMany(Refused):
    """Too many tries in too short a time."""

    status = 429
    code = "too_many"
