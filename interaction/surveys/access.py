"""Who may answer how often: what each strategy can promise, what it cannot, and whom a ticket stands for."""

from dataclasses import dataclass

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from interaction.surveys.models import Survey, SurveyPage

Strategy = SurveyPage.Strategy

# A household, a small office: so many answers come from one network address at most.
PER_ADDRESS = 5
_SALT = "surveys.ticket"


@dataclass(frozen=True, slots=True)
class Person:
    """Who sends an answer, as far as a strategy asks; keys are keyed hashes already."""

    device_key: str = ""
    address: str = ""
    code: str = ""
    user_pk: int | None = None


@dataclass(frozen=True, slots=True)
class Promise:
    """What the page says of its strategy: what is asked of you, and what that cannot prevent."""

    rule: str
    limit: str


def promise_of(strategy: str) -> Promise:
    """What a strategy guarantees, and honestly what it does not."""
    return {
        Strategy.OPEN: Promise(
            _("Anybody may answer, as often as they like."),
            _("The result shows opinions, not how many people hold them: anybody can answer twice."),
        ),
        Strategy.DEVICE: Promise(
            _("One answer per browser: a cookie remembers that this one has answered."),
            _("Who deletes the cookie or takes another device can answer again."),
        ),
        Strategy.DEVICE_AND_ADDRESS: Promise(
            _("One answer per browser, and %(count)d at most from one network address.")
            % {"count": PER_ADDRESS},
            _("People who share a network may find its places taken; on another one can answer again."),
        ),
        Strategy.CODE: Promise(
            _("One answer per one-time code."),
            _("It is as good as the handing out of the codes: who has two codes can answer twice."),
        ),
        Strategy.LOGIN: Promise(
            _("One answer per account."),
            _("It is as good as the giving of accounts: who has two accounts can answer twice."),
        ),
    }[Strategy(strategy)]


def privacy_of(*, is_anonymous: bool) -> tuple[str, ...]:
    """What is kept with an answer, said before the first question."""
    if is_anonymous:
        return (
            _("With your answers only the day is kept: no time of day, no address, no device, no account."),
            _("That somebody has answered is noted apart from the answers, as a hash without a time."),
            _("What you write in words is read by staff; please do not name yourself or others in it."),
        )
    return (
        _("With your answers the time of sending is kept; no network address and no device."),
        _("What you write in words is read by staff and masked before others see it."),
    )


def ticket_keys(survey: Survey, person: Person) -> list[list[str]]:
    """The tickets that an answer needs: of each list one that is still free; nothing where all may answer."""
    strategy = survey.page.strategy
    if strategy == Strategy.DEVICE:
        return [[_key(survey, "device", person.device_key)]]
    if strategy == Strategy.DEVICE_AND_ADDRESS:
        places = [_key(survey, "address", f"{person.address}|{place}") for place in range(PER_ADDRESS)]
        return [[_key(survey, "device", person.device_key)], places]
    if strategy == Strategy.CODE:
        return [[code_hash(survey, person.code)]]
    if strategy == Strategy.LOGIN:
        return [[_key(survey, "account", str(person.user_pk))]]
    return []


def code_hash(survey: Survey, code: str) -> str:
    """Under what a one-time code is kept; spaces, hyphens and small letters are forgiven."""
    return _key(survey, "code", "".join(code.split()).replace("-", "").upper())


def _key(survey: Survey, kind: str, value: str) -> str:
    return salted_hmac(_SALT, f"{survey.pk}|{kind}|{value}", algorithm="sha256").hexdigest()
