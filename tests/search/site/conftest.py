"""A small city that citizens search: what every test of the site search shares."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from wagtail.models import Page, Site

from portal.content.models import PolicyPage
from tests.factories import (
    ArticlePageFactory,
    InterpretationPageFactory,
    PolicyPageFactory,
    SectionPageFactory,
    article,
    heading,
)

HOST = "yunxi.example"
LOAN = "云溪市住房公积金个人住房贷款管理办法"
RENT = "关于调整租房提取住房公积金有关事项的通知"
SENIOR = "云溪市高龄津贴发放管理办法"

Ask = Callable[..., Any]


@pytest.fixture(autouse=True)
def default_language() -> None:
    """No test inherits the language of another's last page."""
    translation.deactivate()


@pytest.fixture
def city(section: Page, settings: Any) -> Site:
    """Two policies on the housing fund, one of them repealed, one on old age, with what explains them."""
    settings.ALLOWED_HOSTS = [".example"]
    housing = {"parent": section, "issuing_body": "云溪市住房公积金管理中心", "keywords": "公积金"}
    PolicyPageFactory(
        title=LOAN,
        document_number="云公积金〔2023〕9号",
        published_on=date(2023, 5, 1),
        repealed=True,
        published=True,
        summary="缴满六个月就能申请住房公积金贷款。",
        body=[article("第四条", "连续缴存住房公积金满六个月的职工，可以申请住房公积金贷款。")],
        **housing,
    )
    rent = PolicyPageFactory(
        title=RENT,
        document_number="云公积金〔2025〕8号",
        published_on=date(2025, 3, 1),
        published=True,
        summary="租房提取额度提高。",
        body=[
            heading("提取条件"),
            article("第一条", "在本市租房且没有自有住房的职工，可以提取住房公积金支付房租。"),
            article("第二条", "提取住房公积金应当提供身份证和租房合同。"),
            article("第三条", "公积金中心自受理之日起三个工作日内办结。"),
        ],
        **housing,
    )
    PolicyPageFactory(
        parent=section,
        title=SENIOR,
        document_number="云民发〔2025〕13号",
        issuing_body="云溪市民政局",
        published_on=date(2025, 6, 1),
        published=True,
        summary="",
        body=[
            article("第五条", f"年满八十周岁的老年人，每月发给<高龄津贴>一百元。{'具体事项另行通知。' * 30}")
        ],
    )
    InterpretationPageFactory(
        policy=rent, published=True, parent=SectionPageFactory(parent=section.get_parent(), title="解读")
    )
    ArticlePageFactory(
        title="公积金大厅周六开放",
        published=True,
        parent=SectionPageFactory(parent=section.get_parent(), title="动态"),
    )
    return Site.objects.get(hostname=HOST)


@pytest.fixture
def county(other_section: Page) -> PolicyPage:
    """Another site's policy with a word that only it has."""
    page: PolicyPage = PolicyPageFactory(
        parent=other_section,
        title="泰平县牦牛养殖补贴办法",
        document_number="泰农发〔2025〕1号",
        published=True,
        body=[article("第一条", "养殖牦牛的农户可以申请牦牛补贴。")],
    )
    return page


@pytest.fixture
def ask(client: Client, city: Site) -> Ask:
    """Search as a citizen does."""

    def search(query: str | None = None, **parameters: str) -> Any:
        if query is not None:
            parameters["q"] = query
        return client.get(reverse("search:results"), parameters, headers={"host": HOST})

    return search


def titles(response: Any) -> list[str]:
    """The titles found, in order."""
    return [group.page.title for group in response.context["groups"]]
