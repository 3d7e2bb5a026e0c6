"""Erased is erased: contact data, texts, notes and files; the steps and the statistics stay."""

import io
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import serializers
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import call_command
from django.db.models.signals import post_save
from django.utils import timezone
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from interaction.cases.actions import (
    Receipt,
    ask_citizen,
    close_case,
    close_settled_cases,
    erase_case,
    erase_case_for_citizen,
    erase_old_cases,
    export_case,
    note_case,
    propose_extension,
    publish_case,
    rate_reply,
    reopen_case,
    reply_to_case,
    supplement_case,
)
from interaction.cases.models import Attachment, Case, Publication
from interaction.cases.tasks import close_answered_cases, erase_ended_cases
from portal.accounts.models import User
from portal.base.errors import Conflict
from portal.deadlines.models import Obligation

pytestmark = pytest.mark.django_db
SECRETS = ("陈小明", "13800001111", "chen@example.org", "三单元", "夜里", "隔壁", "请假", "太慢", "复杂")


@pytest.fixture
def case(open_letter: Callable[..., Receipt], officer: User) -> Case:
    """A case with a secret in every text that people wrote about it."""
    case = open_letter(
        title="三单元路灯",
        body="我是陈小明，三单元门口的路灯不亮。",
        contact_name="陈小明",
        contact="13800001111",
        notice_email="chen@example.org",
        consent_to_contact=True,
        consent_to_publish=True,
        files=[ContentFile("夜里的照片".encode(), "夜里.txt")],
    ).case
    note_case(case, officer, "陈小明请假了。")
    propose_extension(case, officer, code="complex", reason="陈小明的情况复杂")
    asked = ask_citizen(case, officer, "陈小明您好，是哪一盏？")
    added = supplement_case(case, "隔壁那盏。")
    reply_to_case(case, officer, "陈小明您好，灯已修好。", seen_reply=asked.pk, seen_supplement=added.pk)
    rate_reply(case, 2, "陈小明觉得太慢")
    publish_case(case, officer, title="路灯", body="门口路灯不亮", reply="灯已修好。")
    case.refresh_from_db()
    return case


def everything_about(case: Case) -> str:
    """All rows that belong to the case, with encrypted fields in clear."""
    case = Case.objects.get(pk=case.pk)
    rows = [
        case,
        *case.events.all(),
        *case.replies.all(),
        *case.supplements.all(),
        *case.proposals.all(),
        *case.attachments.all(),
        *(reply.rating for reply in case.replies.all() if hasattr(reply, "rating")),
        *(event for owed in case.obligations.all() for event in owed.events.all()),
    ]
    return serializers.serialize("json", rows, ensure_ascii=False)


def test_every_secret_is_there_before(case: Case) -> None:
    before = everything_about(case)
    assert [secret for secret in SECRETS if secret not in before] == []


