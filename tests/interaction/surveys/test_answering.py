"""A response is stored once, by strategy, and an anonymous one tells nothing of who sent it."""

import threading
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from interaction.surveys.access import PER_ADDRESS, Person, code_hash
from interaction.surveys.actions.answering import (
    AnsweredBefore,
    Incomplete,
    Sent,
    has_answered,
    submit_response,
)
from interaction.surveys.actions.giving_codes import give_codes
from interaction.surveys.actions.saving import delete_old, save_answers, saved_answers
from interaction.surveys.models import AccessCode, SavedAnswers, Survey, SurveyResponse, TextAnswer, Ticket
from interaction.surveys.rules import Phase
from interaction.surveys.validating import Wrong
from portal.accounts.models import User
from portal.base.errors import Invalid, NotAllowed, Refused

MakeSurvey = Callable[..., Survey]
RAW: dict[str, Any] = {"q-rides": "从不"}


def send(survey: Survey, person: Person | None = None, **values: Any) -> Sent:
    own: dict[str, Any] = {"client_id": uuid.uuid4(), **values}
    raw = own.pop("raw", RAW)
    version = survey.versions.select_related("survey__page").last()
    return submit_response(version, raw, person or Person(device_key="d", address="10.0.0.1"), **own)


@pytest.mark.django_db
def test_what_hidden_questions_hold_is_not_stored(make_survey: MakeSurvey) -> None:
    survey = make_survey()
    # "Never" leads past the section of opinions: its answers, and the text, must be dropped.
    send(survey, raw=RAW | {"q-overall": "1", "q-why": "太慢", "q-reasons": ["上班"], "q-district": "临湖"})
    assert set(TextAnswer.objects.values_list("question", flat=True)) == {"q-district"}


@pytest.mark.django_db
def test_missing_answers_are_named_and_nothing_is_stored(make_survey: MakeSurvey) -> None:
    with pytest.raises(Incomplete) as refusal:
        send(make_survey(), raw={"q-rides": "经常", "q-age": "5"})
    assert refusal.value.problems == {"q-overall": Wrong.MISSING, "q-age": Wrong.TOO_SMALL}
    assert not SurveyResponse.objects.exists()
    assert not Ticket.objects.exists()


@pytest.mark.django_db
def test_anonymous_keeps_the_day_only(make_survey: MakeSurvey) -> None:
    send(make_survey(is_anonymous=True))
    response = SurveyResponse.objects.get()
    assert response.submitted_at is None
    assert response.day == timezone.localdate()
    ticket = Ticket.objects.get()
    assert ticket.key not in ("d", "10.0.0.1")
    names = {field.name for field in Ticket._meta.get_fields()}
    assert names == {"id", "survey", "key"}


@pytest.mark.django_db
def test_a_named_survey_keeps_the_time(make_survey: MakeSurvey) -> None:
    assert send(make_survey(is_anonymous=False)).response.submitted_at is not None


@pytest.mark.django_db
def test_the_same_sent_twice_is_stored_once(make_survey: MakeSurvey) -> None:
    survey, client_id = make_survey(), uuid.uuid4()
    first, second = send(survey, client_id=client_id), send(survey, client_id=client_id)
    assert (first.is_new, second.is_new) == (True, False)
    assert first.response == second.response
    assert SurveyResponse.objects.count() == 1


@pytest.mark.django_db
def test_open_takes_as_many_as_come(make_survey: MakeSurvey) -> None:
    survey = make_survey(strategy="open")
    for _turn in range(3):
        send(survey)
    assert SurveyResponse.objects.count() == 3
    assert not Ticket.objects.exists()


@pytest.mark.django_db
def test_one_answer_a_device_in_one_survey_only(make_survey: MakeSurvey) -> None:
    survey = make_survey(strategy="device")
    assert not has_answered(survey, Person(device_key="d"))
    send(survey)
    assert has_answered(survey, Person(device_key="d"))
    with pytest.raises(AnsweredBefore):
        send(survey)
    send(survey, Person(device_key="another", address="10.0.0.1"))
    send(make_survey(title="另一个调查", slug="another"))
    assert SurveyResponse.objects.count() == 3


@pytest.mark.django_db
def test_a_few_answers_an_address(make_survey: MakeSurvey) -> None:
    survey = make_survey(strategy="device_address")
    for number in range(PER_ADDRESS):
        send(survey, Person(device_key=f"d{number}", address="10.0.0.1"))
    with pytest.raises(AnsweredBefore, match=r"network|网络"):
        send(survey, Person(device_key="late", address="10.0.0.1"))
    # Nothing of the refused one remains: the device may answer from elsewhere.
    assert SurveyResponse.objects.count() == PER_ADDRESS
    send(survey, Person(device_key="late", address="10.0.0.2"))


