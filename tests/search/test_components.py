"""The Haystack components find what the portal's own search finds, and no filter opens a door."""

from collections.abc import Callable
from typing import Any

import pytest
from haystack import Document, Pipeline
from haystack.core.errors import DeserializationError
from wagtail.models import Page

from search.documents.components import (
    DenseRetriever,
    KeywordRetriever,
    PassageJoiner,
    build_retrieval,
)
from search.documents.rankings import SCORES
from search.documents.store import PassageDocumentStore
from search.retrieval import find
from search.scope import Scope
from tests.factories import PolicyPageFactory, article, heading, restrict

QUESTIONS = [
    "租房怎么提取公积金",
    "公积金",
    "提前还贷",
    "外地买房",
    "离职后公积金怎么办？",
    "zzz",
    "",
    "？！",
]
OURS = ["search.documents.*"]


@pytest.fixture
def scope(section: Page, embed_all: Callable[[], None]) -> Scope:
    """A city with two policies whose passages have vectors, and one whose passages have none yet."""
    rent = "职工租住住房的，可以每月提取住房公积金。" * 30
    loan = "提前偿还住房贷款的，可以提取住房公积金。"
    for title, text in (("住房公积金提取管理办法", rent), ("住房公积金贷款细则", loan)):
        PolicyPageFactory(
            parent=section,
            title=title,
            summary="关于公积金的规定。",
            body=[heading("第一章 总则"), article("第一条", text), article("第二条", "离职满半年可以提取。")],
            published=True,
        )
    embed_all()
    late = [article("第一条", "异地购买住房的，参照执行。")]
    PolicyPageFactory(parent=section, title="异地购房提取公积金规定", body=late, published=True)
    return Scope(site=section.get_site().pk, locale="zh-hans")


@pytest.fixture
def store(scope: Scope) -> PassageDocumentStore:
    return PassageDocumentStore(scope)


def ask(pipeline: Pipeline, question: str, **options: Any) -> list[tuple[Any, ...]]:
    retrievers = {"query": question, **options}
    found = pipeline.run({"keyword": retrievers, "dense": retrievers, "joiner": {"question": question}})[
        "joiner"
    ]["documents"]
    return [
        (document.id, document.content, document.score, *document.meta[SCORES].values()) for document in found
    ]


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("limit", [1, 3, 10])
def test_the_pipeline_finds_what_search_finds(scope: Scope, question: str, limit: int) -> None:
    expected = [
        (hit.passage.document_id, hit.passage.text, hit.score, hit.keyword, hit.cosine)
        for hit in find(question, scope, limit)
    ]
    assert ask(build_retrieval(scope, limit), question) == expected


def test_the_pipeline_finds_by_words_alone_where_embedding_is_off(section: Page) -> None:
    PolicyPageFactory(parent=section, published=True)
    scope = Scope(site=section.get_site().pk)
    found = ask(build_retrieval(scope), "公积金提取")
    assert [row[0] for row in found] == [hit.passage.document_id for hit in find("公积金提取", scope)]
    assert found


@pytest.mark.parametrize("retriever", [KeywordRetriever, DenseRetriever])
def test_a_retriever_reads_as_many_documents_as_wanted(
    store: PassageDocumentStore, retriever: type[KeywordRetriever]
) -> None:
    component = retriever(store, top_k=2)
    documents = component.run("租房提取公积金")["documents"]
    assert len(documents) == 2
    assert documents[0].score >= documents[1].score > 0
    assert component.run("租房提取公积金", top_k=0)["documents"] == []


def test_scores_stand_beside_the_meta(store: PassageDocumentStore) -> None:
    by_word = KeywordRetriever(store).run("租住住房")["documents"][0]
    by_sense = DenseRetriever(store).run("租住住房")["documents"][0]
    assert by_word.meta[SCORES] == {"keyword": by_word.score, "cosine": 0.0}
    assert by_sense.meta[SCORES] == {"keyword": 0.0, "cosine": by_sense.score}
    assert by_word.meta["kind"] == "policy"


@pytest.mark.parametrize("retriever", [KeywordRetriever, DenseRetriever])
def test_filters_narrow(
    store: PassageDocumentStore, retriever: type[KeywordRetriever], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.documents.rankings.DEPTH", 1)
    rare = {"field": "meta.number", "operator": "==", "value": "第二条"}
    loan = {"field": "meta.title", "operator": "==", "value": "住房公积金贷款细则"}
    found = retriever(store, filters=rare).run("租住住房的职工可以提取公积金", filters=loan)["documents"]
    assert [(document.meta["title"], document.meta["number"]) for document in found] == [
        ("住房公积金贷款细则", "第二条")
    ]


def test_filters_of_a_call_never_open_what_the_component_closed(store: PassageDocumentStore) -> None:
    closed = {"field": "meta.kind", "operator": "==", "value": "article"}
    everything = {"field": "meta.kind", "operator": "!=", "value": None}
    assert KeywordRetriever(store, filters=closed).run("公积金", filters=everything)["documents"] == []


def test_filters_never_open_the_scope(scope: Scope, other_section: Page) -> None:
    PolicyPageFactory(parent=other_section, published=True)
    elsewhere = {"field": "meta.site_id", "operator": "==", "value": other_section.get_site().pk}
    assert ask(build_retrieval(scope), "公积金", filters=elsewhere) == []


def test_what_left_the_index_between_two_steps_is_not_shown(
    scope: Scope, store: PassageDocumentStore, section: Page
) -> None:
    keyword = KeywordRetriever(store).run("公积金")["ranking"]
    dense = DenseRetriever(store).run("公积金")["ranking"]
    restrict(section)
    assert PassageJoiner(store).run("公积金", keyword, dense) == {"documents": []}


def test_a_pipeline_is_written_down_and_made_again(scope: Scope) -> None:
    pipeline = build_retrieval(scope, 3)
    expected = ask(pipeline, "租房提取公积金")
    assert ask(Pipeline.loads(pipeline.dumps(), allowed_modules=OURS), "租房提取公积金") == expected
    assert ask(Pipeline.from_dict(pipeline.to_dict(), allowed_modules=OURS), "租房提取公积金") == expected
    again = Pipeline.loads(pipeline.dumps(), allowed_modules=OURS)
    assert again.to_dict()["components"] == pipeline.to_dict()["components"]


def test_filters_and_scope_are_written_down_too(store: PassageDocumentStore) -> None:
    kind = {"field": "meta.kind", "operator": "==", "value": "policy"}
    data = KeywordRetriever(store, filters=kind, top_k=4).to_dict()
    with pytest.raises(DeserializationError):
        Pipeline.from_dict({"components": {"keyword": data}, "connections": []})
    again = Pipeline.from_dict({"components": {"keyword": data}, "connections": []}, allowed_modules=OURS)
    component = again.get_component("keyword")
    assert (component.filters, component.top_k) == (kind, 4)  # type: ignore[attr-defined]
    assert component.document_store.scope == store.scope  # type: ignore[attr-defined]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
async def test_an_asynchronous_pipeline_finds_too() -> None:
    await PassageDocumentStore().write_documents_async([Document(content="公积金热线")])
    question = "公积金热线"
    inputs = {"keyword": {"query": question}, "dense": {"query": question}, "joiner": {"question": question}}
    found = await build_retrieval(Scope()).run_async(inputs)
    assert [document.content for document in found["joiner"]["documents"]] == ["公积金热线"]
