"""Staff find Chinese pages, images and documents by any part of their names."""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Picture
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Page
from wagtail.search.backends import get_search_backend
from wagtail.search.query import And, Not, Phrase, PlainText

from portal.accounts.models import User
from portal.content.models import HomePage, PolicyPage, SectionPage
from search.admin_backend.analysis import indexed_text, phrase, tokens

HOUSING = "泰平县人民政府办公室 关于印发《住房公积金提取管理办法（2025年修订）》的通知"
SENIOR = "泰平县高龄津贴发放实施细则"
WAGTAIL = "Wagtail 会议 Handbook 二〇二四"
BODY = "泰平县民政局"

Search = Callable[[str], str]


def titles_in(answer: str) -> list[str]:
    return [title for title in (HOUSING, SENIOR, WAGTAIL) if title in answer]


@pytest.fixture
def pages(db: None) -> dict[str, Page]:
    home = Page.get_first_root_node().add_child(instance=HomePage(title="泰平县", slug="taiping"))
    section = home.add_child(instance=SectionPage(title="政策文件", slug="policies"))
    return {
        title: section.add_child(
            instance=PolicyPage(
                title=title,
                slug=f"policy-{at}",
                document_number=f"泰政办发〔202{at}〕3号",
                issuing_body=BODY,
            )
        )
        for at, title in enumerate((HOUSING, SENIOR, WAGTAIL))
    }


@pytest.fixture
def media(db: None) -> None:
    picture = BytesIO()
    Picture.new("RGB", (4, 4)).save(picture, "PNG")
    for title in (HOUSING, SENIOR, WAGTAIL):
        image = Image(title=title, file=ContentFile(picture.getvalue(), "a.png"), width=4, height=4)
        image.description = "县城全景图"
        image.save()
        image.tags.add("政务公开")
        image.save()
        Document.objects.create(title=title, file=ContentFile(b"text", "a.txt"))


@pytest.fixture
def staff(client: Client, db: None) -> Client:
    client.force_login(User.objects.create_superuser("editor", "editor@county.example", "not-a-secret"))
    return client


@pytest.fixture(
    params=[
        "wagtailadmin_pages:search_results",
        "wagtailadmin_choose_page_search",
        "wagtailimages:index_results",
        "wagtailimages_chooser:choose_results",
        "wagtaildocs:index_results",
        "wagtaildocs_chooser:choose_results",
    ]
)
def door(request: pytest.FixtureRequest, staff: Client, pages: dict[str, Page], media: None) -> Search:
    def search(query: str) -> str:
        response = staff.get(reverse(request.param), {"q": query})
        assert response.status_code == 200
        return response.content.decode()

    return search


PARTS = {
    HOUSING: [
        *("公积金提取", "积金", "提取管理办法", "府办公室关于印", "修订 住房", "住房公積金"),
        *("2025年", "2025年修", "（2025年修订）", "《住房公积金", "２０２５年"),
    ],
    SENIOR: ["津", "高龄津贴发放实施细则", "高齡津貼"],
    WAGTAIL: [
        *("wag", "WAGTAIL", "ｗａｇｔａｉｌ", "wagtail会议", "会议hand"),
        *("二○二四", "零二四", '"二〇二四"'),
    ],
}
STRANGERS = [
    *("公积提", "办法管理", "贴津", "金公", "公积金不存在", "025年", "2025年提", "会议二"),
    *("agtail", "wagtai会议", "＊", "…… ——"),
]
SIGNS = [
    *('"', "'", '"公积金', "公积金'", "''", '""', '" " ' * 50, "\\", "公积金\\", "%", "%s", "%(x)s 公积金"),
    *(
        "*",
        "公*",
        "^公积金",
        "(",
        "公积金)",
        "-公积金",
        "+公积金",
        "NEAR(公 积)",
        "AND",
        "OR 公",
        "NOT",
        "公 AND 积",
    ),
    *(
        "公 NOT 积",
        "title:公积金",
        "{title}:公积金",
        "a:b",
        "live:yes 公积金",
        "!公",
        "& |",
        "公 <-> 积",
        "公:*",
        ":*",
    ),
    *(";", "--", "/* */", "NULL", "\t\n", "\u3000", "\u200b", "𠮷", "😀", "é", "ⅷ①㈠"),
    *("年" * 400, "公 " * 400, "a" * 3000, "a " * 400),
]


def test_part_of_a_title_finds_that_title_only(door: Search) -> None:
    found = {query: titles_in(door(query)) for queries in PARTS.values() for query in queries}

    assert found == {query: [title] for title, queries in PARTS.items() for query in queries}


def test_what_is_in_no_title_finds_nothing(door: Search) -> None:
    assert {query: titles_in(door(query)) for query in STRANGERS} == {query: [] for query in STRANGERS}


def test_no_sign_in_a_query_breaks_the_search(door: Search) -> None:
    for query in SIGNS:
        door(query)


def test_explorer_finds_within_a_section(staff: Client, pages: dict[str, Page]) -> None:
    section = pages[HOUSING].get_parent()

    response = staff.get(reverse("wagtailadmin_explore", args=[section.pk]), {"q": "积金提"})

    assert [page.title for page in response.context["object_list"]] == [HOUSING]


