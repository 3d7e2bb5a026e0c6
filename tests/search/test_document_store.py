"""The store is what Haystack expects of one, and never shows or changes what it must not."""

import datetime
import subprocess
import sys
from collections.abc import Callable

import pytest
from haystack import Document
from haystack.document_stores.errors import DocumentStoreError, DuplicateDocumentError
from haystack.document_stores.types import DuplicatePolicy
from haystack.errors import FilterError
from haystack.testing.document_store import (
    CountDocumentsByFilterTest,
    CountUniqueMetadataByFilterTest,
    DocumentStoreBaseExtendedTests,
    GetMetadataFieldMinMaxTest,
    GetMetadataFieldsInfoTest,
    GetMetadataFieldUniqueValuesTest,
)
from wagtail.models import Page

from search.documents.store import PassageDocumentStore
from search.models import Passage
from search.replica import Replica
from search.retrieval import find
from search.scope import Scope
from tests.factories import PolicyPageFactory, article, heading, restrict

BODY = [
    heading("第一章 总则"),
    article("第一条", "为了规范住房公积金的提取，制定本办法。"),
    article("第二条", "职工租住住房的，可以每月提取住房公积金。"),
]
POLICIES = {"field": "meta.kind", "operator": "==", "value": "policy"}


@pytest.mark.django_db
class TestPassageDocumentStore(
    DocumentStoreBaseExtendedTests,
    CountDocumentsByFilterTest,
    CountUniqueMetadataByFilterTest,
    GetMetadataFieldsInfoTest,
    GetMetadataFieldMinMaxTest,
    GetMetadataFieldUniqueValuesTest,
):
    """Haystack's own tests of a store, all of them."""

    @pytest.fixture
    def document_store(self) -> PassageDocumentStore:
        return PassageDocumentStore()

    def test_write_documents(self, document_store: PassageDocumentStore) -> None:
        document = Document(content="test doc")
        assert document_store.write_documents([document]) == 1
        with pytest.raises(DuplicateDocumentError):
            document_store.write_documents([document])
        assert document_store.filter_documents() == [document]


@pytest.mark.django_db
class TestScopedStore(TestPassageDocumentStore):
    """The same inside a site, beside a published policy of another."""

    @pytest.fixture
    def document_store(self, section: Page, other_section: Page) -> PassageDocumentStore:
        PolicyPageFactory(parent=other_section, published=True)
        return PassageDocumentStore(Scope(site=section.get_site().pk, locale="zh-hans", role="provision"))


@pytest.fixture
def site(section: Page) -> int:
    return section.get_site().pk


@pytest.fixture
def policy(section: Page) -> Page:
    return PolicyPageFactory(
        parent=section,
        title="住房公积金提取管理办法",
        body=BODY,
        issuing_body="云溪市人民政府",
        published=True,
    )


@pytest.fixture
def store(policy: Page, site: int) -> PassageDocumentStore:
    """A store of what is quoted: the two articles."""
    return PassageDocumentStore(Scope(site=site, role=Passage.Role.PROVISION))


def contents(store: PassageDocumentStore, **filters: object) -> list[str | None]:
    return [document.content for document in store.filter_documents(filters or None)]


def test_a_published_article_reads_as_a_document(store: PassageDocumentStore, policy: Page) -> None:
    document = store.filter_documents({"field": "meta.number", "operator": "==", "value": "第二条"})[0]
    assert document.id == f"page-{policy.pk}:provision:article-2:0"
    assert document.content == "职工租住住房的，可以每月提取住房公积金。"
    assert (
        document.meta.items()
        >= {
            "title": policy.title,
            "number": "第二条",
            "headings": ["第一章 总则"],
            "anchor": "article-2",
            "page_id": policy.pk,
            "kind": "policy",
            "issuing_body": "云溪市人民政府",
            "published_on": "2024-03-01",
            "validity": "valid",
        }.items()
    )