def test_erased_case_holds_no_secret_and_keeps_its_steps(
    case: Case, officer: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    close_case(case, officer)
    steps = list(case.events.values_list("kind", flat=True))
    stored = case.attachments.get().file.name
    with django_capture_on_commit_callbacks(execute=True):
        erased = erase_case(case)
    after = everything_about(case)
    assert [secret for secret in SECRETS if secret in after] == []
    assert list(case.events.values_list("kind", flat=True)) == [*steps, "erased"]
    assert not storages["private"].exists(stored)
    assert erased.erased_at is not None
    assert Publication.objects.live().count() == 1
    assert Obligation.objects.satisfied().count() == 1
    assert erase_case(case).erased_at == erased.erased_at


def test_case_that_has_not_ended_is_not_erased(case: Case, open_letter: Callable[..., Receipt]) -> None:
    for unfinished in (case, open_letter().case):
        with pytest.raises(Conflict):
            erase_case(unfinished)


def test_citizen_erases_an_answered_case_and_its_publication(case: Case) -> None:
    erased = erase_case_for_citizen(case)
    assert (erased.state, erased.body) == ("closed", "***")
    assert not Publication.objects.exists()


def test_nothing_is_added_to_an_erased_case(case: Case, officer: User) -> None:
    erase_case_for_citizen(case)
    for act in (
        lambda: note_case(case, officer, "陈小明来电"),
        lambda: supplement_case(case, "我是陈小明"),
        lambda: rate_reply(case, 1, "陈小明不满意"),
        lambda: reopen_case(case, "陈小明还要说"),
        lambda: reply_to_case(case, officer, "陈小明您好，已修好。", seen_reply=case.replies.last().pk),
    ):
        with pytest.raises(Conflict):
            act()


def test_citizen_erases_an_open_case_by_withdrawing_it(open_letter: Callable[..., Receipt]) -> None:
    erased = erase_case_for_citizen(open_letter().case)
    assert (erased.state, Obligation.objects.get().state) == ("withdrawn", "dropped")


def test_file_that_a_merged_case_shares_stays(
    case: Case, officer: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    file = case.attachments.get()
    other = Case.objects.create(
        site=case.site,
        number="X",
        channel="letter",
        kind="complaint",
        title="题",
        body="文",
        query_code_hash="x",
    )
    Attachment.objects.create(
        case=other, file=file.file.name, name=file.name, media_type=file.media_type, size=file.size
    )
    with django_capture_on_commit_callbacks(execute=True):
        erase_case_for_citizen(case)
    assert storages["private"].exists(file.file.name)


def test_export_holds_what_the_citizen_told_and_was_told(case: Case) -> None:
    exported = json.loads(json.dumps(export_case(case), ensure_ascii=False))
    text = json.dumps(exported, ensure_ascii=False)
    told = ("陈小明", "13800001111", "chen@example.org", "三单元", "夜里", "隔壁", "太慢")
    assert [secret for secret in told if secret not in text] == []
    assert "请假" not in text
    assert exported["deadlines"][0]["kept_at"] is not None
    assert exported["published"]["reply"] == "灯已修好。"


def test_old_cases_are_closed_and_erased_in_their_time(case: Case, settings: Any) -> None:
    settings.CASE_RETENTION_DAYS = 100
    answered_at = case.replied_at

    def state_after(days: int) -> tuple[str, bool]:
        with time_machine.travel(answered_at + timedelta(days=days, seconds=1), tick=False):
            call_command("erase_old_cases", stdout=io.StringIO())
        case.refresh_from_db()
        return case.state, case.erased_at is not None

    assert state_after(29) == ("replied", False)
    assert state_after(30) == ("closed", False)
    assert state_after(129) == ("closed", False)
    assert state_after(131) == ("closed", True)


def test_open_case_is_never_closed_by_itself(open_letter: Callable[..., Receipt]) -> None:
    case = open_letter().case
    with time_machine.travel(case.received_at + timedelta(days=4000)):
        close_answered_cases.call()
        erase_ended_cases.call()
    assert (Case.objects.get().state, Obligation.objects.open().count()) == ("received", 1)


@pytest.fixture
def answered(open_letter: Callable[..., Receipt], officer: User) -> list[Case]:
    """Three answered letters."""
    cases = [open_letter(title=f"路灯 {number}").case for number in range(3)]
    for case in cases:
        reply_to_case(case, officer, "灯已修好。")
    return cases


@pytest.fixture
def reopened_meanwhile() -> Iterator[None]:
    """As soon as one case has ended or is erased, the citizen of another one has it taken up again."""
    quick = []

    def reopen_another(instance: Case, **_signal: Any) -> None:
        others = Case.objects.exclude(pk=instance.pk).filter(state__in=Case.ANSWERED_STATES)
        if not quick and instance.state == Case.State.CLOSED:
            quick.append(others.last())
            reopen_case(quick[0], "还是不亮")

    post_save.connect(reopen_another, sender=Case)
    yield
    post_save.disconnect(reopen_another, sender=Case)


@pytest.mark.usefixtures("reopened_meanwhile")
def test_letter_taken_up_again_at_night_holds_up_no_other_closing(
    answered: list[Case], caplog: pytest.LogCaptureFixture
) -> None:
    assert close_settled_cases(timezone.now() + timedelta(days=31)) == 2
    assert sorted(Case.objects.values_list("state", flat=True)) == ["assigned", "closed", "closed"]
    (line,) = caplog.messages
    assert line.startswith("close_case passed over case ")


def test_letter_taken_up_again_at_night_holds_up_no_other_erasing(
    answered: list[Case], request: pytest.FixtureRequest
) -> None:
    for case in answered:
        close_case(case)
    request.getfixturevalue("reopened_meanwhile")
    assert erase_old_cases(timezone.now() + timedelta(days=4000)) == 2
    assert Case.objects.exclude(erased_at=None).count() == 2
    assert Case.objects.get(erased_at=None).state == Case.State.ASSIGNED
