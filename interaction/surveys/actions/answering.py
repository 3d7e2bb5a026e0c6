"""Taking a completed questionnaire: one ticket and one response in one transaction, and no lock a survey."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from interaction.surveys.access import Person, Strategy, code_hash, ticket_keys
from interaction.surveys.models import AccessCode, Survey, SurveyResponse, SurveyVersion, TextAnswer, Ticket
from interaction.surveys.packing import pack, texts_of
from interaction.surveys.questionnaire import Questionnaire
from interaction.surveys.reading import questionnaire_of
from interaction.surveys.rules import Phase, phase_at
from interaction.surveys.validating import Raw, Wrong, validate
from portal.base.errors import Conflict, Invalid, NotAllowed, Refused
from portal.base.personal_data import mask_personal_data


class AnsweredBefore(Conflict):
    """The person, as the strategy tells persons apart, has answered."""

    code = "answered_before"


class Incomplete(Refused):
    """Answers are missing or cannot be taken; `problems` by question key."""

    code = "incomplete"

    def __init__(self, problems: dict[str, Wrong]) -> None:
        super().__init__(_("Some answers are missing or cannot be taken."))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Sent:
    """A stored response; `is_new` unless the same was sent before."""

    response: SurveyResponse
    is_new: bool


def phase_of(survey: Survey, now: datetime | None = None) -> Phase:
    """The phase of a survey now."""
    return phase_at(
        survey.opens_at,
        survey.closes_at,
        survey.result_published_at,
        survey.cancelled_at,
        now or timezone.now(),
    )


def submit_response(
    version: SurveyVersion, raw: Raw, person: Person, *, client_id: UUID, is_test: bool = False
) -> Sent:
    """Check, pack and store a response; who sends the same twice (`client_id`) is told of the first.

    A test is stored too, but needs no ticket, may be sent in every phase and is never counted.

    Raises:
        Refused: the survey is not open, answers are missing, or the person has answered.
    """
    survey = version.survey
    before = SurveyResponse.objects.filter(client_id=client_id, version=version).first()
    if before is not None:
        return Sent(before, is_new=False)
    if not is_test:
        _require_open(survey)
    questionnaire = questionnaire_of(version)
    checked = validate(questionnaire, raw)
    if checked.problems:
        raise Incomplete(checked.problems)
    try:
        with transaction.atomic():
            response = _store(version, pack(questionnaire, checked.answers), client_id, is_test)
            _store_texts(response, texts_of(questionnaire, checked.answers), questionnaire)
            if not is_test:
                take_tickets(survey, person)
    except IntegrityError:
        # The same was sent at the same moment, and the other was first.
        twin = SurveyResponse.objects.filter(client_id=client_id, version=version).first()
        if twin is None:
            raise
        return Sent(twin, is_new=False)
    return Sent(response, is_new=True)


def _require_open(survey: Survey) -> None:
    phase = phase_of(survey)
    if phase == Phase.OPEN:
        return
    words = {
        Phase.TO_COME: _("The survey has not opened yet."),
        Phase.CANCELLED: _("The survey was cancelled. Your answers were not taken."),
    }.get(phase, _("The survey has closed. Your answers were not taken."))
    raise Refused(words, code="not_open", status=409)


def _store(version: SurveyVersion, packed: bytes, client_id: UUID, is_test: bool) -> SurveyResponse:
    now = timezone.now()
    response = SurveyResponse(
        version=version,
        packed=packed,
        day=timezone.localdate(now),
        submitted_at=None if version.survey.page.is_anonymous else now,
        is_test=is_test,
        client_id=client_id,
    )
    response.save(force_insert=True)
    return response


def _store_texts(response: SurveyResponse, texts: dict[str, str], questionnaire: Questionnaire) -> None:
    TextAnswer.objects.bulk_create(
        TextAnswer(response=response, question=key, text=text, public_text=mask_personal_data(text))
        for key, text in texts.items()
        if key in questionnaire.by_key
    )


def take_tickets(survey: Survey, person: Person) -> None:
    """Take the places that the strategy asks for; call it inside a transaction.

    Raises:
        AnsweredBefore: a place is taken.
        NotAllowed: the one-time code is none, or nobody is logged in.
    """
    strategy = survey.page.strategy
    if strategy == Strategy.LOGIN and person.user_pk is None:
        raise NotAllowed(_("Please log in first."), code="login")
    if strategy == Strategy.CODE:
        _use_code(survey, person.code)
    for at, keys in enumerate(ticket_keys(survey, person)):
        if not any(_take(survey, key) for key in _free(survey, keys)):
            raise AnsweredBefore(_used_up(strategy, is_address=at > 0))


def _use_code(survey: Survey, code: str) -> None:
    codes = AccessCode.objects.filter(survey=survey, code_hash=code_hash(survey, code))
    if codes.filter(used=False).update(used=True) == 0:
        if codes.exists():
            raise AnsweredBefore(_used_up(Strategy.CODE))
        raise Invalid(_("We do not know this code. Please check it."), field="code", code="code")


def _free(survey: Survey, keys: Sequence[str]) -> list[str]:
    taken = set(Ticket.objects.filter(survey=survey, key__in=keys).values_list("key", flat=True))
    return [key for key in keys if key not in taken]


def _take(survey: Survey, key: str) -> bool:
    """Take one place; the unique constraint decides between two who come at once."""
    try:
        with transaction.atomic():
            Ticket(survey=survey, key=key).save(force_insert=True)
    except IntegrityError:
        return False
    return True


def _used_up(strategy: str, *, is_address: bool = False) -> str:
    if is_address:
        return _("From this network address as many answers have come as are taken. Thank you all the same.")
    return {
        Strategy.CODE: _("This code has been used."),
        Strategy.LOGIN: _("This account has answered this survey."),
    }.get(Strategy(strategy), _("This browser has answered this survey."))


def has_answered(survey: Survey, person: Person) -> bool:
    """Whether a place that the person needs is taken already."""
    return any(not _free(survey, keys) for keys in ticket_keys(survey, person))


def know_code(survey: Survey, code: str) -> None:
    """Tell early whether a one-time code can be used.

    Raises:
        Refused: it cannot.
    """
    found = AccessCode.objects.filter(survey=survey, code_hash=code_hash(survey, code)).first()
    if found is None:
        raise Invalid(_("We do not know this code. Please check it."), field="code", code="code")
    if found.used:
        raise AnsweredBefore(_used_up(Strategy.CODE))
