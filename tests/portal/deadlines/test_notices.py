"""A notice is read as it was pasted, and what cannot be read is named by its line."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.deadlines.notices import NoticeDay, Problem, UnreadableNotice, read_notice

# The facts of the 2026 notice in our own sentences.
TEXT_2026 = """2026年放假安排
各单位：
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（星期六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
请妥善安排值班。
2025年11月4日"""
FREE_2026 = [
    ("元旦", "01-01", 3), ("春节", "02-15", 9), ("清明节", "04-04", 3), ("劳动节", "05-01", 5),
    ("端午节", "06-19", 3), ("中秋节", "09-25", 3), ("国庆节", "10-01", 7),
]  # fmt: skip
WORKED_2026 = [
    ("元旦", "01-04"), ("春节", "02-14"), ("春节", "02-28"), ("劳动节", "05-09"), ("国庆节", "09-20"),
    ("国庆节", "10-10"),
]  # fmt: skip


def facts_2026() -> tuple[NoticeDay, ...]:
    """The 2026 notice, day by day."""
    free = [
        NoticeDay(date.fromisoformat(f"2026-{first}") + timedelta(days=number), False, name)
        for name, first, length in FREE_2026
        for number in range(length)
    ]
    worked = [NoticeDay(date.fromisoformat(f"2026-{on}"), True, name) for name, on in WORKED_2026]
    return tuple(sorted([*free, *worked], key=lambda day: day.date))


def as_table() -> str:
    """The 2026 facts as a table."""
    rows = [f"{day.date},{'班' if day.is_working else '休'},{day.name}" for day in facts_2026()]
    return "\n".join(["日期,类型,名称", *rows])


def as_json() -> str:
    """The 2026 facts as holiday-cn writes them."""
    days = [
        {"name": day.name, "date": day.date.isoformat(), "isOffDay": not day.is_working}
        for day in facts_2026()
    ]
    return json.dumps({"year": 2026, "papers": [], "days": days}, ensure_ascii=False, indent=2)


@pytest.mark.parametrize(
    "text",
    [
        TEXT_2026,
        TEXT_2026.replace("\n", ""),
        TEXT_2026.replace("（", "(").replace("：", ":").replace("，", ","),
        as_table(),
        as_table().replace(",", "\t"),
        as_table().replace("休", "放假").replace("班", "上班"),
        as_table().replace("2026-0", "2026/"),
        as_json(),
        as_json().replace("\n", ""),
    ],
)
def test_every_form_of_the_2026_notice_is_read_alike(text: str) -> None:
    assert read_notice(text, 2026).days == facts_2026()


@pytest.mark.parametrize(
    ("year", "text", "free", "worked"),
    [
        (2023, "一、元旦：2022年12月31日至2023年1月1日放假，共2天。", ["2022-12-31", "2023-01-01"], []),
        (2024, "元旦：1月1日放假，与周末连休。", ["2024-01-01"], []),
        (2025, "一、元旦：1月1日（周三）放假1天，不调休。", ["2025-01-01"], []),
        (2024, "春节：2月10日放假，共1天。请安排职工在除夕（2月9日）休息。", ["2024-02-10"], []),
        (2027, "清明节：4月4日（星期日）放假，4月10日（星期六）上班。", ["2027-04-04"], ["2027-04-10"]),
        (2028, "一、劳动节：4月30日至5月1日放假。", ["2028-04-30", "2028-05-01"], []),
    ],
)
def test_turns_of_phrase_of_other_years(year: int, text: str, free: list[str], worked: list[str]) -> None:
    days = read_notice(text, year).days
    assert [day.date.isoformat() for day in days if not day.is_working] == free
    assert [day.date.isoformat() for day in days if day.is_working] == worked


@pytest.mark.parametrize(
    ("text", "problem", "line"),
    [
        ("", Problem.EMPTY, 1),
        ("今年不放假。", Problem.EMPTY, 1),
        ("\n一、元旦：1月1日（周五）放假。", Problem.WRONG_WEEKDAY, 2),
        ("一、元旦：1月1日至3日放假，共2天。", Problem.WRONG_COUNT, 1),
        ("一、元旦：1月1日放假。\n二、春节：2月30日放假。", Problem.NOT_A_DATE, 2),
        ("一、元旦：1月1日放假。\n二、春节：2月15日。", Problem.NO_KIND, 2),
        ("一、元旦：1日放假。", Problem.NOT_A_DATE, 1),
        ("一、元旦：1月3日至1日放假。", Problem.BACKWARDS, 1),
        ("一、元旦：1月1日至12月31日放假。", Problem.BACKWARDS, 1),
        ("一、元旦：1月1日放假。\n二、春节：1月1日上班。", Problem.TWICE, 2),
        ("一、元旦：2021年1月1日放假。", Problem.OTHER_YEAR, 1),
        ("2026-01-01 休 元旦\n\n元旦 休", Problem.NO_DATE, 3),
        ("2026-01-01 休 元旦\n2026-02-31 休", Problem.NOT_A_DATE, 2),
        ("2026-01-01 可能 元旦", Problem.NO_KIND, 1),
        ('{"year": 2026,\n"days": [}', Problem.NOT_JSON, 2),
        ('{"year": 2025, "days": []}', Problem.OTHER_YEAR, 1),
        ('{"year": 2026, "days": 3}', Problem.NOT_JSON, 1),
        ('{"days": [\n{"date": "2026-01-01"}]}', Problem.NO_KIND, 2),
        ('{"days": [{"name": "元旦"}]}', Problem.NO_DATE, 1),
        ('{"days": [1]}', Problem.NO_DATE, 1),
    ],
)
def test_what_cannot_be_read_is_named_by_its_line(text: str, problem: Problem, line: int) -> None:
    with pytest.raises(UnreadableNotice) as refused:
        read_notice(text, 2026)
    assert (refused.value.problem, refused.value.line) == (problem, line)


@given(st.text(alphabet='一二元旦春节：。；（）周一至0123456789年月日放假上班休,\n-{}[]"', max_size=200))
def test_nothing_that_is_pasted_breaks_the_reader(text: str) -> None:
    try:
        years = {day.date.year for day in read_notice(text, 2026).days}
    except UnreadableNotice as problem:
        years = {2026} if problem.line >= 1 else set()
    assert 2026 in years


def test_names_have_their_english() -> None:
    assert NoticeDay(date(2025, 10, 1), False, "国庆节、中秋节").name_en.startswith("National Day, Mid")
    assert NoticeDay(date(2015, 9, 3), False, "抗战胜利日").name_en == ""
    assert NoticeDay(date(2026, 1, 1), False).name_en == ""
