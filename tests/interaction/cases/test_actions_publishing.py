"""A case is shown to the public with consent, with an answer, and without personal data."""

from collections.abc import Callable

import pytest

from interaction.cases.actions import Receipt, publish_case, reply_to_case, unpublish_case
from interaction.cases.models import Case, Publication
from portal.accounts.models import User
from portal.base.errors import Conflict, Invalid, NotAllowed

pytestmark = pytest.mark.django_db
TEXTS = {"title": "路灯不亮", "body": "门口的路灯三天不亮了。", "reply": "路灯已修好。"}


@pytest.fixture
def case(open_letter: Callable[..., Receipt], officer: User) -> Case:
    case = open_letter(consent_to_publish=True).case
    reply_to_case(case, officer, "路灯已于今天修好。")
    return case


def test_published_case_holds_the_checked_texts(case: Case, officer: User) -> None:
    publication = publish_case(case, officer, **TEXTS)
    assert Publication.objects.live().get() == publication
    assert (publication.site, publication.body) == (case.site, TEXTS["body"])
    assert case.events.last().kind == "published"


def test_publication_needs_consent(open_letter: Callable[..., Receipt], officer: User) -> None:
    case = open_letter().case
    reply_to_case(case, officer, "路灯已于今天修好。")
    with pytest.raises(Conflict):
        publish_case(case, officer, **TEXTS)


def test_publication_needs_an_answer(open_letter: Callable[..., Receipt], officer: User) -> None:
    with pytest.raises(Conflict):
        publish_case(open_letter(consent_to_publish=True).case, officer, **TEXTS)


@pytest.mark.parametrize("field", ["title", "body", "reply"])
def test_personal_data_is_not_published_unless_a_person_checked(
    case: Case, officer: User, field: str
) -> None:
    texts = TEXTS | {field: "请打 13800001111"}
    with pytest.raises(Invalid) as refusal:
        publish_case(case, officer, **texts)
    assert refusal.value.field == field
    assert not Publication.objects.exists()
    assert publish_case(case, officer, **texts, checked=True).withdrawn_at is None


def test_taken_back_and_published_again(case: Case, officer: User) -> None:
    publish_case(case, officer, **TEXTS)
    with pytest.raises(Invalid):
        unpublish_case(case, officer, " ")
    unpublish_case(case, officer, "市民要求")
    assert not Publication.objects.live().exists()
    with pytest.raises(Conflict):
        unpublish_case(case, officer, "再来一次")
    publish_case(case, officer, **TEXTS)
    assert Publication.objects.live().count() == Publication.objects.count() == 1


def test_stranger_publishes_nothing(case: Case, stranger: User) -> None:
    with pytest.raises(NotAllowed):
        publish_case(case, stranger, **TEXTS)
