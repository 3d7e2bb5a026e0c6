"""The only door to what people answered: shut for everybody until the survey has closed (R051).

Whatever shows, exports, freezes or moderates answers comes through here. Before the closing it is shut to
the superuser too, unless the survey was opened early, which is recorded and shown; answers of test mode
never come out. What comes out is suppressed already, but for the raw rows that handlers may take.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from interaction.surveys.counting import CROSSED, CrossTable, QuestionCount, count_together, cross_table
from interaction.surveys.models import FrozenResult, Survey, SurveyResponse, SurveyVersion, TextAnswer
from interaction.surveys.packing import Records, records
from interaction.surveys.permissions import can_handle, require_handling
from interaction.surveys.questionnaire import Kind, Question, Questionnaire
from interaction.surveys.reading import questionnaire_of
from interaction.surveys.suppression import suppress, suppress_cross
from portal.base.errors import Invalid, NotAllowed

CHUNK = 5000


class Sealed(NotAllowed):
    """Nobody reads results before the closing."""

    code = "sealed"


class NotPublished(NotAllowed):
    """The survey has closed, but its result is not published yet."""

    code = "not_published"


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """One question as it was asked, and its count over all versions (by number) that asked it so.

    Each answer is in exactly one of a survey's results: if a question were counted together and by version
    as well, the difference would tell what either of them hides.
    """

    question: Question
    versions: tuple[int, ...]
    count: QuestionCount


@dataclass(frozen=True, slots=True)
class Results:
    """What a survey brought; `responses` by number of the version."""

    survey: Survey
    responses: dict[int, int]
    questions: tuple[QuestionResult, ...]
    is_frozen: bool

    @property
    def total(self) -> int:
        """All responses."""
        return sum(self.responses.values())

    def question(self, key: str) -> QuestionResult | None:
        """The newest wording of a question."""
        return next((each for each in self.questions if each.question.key == key), None)


def is_sealed(survey: Survey, now: datetime) -> bool:
    """Whether nobody may know yet what was answered."""
    return survey.unsealed_at is None and now < survey.closes_at


def require_unsealed(survey: Survey) -> None:
    """Refuse everybody before the closing.

    Raises:
        Sealed: the survey is still to be answered, and was not opened early.
    """
    if is_sealed(survey, timezone.now()):
        raise Sealed(_("The results are sealed until the survey has closed, for everybody."))


def require_reading(survey: Survey, reader: Any) -> None:
    """Refuse who may not know the result yet.

    Raises:
        Sealed: the survey has not closed.
        NotPublished: the result is not published, and the reader does not handle the survey.
    """
    require_unsealed(survey)
    is_public = survey.result_published_at is not None and survey.cancelled_at is None
    if not is_public and not can_handle(reader, survey):
        raise NotPublished(_("The result of this survey has not been published yet."))


def results_of(survey: Survey, reader: Any) -> Results:
    """The result as it may be shown: read where it is frozen, else counted.

    Raises:
        NotAllowed: `require_reading` refuses.
    """
    require_reading(survey, reader)
    found = _read_frozen(survey) or true_results(survey)
    shown = tuple(replace(each, count=suppress(each.count)) for each in found.questions)
    return replace(found, questions=shown)


def cross_of(survey: Survey, reader: Any, rows_of: str, columns_of: str) -> CrossTable | None:
    """Two questions against each other, as it may be shown; nothing where too few stand behind it.

    Raises:
        NotAllowed: `require_reading` refuses.
        Invalid: the survey has no such questions, or they cannot be crossed.
    """
    require_reading(survey, reader)
    version: SurveyVersion | None = survey.versions.last()
    questions = questionnaire_of(version).by_key if version is not None else {}
    down, across = questions.get(rows_of), questions.get(columns_of)
    if version is None or down is None or across is None or down == across:
        raise Invalid(_("Choose two different questions."), field="columns")
    if not {down.kind, across.kind} <= CROSSED:
        raise Invalid(_("Only questions with options and ratings can be compared."), field="columns")
    return suppress_cross(
        cross_table(down, across, _records_of(version)),
        several_rows=down.kind == Kind.MULTIPLE,
        several_columns=across.kind == Kind.MULTIPLE,
    )


def crossable(questionnaire: Questionnaire) -> list[Question]:
    """The questions of a version that can be crossed."""
    return [question for question in questionnaire.questions if question.kind in CROSSED]


def shown_texts(survey: Survey, reader: Any, question: str) -> Any:
    """What was written to a question and may be read by all, in an order that tells nothing.

    Raises:
        NotAllowed: `require_reading` refuses.
    """
    require_reading(survey, reader)
    return _texts(survey).filter(question=question, state=TextAnswer.State.SHOWN).order_by(_BY_CHANCE)


def texts_to_handle(survey: Survey, reader: Any) -> Any:
    """All that was written, for those who moderate it.

    Raises:
        NotAllowed: the survey is sealed, or in other hands.
    """
    require_unsealed(survey)
    require_handling(reader, survey)
    return _texts(survey).order_by("question", _BY_CHANCE)


def rows_to_take(version: SurveyVersion, reader: Any) -> Any:
    """All responses of a version for export by those who handle the survey, in an order that tells nothing.

    Raises:
        NotAllowed: the survey is sealed, or in other hands.
    """
    require_unsealed(version.survey)
    require_handling(reader, version.survey)
    return SurveyResponse.objects.counted().filter(version=version).order_by("client_id")


# Drawn by the page of whoever answered: the order of answers says nothing about who came when.
_BY_CHANCE = "response__client_id"


def _texts(survey: Survey) -> Any:
    return TextAnswer.objects.filter(response__version__survey=survey, response__is_test=False)


def true_results(survey: Survey) -> Results:
    """Count anew, nothing taken out: for freezing, which keeps true figures.

    Raises:
        Sealed: the survey has not closed.
    """
    require_unsealed(survey)
    versions = list(survey.versions.all())
    read = {version.number: (questionnaire_of(version), _records_of(version)) for version in versions}
    questions = []
    for question, numbers in asked_alike({number: each[0] for number, each in read.items()}):
        count = count_together(question.key, [read[number] for number in numbers])
        if count is not None:
            questions.append(QuestionResult(question, numbers, count))
    responses = {number: len(rows) for number, (_questionnaire, rows) in read.items()}
    return Results(survey, responses, tuple(questions), is_frozen=False)


def asked_alike(versions: dict[int, Questionnaire]) -> list[tuple[Question, tuple[int, ...]]]:
    """Each question with the versions that ask it in the same way; the newest version's come first."""
    found: list[tuple[Question, list[int]]] = []
    by_key: dict[str, list[int]] = {}
    for number in sorted(versions, reverse=True):
        for question in versions[number].questions:
            places = by_key.setdefault(question.key, [])
            same = next((place for place in places if found[place][0].is_same_as(question)), None)
            if same is None:
                places.append(len(found))
                found.append((question, [number]))
            else:
                found[same][1].insert(0, number)
    return [(question, tuple(numbers)) for question, numbers in found]


def _records_of(version: SurveyVersion) -> Records:
    packed = SurveyResponse.objects.counted().filter(version=version).values_list("packed", flat=True)
    return records(questionnaire_of(version), packed.order_by().iterator(chunk_size=CHUNK))


def _read_frozen(survey: Survey) -> Results | None:
    versions: Sequence[SurveyVersion] = list(survey.versions.all())
    frozen = {each.version_id: each for each in FrozenResult.objects.filter(version__in=versions)}
    if not versions or len(frozen) < len(versions):
        return None
    questions = []
    for version in reversed(versions):
        by_key = questionnaire_of(version).by_key
        for data in frozen[version.pk].counts:
            count = QuestionCount.from_json(data["count"])
            questions.append(QuestionResult(by_key[count.key], tuple(data["versions"]), count))
    responses = {version.number: frozen[version.pk].responses for version in versions}
    return Results(survey, responses, tuple(questions), is_frozen=True)
