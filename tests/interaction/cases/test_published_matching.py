"""Which published letters answer what somebody is about to ask."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from wagtail.models import Site

from interaction.cases.actions import Receipt
from interaction.cases.models import Publication
from interaction.cases.published.listings import similar
from interaction.cases.published.matching import covered, pairs_of
from portal.accounts.models import User

LETTERS = {
    "溪东区政务大道路灯不亮": (
        "政务大道中段的路灯三天不亮了，晚上看不见路。",
        "路灯的电缆已更换，现已恢复照明。",
    ),
    "灵活就业人员怎样参加医保": ("我开网店，没有单位，怎样参加职工医保？", "凭身份证件到街道办理参保登记。"),
    "小区电梯加装补助": ("老楼加装电梯，政府补助多少？", "每台补助二十万元，由街道受理。"),
}


@pytest.fixture
def letters(open_letter: Callable[..., Receipt], officer: User, site: Site) -> dict[str, Publication]:
    """Three published letters."""
    return {
        title: Publication.objects.create(
            site=site,
            case=open_letter(title=title, body=body).case,
            title=title,
            body=body,
            reply=reply,
            published_by=officer,
        )
        for title, (body, reply) in LETTERS.items()
    }


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("我家门口路灯不亮怎么办", "溪东区政务大道路灯不亮"),
        ("灵活就业的人能参加医保吗", "灵活就业人员怎样参加医保"),
        ("请问加装电梯有补助吗？谢谢", "小区电梯加装补助"),
    ],
)
def test_similar_finds_the_letter_about_the_same_matter(
    letters: dict[str, Publication], site: Site, text: str, title: str
) -> None:
    assert similar(site, text)[:1] == [letters[title]]


@pytest.mark.parametrize("text", ["火星移民怎么登记", "请问怎么办？谢谢", "", "！？", "a" * 5_000])
def test_similar_finds_nothing_where_nothing_is_alike(
    letters: dict[str, Publication], site: Site, text: str
) -> None:
    assert similar(site, text) == []


def test_similar_shows_neither_withdrawn_letters_nor_those_of_another_site(
    letters: dict[str, Publication], site: Site, county: Site
) -> None:
    assert similar(county, "路灯不亮") == []
    Publication.objects.filter(pk=letters["溪东区政务大道路灯不亮"].pk).update(withdrawn_at=timezone.now())
    assert similar(site, "路灯不亮") == []


def test_pairs_leave_out_what_only_asks() -> None:
    assert pairs_of("请问路灯怎么报修？") == ["路灯", "报修"]
    assert pairs_of("补办 ETC 卡") == ["补办", "etc"]


def test_covered_is_the_share_of_pairs_that_stand_in_the_text() -> None:
    assert covered(["路灯", "报修", "etc"], "ETC 与路灯") == pytest.approx(2 / 3)
    assert covered([], "路灯") == 0
