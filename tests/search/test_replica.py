"""What is published is found in every process at once, and what is not is found in none."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from search import actions, tasks
from search.models import Embedding, IndexChange, IndexHead, Passage
from search.ranking import Candidates
from search.replica import Replica
from search.retrieval import FIELD_WEIGHTS, by_keyword, by_vector, find, read_question
from search.scope import Scope
from tests.factories import ArticlePageFactory, PolicyPageFactory, TopicFactory, article, restrict
from tests.search.conftest import FakeEmbedder

MakeReplica = Callable[[], Replica]
QUESTION = "提取住房公积金"


def words_in(replica: Replica, text: str = QUESTION, scope: Scope | None = None) -> list[str]:
    """The documents that a process finds by words."""
    rows = by_keyword(replica.refresh(), read_question(text), scope or Scope()).rows
    return _documents(replica, rows)


def sense_in(replica: Replica, scope: Scope | None = None) -> list[str]:
    """The documents that a process finds by meaning."""
    replica.refresh()
    vector = FakeEmbedder().embed_query(QUESTION)
    return _documents(replica, by_vector(replica, vector, scope or Scope()).rows)


def _documents(replica: Replica, rows: np.ndarray) -> list[str]:
    names = Passage.objects.in_bulk(replica.passages(rows.tolist()))
    return sorted(f"{names[key].title} {names[key].number}" for key in replica.passages(rows.tolist()))


@pytest.fixture
def policy(section: Page) -> Page:
    return PolicyPageFactory(parent=section, title="提取办法", published=True)


def test_published_pages_are_found_in_another_process(
    section: Page, make_replica: MakeReplica, embed_all: Callable[[], None]
) -> None:
    elsewhere = make_replica()
    assert words_in(elsewhere) == []
    PolicyPageFactory(parent=section, title="提取办法", published=True)
    assert words_in(elsewhere) == ["提取办法 第一条"]
    assert sense_in(elsewhere) == []
    embed_all()
    assert sense_in(elsewhere) == ["提取办法 第一条"]


def test_drafts_are_not_found(section: Page, make_replica: MakeReplica) -> None:
    PolicyPageFactory(parent=section)
    assert words_in(make_replica()) == []


def test_a_draft_of_a_published_page_changes_nothing(policy: Page, make_replica: MakeReplica) -> None:
    policy.body = [article("第一条", "热线电话。")]
    policy.save_revision()
    assert words_in(make_replica(), "热线电话") == []
    assert words_in(make_replica()) == ["提取办法 第一条"]


def test_a_new_version_replaces_the_old_in_every_process(policy: Page, make_replica: MakeReplica) -> None:
    elsewhere = make_replica()
    policy.body = [article("第一条", "热线电话。"), article("第二条", "附则。")]
    policy.save_revision().publish()
    assert words_in(elsewhere, "热线电话") == ["提取办法 第一条"]
    assert (elsewhere.size, Passage.objects.live().count()) == (2, 2)


def withdraw(page: Page) -> None:
    page.unpublish()


def delete(page: Page) -> None:
    page.delete()


def delete_section(page: Page) -> None:
    page.get_parent().delete()


def hide(page: Page) -> None:
    restrict(page)


def hide_section(page: Page) -> None:
    restrict(page.get_parent())


def hide_home(page: Page) -> None:
    restrict(page.get_parent().get_parent())


@pytest.mark.parametrize("leave", [withdraw, delete, delete_section, hide, hide_section, hide_home])
def test_what_leaves_is_gone_in_every_process(
    policy: Page,
    make_replica: MakeReplica,
    embed_all: Callable[[], None],
    leave: Callable[[Page], None],
) -> None:
    embed_all()
    elsewhere = make_replica()
    assert words_in(elsewhere) == sense_in(elsewhere) == ["提取办法 第一条"]
    leave(Page.objects.get(pk=policy.pk).specific)
    assert words_in(elsewhere) == sense_in(elsewhere) == words_in(make_replica()) == []
    assert find(QUESTION, Scope()) == []
    assert not Passage.objects.exclude(text="").exists()


def test_what_is_open_again_is_found_again(policy: Page, make_replica: MakeReplica) -> None:
    elsewhere = make_replica()
    restriction = restrict(policy.get_parent())
    assert words_in(elsewhere) == []
    PageViewRestriction.objects.get(pk=restriction.pk).delete()
    assert words_in(elsewhere) == ["提取办法 第一条"]


def test_a_page_published_below_a_hidden_one_is_not_found(section: Page, make_replica: MakeReplica) -> None:
    restrict(section.get_parent())
    PolicyPageFactory(parent=section, published=True)
    assert words_in(make_replica()) == []


def test_a_page_moved_below_a_hidden_one_is_gone(
    policy: Page, other_section: Page, make_replica: MakeReplica
) -> None:
    elsewhere = make_replica()
    restrict(other_section)
    policy.move(Page.objects.get(pk=other_section.pk), pos="last-child")
    assert words_in(elsewhere) == []


def test_a_moved_page_changes_its_site(
    policy: Page, section: Page, other_section: Page, make_replica: MakeReplica, embed_all: Callable[[], None]
) -> None:
    embed_all()
    elsewhere = make_replica()
    city, county = (Scope(site=page.get_site().pk) for page in (section, other_section))
    assert words_in(elsewhere, scope=city) == sense_in(elsewhere, city) == ["提取办法 第一条"]
    assert words_in(elsewhere, scope=county) == sense_in(elsewhere, county) == []
    policy.move(Page.objects.get(pk=other_section.pk), pos="last-child")
    assert words_in(elsewhere, scope=city) == sense_in(elsewhere, city) == []
    assert words_in(elsewhere, scope=county) == sense_in(elsewhere, county) == ["提取办法 第一条"]


def test_expired_pages_are_not_found_even_before_they_are_unpublished(
    section: Page, make_replica: MakeReplica, embed_all: Callable[[], None]
) -> None:
    PolicyPageFactory(parent=section, published=True, expired=True)
    soon = timezone.now() + timedelta(hours=2)
    PolicyPageFactory(parent=section, title="提取办法", published=True, expire_at=soon)
    embed_all()
    replica = make_replica()
    assert words_in(replica) == sense_in(replica) == ["提取办法 第一条"]
    with time_machine.travel(soon + timedelta(seconds=1)):
        assert words_in(replica) == sense_in(replica) == []
        assert find(QUESTION, Scope()) == []


@pytest.mark.parametrize(
    ("scope", "found"),
    [
        ({}, 3),
        ({"locale": "zh-hans"}, 3),
        ({"locale": "en"}, 0),
        ({"role": "provision"}, 2),
        ({"role": "lead"}, 1),
        ({"kinds": frozenset({"policy"})}, 2),
        ({"kinds": frozenset({"article"})}, 1),
        ({"kinds": frozenset({"policy", "article"})}, 3),
        ({"kinds": frozenset({"interpretation"})}, 0),
        ({"topic": "住房 保障"}, 2),
        ({"topic": "住房"}, 0),
        ({"issuing_body": "云溪市住房和城乡建设局" * 8}, 2),
        ({"year": 2024}, 1),
        ({"year": 2023}, 2),
        ({"site": 0}, 0),
        ({"pages": frozenset({0})}, 0),
        ({"year": 2023, "role": "lead"}, 1),
        ({"year": 2024, "kinds": frozenset({"policy"})}, 0),
    ],
)
def test_a_scope_limits_every_way_to_find(
    section: Page, embed_all: Callable[[], None], make_replica: MakeReplica, scope: dict[str, Any], found: int
) -> None:
    PolicyPageFactory(
        parent=section,
        published=True,
        published_on="2023-03-01",
        topic=TopicFactory(name="住房 保障"),
        issuing_body="云溪市住房和城乡建设局" * 8,
        summary="公积金怎么提取",
    )
    text = [("paragraph", "<p>公积金提取窗口搬迁。</p>")]
    ArticlePageFactory(parent=section, published=True, body=text)
    embed_all()
    wanted, replica = Scope(**scope), make_replica()
    assert len(words_in(replica, "公积金提取", wanted)) == found
    assert len(sense_in(replica, wanted)) == found
    assert Passage.objects.within(wanted).count() == found
    assert all(Passage.objects.within(wanted).contains(hit.passage) for hit in find("公积金提取", wanted))


def test_pages_of_a_scope(section: Page, make_replica: MakeReplica) -> None:
    first, second = (PolicyPageFactory(parent=section, published=True) for _at in range(2))
    found = words_in(make_replica(), scope=Scope(pages=frozenset({first.pk})))
    assert found == [f"{first.title} 第一条"]
    assert len(words_in(make_replica(), scope=Scope(pages=frozenset({first.pk, second.pk})))) == 2


def test_scopes_from_citizens_do_not_fill_the_memory(policy: Page, make_replica: MakeReplica) -> None:
    replica = make_replica()
    for year in range(1000):
        replica.rows_in(Scope(year=year))
    assert len(replica._scope_cache) <= 200


def test_a_rolled_back_page_leaves_no_ghost(section: Page, make_replica: MakeReplica) -> None:
    replica = make_replica()
    with transaction.atomic():
        PolicyPageFactory(parent=section, title="作废", published=True)
        assert words_in(replica) == ["作废 第一条"]
        transaction.set_rollback(True)
    assert words_in(replica) == []
    assert replica.size == 0


def test_a_revision_given_again_after_a_rollback_is_another(
    policy: Page, section: Page, make_replica: MakeReplica
) -> None:
    replica = make_replica()
    with transaction.atomic():
        PolicyPageFactory(parent=section, title="作废", published=True)
        assert words_in(replica) == ["作废 第一条", "提取办法 第一条"]
        revision = IndexHead.objects.get().revision
        transaction.set_rollback(True)
    PolicyPageFactory(parent=section, title="新办法", published=True)
    assert IndexHead.objects.get().revision == revision
    assert words_in(replica) == ["提取办法 第一条", "新办法 第一条"]


def test_pruned_tombstones_make_a_replica_start_anew(
    policy: Page, section: Page, make_replica: MakeReplica
) -> None:
    behind = make_replica()
    PolicyPageFactory(parent=section, title="新办法", published=True)
    policy.unpublish()
    assert actions.prune_index() == 1
    assert not Passage.objects.filter(deleted=True).exists()
    assert IndexChange.objects.count() == 1
    assert words_in(behind) == ["新办法 第一条"]
    assert behind.size == 1


def test_many_dead_rows_are_thrown_out(policy: Page, make_replica: MakeReplica) -> None:
    replica = make_replica()
    for _at in range(3):
        actions.index_page(policy)
        replica.refresh()
    assert (replica.size, len(replica._columns.passage)) == (1, 4)
    replica._columns.passage.extend([0] * 1010)
    actions.index_page(policy)
    replica.refresh()
    assert (replica.size, len(replica._columns.passage)) == (1, 1)


def test_unchanged_text_keeps_its_vector(
    policy: Page, embed_all: Callable[[], None], embedder: FakeEmbedder, make_replica: MakeReplica
) -> None:
    embed_all()
    replica, texts = make_replica(), list(embedder.embedded)
    policy.body = [
        *policy.body.raw_data,
        {"type": "article", "value": {"number": "第二条", "text": "附则。"}},
    ]
    policy.save_revision().publish()
    assert sense_in(replica) == ["提取办法 第一条"]
    embed_all()
    assert embedder.embedded == [*texts, "提取办法\n附则。"]
    assert sense_in(replica) == ["提取办法 第一条", "提取办法 第二条"]


def test_the_same_text_on_two_pages_is_embedded_once(
    section: Page, embed_all: Callable[[], None], embedder: FakeEmbedder, make_replica: MakeReplica
) -> None:
    for _at in range(2):
        PolicyPageFactory(parent=section, title="提取办法", published=True)
    embed_all()
    assert len(embedder.embedded) == 1
    assert sense_in(make_replica()) == ["提取办法 第一条"] * 2


def test_a_page_that_returns_has_its_vector_at_once(
    policy: Page, embed_all: Callable[[], None], make_replica: MakeReplica
) -> None:
    embed_all()
    replica = make_replica()
    policy.unpublish()
    assert sense_in(replica) == []
    assert replica.embedded == 0
    policy.save_revision().publish()
    assert sense_in(replica) == ["提取办法 第一条"]
    assert replica.embedded == replica.size == 1


def test_vectors_of_another_model_are_not_mixed_in(policy: Page, embedder: FakeEmbedder) -> None:
    digest = Passage.objects.get().digest
    actions.store_vectors([digest], np.ones((1, 8), np.float32), "another")
    assert Replica(embedder).refresh().embedded == 0
    tasks.embed_batch(embedder)
    assert Replica(embedder).refresh().embedded == 1
    assert Embedding.objects.count() == 2


def test_a_vector_stored_twice_stays_one(policy: Page, embedder: FakeEmbedder) -> None:
    digest = Passage.objects.get().digest
    for _worker in range(2):
        actions.store_vectors([digest], np.ones((1, 64), np.float32), embedder.name)
    assert Embedding.objects.count() == 1


def test_publishing_queues_the_embedding_and_a_rollback_does_not(
    section: Page, embedder: FakeEmbedder, django_capture_on_commit_callbacks: Any
) -> None:
    with transaction.atomic():
        PolicyPageFactory(parent=section, published=True)
        transaction.set_rollback(True)
    with django_capture_on_commit_callbacks(execute=True):
        PolicyPageFactory(parent=section, title="提取办法", published=True)
    assert embedder.embedded == ["提取办法\n为了规范住房公积金的提取，制定本办法。"]


def test_every_word_of_a_passage_finds_it(policy: Page, make_replica: MakeReplica) -> None:
    replica = make_replica()
    for passage in Passage.objects.all():
        for term in {*passage.text_tokens.split()}:
            assert replica.keyword({term: 1.0}, FIELD_WEIGHTS, Scope(), 10)[0].size == 1, term


@pytest.mark.parametrize(
    "text", ["", " ", "？！…", "的", "AND OR NOT", 'title:"x" OR *', "\x00\ud7ff", "公" * 10_000]
)
def test_no_question_breaks_the_search(policy: Page, text: str) -> None:
    assert isinstance(find(text, Scope()), list)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_threads_share_a_replica_while_it_changes(embedder: FakeEmbedder) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite's shared memory database locks whole tables between threads")
    problems: list[BaseException] = []
    replica, stop = Replica(embedder), threading.Event()

    def ask() -> None:
        try:
            while not stop.is_set():
                replica.refresh()
                with replica.reading():
                    found: list[Candidates] = [
                        by_keyword(replica, read_question(QUESTION), Scope(site=1)),
                        by_vector(replica, embedder.embed_query(QUESTION), Scope(site=1)),
                    ]
                    for candidates in found:
                        replica.page_column()[candidates.rows]
                        replica.prior_column()[candidates.rows]
        except BaseException as problem:  # noqa: BLE001
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _at in range(3)]
    for thread in threads:
        thread.start()
    for at in range(40):
        _write(at, 30)
    stop.set()
    for thread in threads:
        thread.join()
    assert problems == []
    assert replica.refresh().size == Passage.objects.live().count() == 1200


@transaction.atomic
def _write(batch: int, count: int) -> None:
    revision = actions.take_revision()
    rows = [
        Passage(
            document_id=f"{batch}-{at}", site_id=1, text=QUESTION, text_tokens="住房 公积金 提取",
            digest=f"{batch}-{at}", changed=revision,
        )
        for at in range(count)
    ]  # fmt: skip
    Passage.objects.bulk_create(rows)
    vectors = np.ones((count, 64), np.float32)
    Embedding.objects.bulk_create(
        Embedding(
            digest=row.digest, model="fake", vector=vector.astype(np.float16).tobytes(), changed=revision
        )
        for row, vector in zip(rows, vectors, strict=True)
    )
