"""Searches are counted, masked; editors see those in vain, of their own site only."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.models import Site

from portal.accounts.models import User
from portal.accounts.roles import EDITORS, OFFICERS
from portal.base.demo import Demo
from portal.base.models import Department
from portal.content.models import PolicyPage
from search import demo, views
from search.counts import count_query
from search.models import Passage, QueryCount, Synonym
from tests.search.site.conftest import RENT, Ask, titles

REPORT = "search_reports:vain_searches"


def counted(text: str) -> tuple[int, int]:
    row = QueryCount.objects.get(text=text)
    return row.searches, row.without_results


def test_a_search_is_counted_by_day_and_folded_text(ask: Ask, city: Site) -> None:
    for query in ("公积金", " 公積金 ", "公积金"):
        ask(query)
    ask("火星移民")

    assert counted("公积金") == (3, 0)
    assert counted("火星移民") == (1, 1)
    assert set(QueryCount.objects.values_list("site", "day")) == {(city.pk, timezone.localdate())}


def test_looking_on_is_no_new_search(ask: Ask) -> None:
    ask("公积金", page="2")
    ask("公积金", year="2023")

    assert not QueryCount.objects.exists()


def test_personal_data_is_masked_before_it_is_counted(ask: Ask) -> None:
    ask("电话13812345678有人接吗")

    assert counted("电话***********有人接吗")[0] == 1


def test_long_text_is_cut(ask: Ask) -> None:
    ask("火" * 150)

    assert counted("火" * 100) == (1, 1)


def test_a_database_that_cannot_write_costs_no_answer(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*args: Any, **kwargs: Any) -> None:
        raise DatabaseError("database is locked")

    monkeypatch.setattr(views, "count_query", locked)

    assert RENT in titles(ask("租房提取"))


@pytest.fixture
def sign_in(city: Site) -> Any:
    def make(name: str, role: str, site: Site) -> Client:
        department = Department.objects.create(site=site, name=name, slug=name)
        user = User.objects.create_user(name, password="not-a-secret", department=department)
        user.groups.add(Group.objects.get(name=role))
        client = Client(headers={"host": "yunxi.example"})
        client.force_login(user)
        return client

    return make


@pytest.fixture
def searched(city: Site, county: PolicyPage) -> None:
    for query, times in (("火星移民", 3), ("=1+1", 2), ("月球落户", 1)):
        for _time in range(times):
            count_query(query, city, in_vain=True)
    count_query("公积金", city, in_vain=False)
    count_query("县里的事", county.get_site(), in_vain=True)
    QueryCount.objects.filter(text="月球落户").update(day=timezone.localdate() - timedelta(days=40))
    count_query("月球落户", city, in_vain=True)


def test_editors_see_what_was_in_vain_on_their_site(sign_in: Any, city: Site, searched: None) -> None:
    editor = sign_in("editor", EDITORS, city)

    response = editor.get(reverse(REPORT))

    assert [(row["text"], row["vain"]) for row in response.context["object_list"]] == [
        ("火星移民", 3),
        ("=1+1", 2),
        ("月球落户", 2),
    ]
    assert "没有结果的搜索" in response.content.decode()
    assert reverse(REPORT) in editor.get("/admin/").content.decode()


def test_report_can_be_narrowed(sign_in: Any, city: Site, searched: None) -> None:
    editor = sign_in("editor", EDITORS, city)
    today = timezone.localdate().isoformat()

    def found(**parameters: str) -> list[tuple[str, int]]:
        rows = editor.get(reverse(REPORT), parameters).context["object_list"]
        return [(row["text"], row["vain"]) for row in rows]

    assert found(q="月球") == [("月球落户", 2)]
    assert ("月球落户", 1) in found(day_from=today, day_to=today)
    assert found(ordering="vain")[-1] == ("火星移民", 3)


def test_report_is_exported_without_formulas(sign_in: Any, city: Site, searched: None) -> None:
    editor = sign_in("editor", EDITORS, city)

    as_csv = editor.get(reverse(REPORT), {"export": "csv"})
    rows = list(csv.reader(io.StringIO(as_csv.getvalue().decode())))
    as_xlsx = editor.get(reverse(REPORT), {"export": "xlsx"})
    sheet = load_workbook(io.BytesIO(as_xlsx.getvalue())).active

    assert rows[0][0] == "搜索内容"
    assert [row[0] for row in rows[1:]] == ["火星移民", "'=1+1", "月球落户"]
    assert [cell.data_type for cell in sheet["A"]] == ["s"] * 4


def test_report_is_not_for_everyone(sign_in: Any, city: Site, county: PolicyPage, searched: None) -> None:
    officer = sign_in("officer", OFFICERS, city)
    stranger = sign_in("stranger", EDITORS, county.get_site())

    assert officer.get(reverse(REPORT)).status_code in {302, 403}
    assert [row["text"] for row in stranger.get(reverse(REPORT)).context["object_list"]] == ["县里的事"]
    assert Client(headers={"host": "yunxi.example"}).get(reverse(REPORT)).status_code == 302


def test_rebuilding_mends_the_index(ask: Ask, capsys: pytest.CaptureFixture[str]) -> None:
    Passage.objects.filter(title=RENT).delete()
    gone = PolicyPage.objects.get(title__startswith="云溪市高龄")
    PolicyPage.objects.filter(pk=gone.pk).update(live=False)

    call_command("rebuild_index")

    told = capsys.readouterr().out
    assert RENT in titles(ask("租房提取"))
    assert not Passage.objects.filter(page_id=gone.pk).exists()
    assert f"passages    {Passage.objects.live().count()}" in told


def test_demo_synonyms_are_loaded_once_and_left_alone(city: Site) -> None:
    said: list[str] = []
    demo.load(Demo(site=city, say=said.append))
    Synonym.objects.filter(term="老人钱").update(equivalents="改过")
    count = Synonym.objects.count()

    demo.load(Demo(site=city, say=said.append))

    assert count >= 20
    assert Synonym.objects.count() == count
    assert Synonym.objects.get(term="老人钱").equivalents == "改过"
