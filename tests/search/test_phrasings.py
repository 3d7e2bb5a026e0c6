"""A passage is found by the questions that citizens ask about it."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import Page

from portal.content.models import PolicyPage
from search.models import Passage, Phrasing, pending_digests
from search.ranking import lift_asked
from search.replica import Replica
from search.retrieval import find
from search.scope import Scope
from search.vectors import PhrasingVectors
from tests.factories import PolicyPageFactory, article

from .conftest import FakeEmbedder

pytestmark = pytest.mark.django_db
BODY = [
    article("第一条", "缴存人应当按月缴存。"),
    article("第二条", "【租房提取】租赁住房的可以提取。"),
    article("第三条", "本办法自公布之日起施行。"),
]
ASKED = "我没得房子住外头咋个取"


@pytest.fixture
def policy(section: Page) -> PolicyPage:
    page: PolicyPage = PolicyPageFactory(
        parent=section, title="公积金办法", body=BODY, questions=f"第二条 {ASKED}", published=True
    )
    return page


def numbers(question: str, **how: bool) -> list[str]:
    return [hit.passage.number for hit in find(question, Scope(role=Passage.Role.PROVISION), **how)]


def test_words_that_only_citizens_use_find_the_article(policy: PolicyPage) -> None:
    assert numbers("没得房子", dense=False) == ["第二条"]


def test_phrasings_are_no_part_of_what_is_quoted(policy: PolicyPage) -> None:
    assert not any(ASKED in passage.text for passage in Passage.objects.all())
    assert set(Phrasing.objects.values_list("text", flat=True)) == {ASKED, "租房提取"}


def test_nearest_phrasing_puts_its_article_first(
    policy: PolicyPage, embedder: FakeEmbedder, embed_all: Callable[[], None]
) -> None:
    embed_all()
    assert pending_digests(embedder.name) == set()
    best = find(ASKED, Scope(role=Passage.Role.PROVISION))[0]
    assert best.passage.number == "第二条"
    assert best.asked == pytest.approx(1.0, abs=0.01)


def test_phrasings_follow_the_published_page(
    policy: PolicyPage, embedder: FakeEmbedder, embed_all: Callable[[], None]
) -> None:
    embed_all()
    policy.questions = "第一条 一个月缴好多"
    policy.save_revision()
    assert numbers("没得房子", dense=False) == ["第二条"]
    policy.save_revision().publish()
    assert numbers("没得房子", dense=False) == []
    assert numbers("缴好多", dense=False)[0] == "第一条"
    policy.unpublish()
    assert not Phrasing.objects.exists()
    assert numbers("缴好多", dense=False) == []


def test_a_replica_that_was_there_before_learns_new_phrasings(
    policy: PolicyPage,
    make_replica: Callable[[], Replica],
    embedder: FakeEmbedder,
    embed_all: Callable[[], None],
) -> None:
    elsewhere = make_replica().refresh()
    vector = embedder.embed_query(ASKED)
    assert not elsewhere.asked(vector, elsewhere.rows_in(Scope())).any()
    embed_all()
    elsewhere.refresh()
    near = elsewhere.asked(vector, elsewhere.rows_in(Scope()))
    assert near.max() == pytest.approx(1.0, abs=0.01)
    # What comes back has its vector from before.
    policy.unpublish()
    elsewhere.refresh()
    policy.save_revision().publish()
    elsewhere.refresh()
    assert elsewhere.asked(vector, elsewhere.rows_in(Scope())).max() == pytest.approx(1.0, abs=0.01)


def test_a_dead_row_has_no_phrasings() -> None:
    vectors, raw = PhrasingVectors(), np.asarray([1, 0], np.float16).tobytes()
    vectors.add(0, ["a"])
    vectors.add(1, ["a", "b"])
    vectors.put("a", raw)
    toward = np.asarray([1, 0], np.float32)
    assert vectors.nearest(toward, 3).tolist() == [1, 1, 0]
    vectors.drop(0)
    vectors.put("a", raw)
    assert vectors.nearest(toward, 3).tolist() == [0, 1, 0]


@given(st.lists(st.tuples(st.floats(0, 2), st.floats(0, 1)), min_size=1, max_size=20))
def test_without_phrasings_the_order_stays(rows: list[tuple[float, float]]) -> None:
    scores, cosines = (np.asarray(column) for column in zip(*rows, strict=True))
    assert (lift_asked(scores, np.zeros(len(rows)), cosines) == scores).all()
    # The nearest phrasing costs nothing: scores are never lifted above what they were.
    assert (lift_asked(scores, np.full(len(rows), 0.5), cosines) <= scores).all()