@pytest.mark.parametrize(
    ("condition", "count"),
    [
        ({"field": "meta.kind", "operator": "==", "value": "policy"}, 2),
        ({"field": "meta.kind", "operator": "in", "value": ["policy", "article"]}, 2),
        ({"field": "meta.kind", "operator": "!=", "value": "policy"}, 1),
        ({"field": "meta.kind", "operator": "==", "value": None}, 1),
        ({"field": "kind", "operator": "==", "value": "policy"}, 2),
        ({"field": "meta.published_on", "operator": ">=", "value": "2024-01-01"}, 2),
        ({"field": "meta.published_on", "operator": "==", "value": "2024-03-01T00:00:00"}, 2),
        ({"field": "id", "operator": "==", "value": "written"}, 1),
        ({"field": "meta.id", "operator": "==", "value": "written"}, 0),
        ({"field": "content", "operator": "==", "value": "公积金问答"}, 1),
        ({"operator": "NOT", "conditions": [POLICIES]}, 1),
        ({"operator": "AND", "conditions": [POLICIES, POLICIES]}, 2),
        ({"operator": "OR", "conditions": [POLICIES, {**POLICIES, "value": None}]}, 3),
    ],
)
def test_filters_read_meta_of_pages_and_of_written_documents_alike(
    store: PassageDocumentStore, condition: dict[str, object], count: int
) -> None:
    store.write_documents([Document(id="written", content="公积金问答")])
    assert store.count_documents_by_filter(condition) == count
    assert len(store.filter_documents(condition)) == count


@pytest.mark.parametrize("filters", [{"operator": "AND"}, {"field": "meta.kind", "value": "policy"}])
def test_a_filter_without_sense_is_refused_even_by_an_empty_store(
    db: None, filters: dict[str, object]
) -> None:
    with pytest.raises(FilterError):
        PassageDocumentStore().filter_documents(filters)


def test_the_vector_of_the_model_in_use_comes_along(
    store: PassageDocumentStore, embed_all: Callable[[], None]
) -> None:
    assert store.filter_documents()[0].embedding is None
    embed_all()
    assert len(store.filter_documents()[0].embedding or []) == 64


def test_a_written_document_comes_back_as_it_was(store: PassageDocumentStore) -> None:
    document = Document(
        id="1", content=None, meta={"title": "x" * 300, "深": {"a": [1, 1.0, None]}}, embedding=[0.1, 1 / 3]
    )
    store.write_documents([document])
    assert store.filter_documents({"field": "id", "operator": "==", "value": "1"}) == [document]


def test_a_written_document_is_found_and_a_deleted_one_gone(
    store: PassageDocumentStore, site: int, make_replica: Callable[[], Replica]
) -> None:
    replica = make_replica()
    before = replica.size
    store.write_documents([Document(id="faq", content="公积金热线是多少", meta={"title": "热线"})])
    assert [hit.passage.document_id for hit in find("热线", Scope(site=site))] == ["faq"]
    assert replica.refresh().size == before + 1
    store.delete_documents(["faq"])
    assert find("热线", Scope(site=site)) == []
    assert replica.refresh().size == before
    assert Passage.objects.get(document_id="faq").meta == {}


def test_written_documents_are_found_beside_each_other(store: PassageDocumentStore, site: int) -> None:
    store.write_documents([Document(id=str(at), content=f"热线{at}") for at in range(3)])
    assert len(find("热线", Scope(site=site))) == 3


@pytest.mark.parametrize("policy_of_writing", list(DuplicatePolicy))
def test_no_policy_overwrites_what_a_page_published(
    store: PassageDocumentStore, policy: Page, policy_of_writing: DuplicatePolicy
) -> None:
    before = contents(store)
    document = Document(id=f"page-{policy.pk}:provision:article-2:0", content="任何人都不得提取。")
    if policy_of_writing is DuplicatePolicy.SKIP:
        assert store.write_documents([document], policy_of_writing) == 0
    else:
        with pytest.raises(DuplicateDocumentError):
            store.write_documents([document], policy_of_writing)
    assert contents(store) == before


def test_a_document_cannot_take_the_name_of_a_page_to_come(store: PassageDocumentStore) -> None:
    with pytest.raises(DuplicateDocumentError):
        store.write_documents([Document(id="page-99:provision:article-1:0", content="x")])


def test_nothing_deletes_or_changes_what_a_page_published(store: PassageDocumentStore) -> None:
    before = store.filter_documents()
    store.delete_documents([document.id for document in before])
    assert store.delete_by_filter(POLICIES) == 0
    assert store.update_by_filter(POLICIES, {"title": "x"}) == 0
    store.delete_all_documents()
    assert store.filter_documents() == before