@pytest.mark.django_db
def test_a_code_is_used_once_however_it_is_written(make_survey: MakeSurvey) -> None:
    survey = make_survey(strategy="code")
    AccessCode.objects.create(survey=survey, code_hash=code_hash(survey, "ABCD2345"))
    with pytest.raises(Invalid):
        send(survey, Person(device_key="d", code="WRONG234"))
    assert not SurveyResponse.objects.exists()
    send(survey, Person(device_key="d", code="abcd-2345 "))
    with pytest.raises(AnsweredBefore):
        send(survey, Person(device_key="e", code="ABCD2345"))
    assert AccessCode.objects.get().used


@pytest.mark.django_db
def test_one_answer_an_account(make_survey: MakeSurvey, officer: User) -> None:
    survey = make_survey(strategy="login")
    with pytest.raises(NotAllowed):
        send(survey, Person(device_key="d"))
    send(survey, Person(device_key="d", user_pk=officer.pk))
    with pytest.raises(AnsweredBefore):
        send(survey, Person(device_key="e", user_pk=officer.pk))


@pytest.mark.django_db
@pytest.mark.parametrize("phase", [Phase.TO_COME, Phase.AWAITING_RESULT, Phase.RESULT, Phase.CANCELLED])
def test_answers_are_taken_while_it_is_open_only(make_survey: MakeSurvey, phase: Phase) -> None:
    survey = make_survey(phase)
    with pytest.raises(Refused) as refusal:
        send(survey)
    assert refusal.value.code == "not_open"
    assert not SurveyResponse.objects.exists()


@pytest.mark.django_db
def test_the_moment_of_closing_is_too_late(make_survey: MakeSurvey) -> None:
    survey = make_survey()
    Survey.objects.filter(pk=survey.pk).update(closes_at=timezone.now() - timedelta(microseconds=1))
    with pytest.raises(Refused):
        send(survey)


@pytest.mark.django_db
def test_a_test_needs_no_ticket_and_is_never_counted(make_survey: MakeSurvey) -> None:
    survey = make_survey(Phase.TO_COME)
    send(survey, is_test=True)
    send(survey, is_test=True)
    assert SurveyResponse.objects.count() == 2
    assert not SurveyResponse.objects.counted().exists()
    assert not Ticket.objects.exists()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time")
@pytest.mark.parametrize("is_same_form", [True, False])
def test_two_at_once_get_one_ticket(make_survey: MakeSurvey, is_same_form: bool) -> None:
    """A double click (same `client_id`) is thanked twice; two forms of one device: one is refused."""
    survey, client_id = make_survey(), uuid.uuid4()
    barrier, outcomes = threading.Barrier(2), []

    def submit() -> None:
        barrier.wait(5)
        try:
            sent = send(survey, client_id=client_id if is_same_form else uuid.uuid4())
            outcomes.append("new" if sent.is_new else "again")
        except AnsweredBefore:
            outcomes.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=submit) for _turn in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == (["again", "new"] if is_same_form else ["new", "refused"])
    assert SurveyResponse.objects.count() == 1
    assert Ticket.objects.count() == 1


@pytest.mark.django_db
def test_a_code_opens_the_survey_once(make_survey: MakeSurvey, officer: User) -> None:
    survey = make_survey(strategy="code")
    codes = give_codes(survey, officer, 2)
    citizen, start = Client(), f"/surveys/{survey.pk}/answer/"
    # Without a code nobody gets in, whatever address they try.
    assert citizen.get(f"{start}s-riding/").url == start
    assert citizen.post(start, {"code": "WRONGONE"}).status_code == 400
    assert citizen.post(start, {"code": codes[0].lower()}).url == f"{start}s-riding/"
    data = {"step": "next", "seen": ["q-rides", "q-line"], "a.q-rides": "从不"}
    assert citizen.post(f"{start}s-riding/", data).url == f"{start}s-person/"
    assert citizen.post(f"/surveys/{survey.pk}/check/").url == f"/surveys/{survey.pk}/done/"
    assert AccessCode.objects.filter(used=True).count() == 1
    assert Client().post(start, {"code": codes[0]}).status_code == 409


@pytest.mark.django_db
def test_saved_answers_go_when_they_are_old_or_the_survey_is_over(make_survey: MakeSurvey) -> None:
    survey, now = make_survey(), timezone.now()
    version = survey.versions.last()
    save_answers(version, "a", {"raw": RAW}, 0)
    save_answers(version, "b", {"raw": RAW}, 0)
    SavedAnswers.objects.filter(author_key="a").update(saved_at=now - timedelta(days=31))
    assert saved_answers(survey, "a") is None
    assert delete_old(now) == 1
    assert saved_answers(survey, "b") is not None
    assert delete_old(survey.closes_at) == 1
