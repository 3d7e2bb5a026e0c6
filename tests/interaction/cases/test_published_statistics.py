"""The statistics as pages and as files: what they say, who may fetch them, what they refuse."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import Site

from interaction.cases.actions import Receipt, reply_to_case
from interaction.cases.published.charts import longest, stack
from interaction.cases.published.open_data import FIELDS
from portal.accounts.models import User
from portal.base.models import Department

STATISTICS = "/letters/statistics/"
CSV, JSON = "/letters/open-data/letters.csv", "/letters/open-data/letters.json"
BOM = "\ufeff"


def at(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def the_13th_of_november() -> Iterator[None]:
    with time_machine.travel(at(11, 13), tick=False):
        yield


@pytest.fixture
def letters(open_letter: Callable[..., Receipt], officer: User, stranger: User) -> dict[str, Receipt]:
    """October: one answered in time, one late by another department; one of October is overdue now."""
    answered = {
        "in time": (open_letter(received_at=at(10, 9)), officer, at(10, 13)),
        "late": (open_letter(received_at=at(9, 9)), stranger, at(10, 12)),
    }
    for receipt, by, moment in answered.values():
        with time_machine.travel(moment, tick=False):
            reply_to_case(receipt.case, by, "路灯已于今天修好。")
    return {name: receipt for name, (receipt, _by, _at) in answered.items()} | {
        "overdue": open_letter(received_at=at(10, 23))
    }


def read(client: Client, address: str) -> BeautifulSoup:
    answer = client.get(address)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def figures(page: BeautifulSoup) -> list[str]:
    return [dd.get_text(strip=True) for dd in page.select(".figures dd:not(.figures__note)")]


def cells(page: BeautifulSoup, table: str) -> list[list[str]]:
    rows = page.select(f"{table} tbody tr")
    return [[cell.get_text(" ", strip=True) for cell in row.select("th, td")] for row in rows]


@pytest.mark.usefixtures("letters")
def test_a_month_is_shown_in_figures_and_by_department(client: Client) -> None:
    page = read(client, f"{STATISTICS}?month=2026-10")
    # Received 2, of these handled 1; answered 2, in time 1 of 2, none overdue at the end of October.
    # Working days: 9 to 13 October 3 (the 10th is worked), 9 September to 12 October 19.
    assert figures(page) == ["2", "50.0\xa0%", "2", "50.0\xa0%", "0", "11.0", "–"]
    assert cells(page, ".board") == [
        ["住房和城乡建设局", "100.0\xa0%", "1", "1", "1", "0", "3.0", "–"],
        ["卫生健康委员会", "0.0\xa0%", "0", "1", "0", "0", "19.0", "–"],
        ["尚未分办", "–", "1", "0", "0", "0", "–", "–"],
    ]


def test_this_month_is_shown_when_no_month_is_named(client: Client, letters: dict[str, Receipt]) -> None:
    for asked in ("", "?month=2027-01", "?month=1999-01", "?month=x"):
        page = read(client, STATISTICS + asked)
        assert page.select_one("#statistics-month option[selected]")["value"] == "2026-11"  # type: ignore[index]
        assert figures(page)[4] == "1"
    offered = [option["value"] for option in page.select("#statistics-month option")]
    assert offered == ["2026-11", "2026-10", "2026-09"]


def test_overdue_letters_are_listed_without_their_words(client: Client, letters: dict[str, Receipt]) -> None:
    page = read(client, STATISTICS)
    number = letters["overdue"].number
    assert cells(page, "section[aria-labelledby=overdue-title]") == [
        ["YX20261023-****", "尚未分办", "2026-10-23", "2026-11-03", "8 个工作日"]
    ]
    assert number not in str(page), "with the number anybody could use up the tries to read the letter"
    assert "路灯" not in page.select_one("main").get_text()  # type: ignore[union-attr]


def test_the_chart_has_a_table_that_says_the_same(client: Client, letters: dict[str, Receipt]) -> None:
    page = read(client, f"{STATISTICS}?month=2026-10")
    months = page.select(".trend__months > li")
    assert len(months) == len(cells(page, ".trend__table")) == 2, "from the month of the first letter"
    october = months[-1]
    assert october.get_text(" ", strip=True) == "2026-10 收到 2，答复 2，其中超期 1"
    assert cells(page, ".trend__table")[0] == ["2026-10", "2", "50.0\xa0%", "2", "1", "1", "0", "50.0\xa0%"]
    bars = [(rect["class"], rect["x"], rect["width"]) for rect in october.select("rect")]
    assert bars == [
        (["bar__received"], "0.00", "100.00"),
        (["bar__on-time"], "0.00", "50.00"),
        (["bar__late"], "50.00", "50.00"),
    ]


def test_bars_are_shares_of_the_longest() -> None:
    assert longest([]) == 1
    parts = stack({"on-time": 1, "late": 2, "none": 0}, longest([3, 4]))
    assert [(part.name, part.start, part.width) for part in parts] == [
        ("on-time", "0.00", "25.00"), ("late", "25.00", "50.00"),
    ]  # fmt: skip


@pytest.mark.parametrize("address", [STATISTICS, "/en" + STATISTICS, "/letters/open-data/"])
def test_pages_of_an_empty_site_are_shown(client: Client, site: Site, address: str) -> None:
    assert client.get(address).status_code == 200


def test_page_takes_the_same_queries_for_few_and_many_letters(
    client: Client,
    letters: dict[str, Receipt],
    open_letter: Callable[..., Receipt],
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    client.get(STATISTICS)
    with django_assert_max_num_queries(100) as few:  # type: ignore[attr-defined]
        client.get(STATISTICS)
    few_count = len(few)
    assert few_count > 5
    for day in range(1, 20):
        open_letter(received_at=at(10, day))
    with django_assert_max_num_queries(few_count):  # type: ignore[attr-defined]
        client.get(STATISTICS)


def test_csv_opens_in_a_spreadsheet_and_holds_each_month_and_department(
    client: Client, letters: dict[str, Receipt], health: Department
) -> None:
    answer = client.get(CSV, {"from": "2026-09", "to": "2026-10"})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="letters-2026-09-2026-10.csv"'
    text = answer.content.decode()
    assert text.startswith(BOM)
    rows = list(csv.DictReader(io.StringIO(text.removeprefix(BOM))))
    assert list(rows[0]) == [field.name for field in FIELDS]
    assert [(row["month"], row["department"], row["replied"], row["on_time_rate"]) for row in rows] == [
        ("2026-10", "housing", "1", "100.0"),
        ("2026-10", "health", "1", "0.0"),
        ("2026-10", "", "0", ""),
        ("2026-09", "health", "0", "0.0"),
    ]
    assert (
        rows[3] | {"department_name": health.name, "received": "1", "handled": "1", "overdue": "1"} == rows[3]
    )
    assert rows[1]["average_working_days"] == "19.0"


def test_json_describes_its_fields(client: Client, letters: dict[str, Receipt]) -> None:
    answer = client.get(JSON)
    document = json.loads(answer.content)
    described = {field["name"]: field["type"] for field in document["schema"]["fields"]}
    kinds: dict[str, tuple[type, ...]] = {"string": (str,), "integer": (int,), "number": (float, type(None))}
    assert len({row["month"] for row in document["data"]}) == 3, "months without letters have no rows"
    for row in document["data"]:
        assert row.keys() == described.keys()
        assert all(isinstance(value, kinds[described[name]]) for name, value in row.items())
    assert document["as_of"] == "2026-11-13"
    assert all(field["description"] for field in document["schema"]["fields"])


@pytest.mark.parametrize("address", [CSV, JSON])
def test_files_may_be_kept_and_read_by_anybody(client: Client, site: Site, address: str) -> None:
    answer = client.get(address)
    assert answer["Cache-Control"] == "public, max-age=300"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Cookie" not in answer.get("Vary", "")
    assert client.get(address, headers={"if-none-match": answer["ETag"]}).status_code == 304


@pytest.mark.parametrize("address", [CSV, JSON])
@pytest.mark.parametrize(
    "asked",
    [
        {"from": "2026-13"},
        {"from": "2026-10", "to": "2026-09"},
        {"to": "2026-12"},
        {"from": "2020-01", "to": "2026-10"},
        {"from": "2026-10", "to": "<b>"},
    ],
)
def test_files_refuse_what_is_no_span(
    client: Client, site: Site, address: str, asked: dict[str, str]
) -> None:
    answer = client.get(address, asked)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert "<b>" not in answer.content.decode()


def test_one_month_alone_is_a_span(client: Client, letters: dict[str, Receipt]) -> None:
    data = json.loads(client.get(JSON, {"from": "2026-09"}).content)["data"]
    assert {row["month"] for row in data} == {"2026-09"}