def test_to_change_by_filter_needs_a_filter(store: PassageDocumentStore) -> None:
    store.write_documents([Document(id="1", content="x")])
    for change in (store.delete_by_filter, lambda filters: store.update_by_filter(filters, {"a": 1})):
        with pytest.raises(FilterError):
            change({})
    assert store.count_documents() == 3


def test_filters_never_widen_the_scope(policy: Page, other_section: Page, site: int) -> None:
    PolicyPageFactory(parent=other_section, title="县办法", published=True)
    county = other_section.get_site().pk
    store = PassageDocumentStore(Scope(site=site))
    elsewhere = {"field": "meta.site_id", "operator": "==", "value": county}
    anywhere = {"operator": "OR", "conditions": [elsewhere, POLICIES]}
    assert store.filter_documents(elsewhere) == []
    assert {document.meta["site_id"] for document in store.filter_documents(anywhere)} == {site}
    assert store.get_metadata_field_unique_values("title") == ([policy.title], 1)
    assert store.get_metadata_field_min_max("site_id") == {"min": site, "max": site}
    assert store.count_unique_metadata_by_filter(anywhere, ["title"]) == {"title": 1}
    assert PassageDocumentStore(Scope(site=site, locale="en")).count_documents() == 0
    assert PassageDocumentStore(Scope(site=site, role="lead")).count_documents() == 1


def test_a_store_cannot_reach_documents_of_another_site(site: int, other_section: Page) -> None:
    city, county = (PassageDocumentStore(Scope(site=key)) for key in (site, other_section.get_site().pk))
    city.write_documents([Document(id="1", content="city")])
    with pytest.raises(DuplicateDocumentError):
        county.write_documents([Document(id="1", content="county")], DuplicatePolicy.OVERWRITE)
    county.delete_documents(["1"])
    county.delete_all_documents()
    assert contents(county) == []
    assert contents(city) == ["city"]


def test_an_unlimited_store_leaves_a_document_in_its_site(site: int) -> None:
    city = PassageDocumentStore(Scope(site=site, locale="zh-hans"))
    city.write_documents([Document(id="1", content="old")])
    assert PassageDocumentStore().update_by_filter(
        {"field": "id", "operator": "==", "value": "1"}, {"seen": True}
    )
    assert city.filter_documents()[0].meta == {"seen": True}


def test_private_and_expired_pages_are_no_documents(policy: Page, section: Page, site: int) -> None:
    PolicyPageFactory(parent=section, expired=True, published=True)
    store = PassageDocumentStore(Scope(site=site))
    assert {document.meta["page_id"] for document in store.filter_documents()} == {policy.pk}
    restrict(section)
    assert store.count_documents() == 0


def test_a_batch_with_one_id_twice(db: None) -> None:
    store, twins = PassageDocumentStore(), [Document(id="1", content="a"), Document(id="1", content="b")]
    with pytest.raises(DuplicateDocumentError):
        store.write_documents(twins)
    assert store.count_documents() == 0
    assert store.write_documents(twins, DuplicatePolicy.SKIP) == 1
    assert contents(store) == ["a"]
    assert store.write_documents(twins, DuplicatePolicy.OVERWRITE) == 2
    assert contents(store) == ["b"]


def test_a_deleted_document_may_be_written_again(db: None) -> None:
    store, document = PassageDocumentStore(), Document(id="1", content="a")
    store.write_documents([document])
    store.delete_documents(["1"])
    assert store.write_documents([document], DuplicatePolicy.FAIL) == 1
    assert store.filter_documents() == [document]


def test_a_narrowed_store_can_only_be_read(db: None) -> None:
    with pytest.raises(DocumentStoreError):
        PassageDocumentStore(Scope(kinds=frozenset({"policy"}))).write_documents([Document(content="x")])


def test_a_store_is_described_and_made_again(db: None) -> None:
    scope = Scope(site=3, locale="en", kinds=frozenset({"policy", "article"}), pages=frozenset({7}))
    data = PassageDocumentStore(scope).to_dict()
    assert data["init_parameters"]["scope"]["kinds"] == ["article", "policy"]
    assert PassageDocumentStore.from_dict(data).scope == scope


def test_the_portal_starts_without_the_library() -> None:
    code = "import django; django.setup(); import portal.urls, sys; print('haystack' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_dates_of_meta_are_text(store: PassageDocumentStore) -> None:
    bounds = store.get_metadata_field_min_max("published_on")
    assert datetime.date.fromisoformat(bounds["min"]) == datetime.date(2024, 3, 1)