def test_images_are_found_by_description_and_tag(staff: Client, media: None) -> None:
    for query in ("城全景", "务公", "公开", "全景 政务"):
        response = staff.get(reverse("wagtailimages:index_results"), {"q": query})
        assert response.context["object_list"].count() == 3, query


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("泰政办发〔2020〕3号", [HOUSING]),
        ("办发〔2021", [SENIOR]),
        ("发2020", [HOUSING]),
        ("民政", [HOUSING, SENIOR, WAGTAIL]),
        ("民政 积金", [HOUSING]),
        ("handbook", [WAGTAIL]),
        ("handboo", []),
        ("民证", []),
    ],
)
def test_search_reads_the_other_fields(pages: dict[str, Page], query: str, found: list[str]) -> None:
    results = PolicyPage.objects.search(query)

    assert {page.title for page in results} == set(found)
    assert results.count() == len(found)


def test_composed_queries_keep_their_meaning(pages: dict[str, Page]) -> None:
    def titles(query: object) -> set[str]:
        return {page.title for page in PolicyPage.objects.search(query)}

    assert titles(PlainText("公积 津贴", operator="or")) == {HOUSING, SENIOR}
    assert titles(PlainText("公积 津贴")) == set()
    assert titles(And([PlainText("泰平县"), Phrase("住房公积金提取")])) == {HOUSING}
    assert titles(And([PlainText("民政"), Not(PlainText("津贴"))])) == {HOUSING, WAGTAIL}
    assert titles(Not(Phrase("津贴"))) == {HOUSING, WAGTAIL}
    assert titles(Phrase("提取 住房")) == set()
    assert titles(And([PlainText("*"), PlainText("津贴")])) == {SENIOR}
    assert titles(Not(PlainText("？"))) == set()


def test_title_with_the_word_ranks_before_a_field_with_it(pages: dict[str, Page]) -> None:
    section = pages[SENIOR].get_parent()
    section.add_child(instance=PolicyPage(title="民政局职责", slug="civil-affairs"))

    assert next(iter(PolicyPage.objects.search("民政局"))).title == "民政局职责"


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL's results are the library's own")
@pytest.mark.parametrize("query", ["泰平", "民政 2025", "年", "wag"])
def test_results_stand_in_the_order_of_the_library(pages: dict[str, Page], query: str) -> None:
    from modelsearch.backends.database.sqlite.sqlite import SQLiteSearchResults

    backend = get_search_backend()
    for results in (backend.search(query, PolicyPage), backend.autocomplete(query, Page.objects.specific())):
        expected = SQLiteSearchResults(backend, results.query_compiler).annotate_score("score")
        found = results.annotate_score("score")
        assert [(page, page.score) for page in found] == [
            (page, pytest.approx(page.score)) for page in expected
        ]
        assert list(results[1:2]) == list(expected)[1:2]


def test_results_keep_another_order_and_the_filters(pages: dict[str, Page]) -> None:
    named = PolicyPage.objects.exclude(pk=pages[WAGTAIL].pk)

    assert [page.title for page in named.search("民政局", order_by="-title")] == [SENIOR, HOUSING]
    assert {page.title for page in named.search("民政局")} == {HOUSING, SENIOR}


def test_title_may_be_named_as_the_field(pages: dict[str, Page]) -> None:
    backend = get_search_backend()

    assert [page.title for page in backend.search("积金", PolicyPage, fields=["title"])] == [HOUSING]
    assert [page.title for page in backend.autocomplete("积金", PolicyPage, fields=["title"])] == [HOUSING]


def test_a_changed_title_is_found_by_its_new_words_only(pages: dict[str, Page]) -> None:
    page = pages[SENIOR].specific
    page.title = "特困人员供养标准"
    page.save()

    assert not Page.objects.autocomplete("津贴").count()
    assert Page.objects.autocomplete("员供养").count() == 1


@pytest.mark.parametrize("command", ["update_index", "wagtail_update_index"])
def test_index_is_rebuilt_by_the_library_command(pages: dict[str, Page], command: str) -> None:
    backend = get_search_backend()
    backend.reset_indexes()
    assert not Page.objects.autocomplete("积金").count()

    call_command(command, verbosity=0)

    assert [page.title for page in Page.objects.autocomplete("积金")] == [HOUSING]


def test_a_very_long_text_is_stored(pages: dict[str, Page]) -> None:
    page = pages[SENIOR].specific
    page.issuing_body = "".join(
        chr(0x4E00 + at % 20_000) + chr(0x4E00 + at * 7 % 20_000) for at in range(400_000)
    )

    get_search_backend().add(page)

    assert PolicyPage.objects.search("一一丁").count() == 1


def test_tokens_follow_their_order() -> None:
    assert tokens("关于2025年公积金\n 提取（Wagtail）") == [
        "关于", "于", "2025", "年公", "公积", "积金", "金提", "提取", "取", "wagtail",
    ]  # fmt: skip


@given(st.text(alphabet="公积金提取年〇", min_size=1, max_size=30), st.data())
def test_any_part_of_a_run_is_stored_as_its_phrase(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    part = text[start : data.draw(st.integers(start + 1, len(text)))]
    [term] = phrase(part)

    assert f" {' '.join(term.tokens)}" in f" {indexed_text(text)}"


@given(st.text())
def test_stored_text_needs_no_escape(text: str) -> None:
    assert not set(indexed_text(text)) & set("'\"\\%*:()<>&|!{}^+-_\0")
