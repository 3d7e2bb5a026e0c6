"""Policy passages offered to who writes a letter or a reply."""

from collections.abc import Callable
from typing import Any

import pytest
from wagtail.models import Page, Site

from chatbot.citations import policy_passages
from interaction.cases import answered
from interaction.cases.answered import possible_answers
from portal.content.models import PolicyPage
from tests.factories import SiteFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def sure(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is found is near enough: five passages say nothing about the calibration."""
    monkeypatch.setattr("chatbot.citations.SURE_ENOUGH", {"hybrid": 0.0, "keyword": 0.0})


@pytest.mark.django_db
def test_citation_names_its_source(
    site: Site, make_policy: Callable[..., PolicyPage], pigeons: PolicyPage, sure: None
) -> None:
    found = possible_answers(site, "饲养信鸽的居民怎么登记", 1)
    assert found[0].citation == (
        "《云溪市信鸽饲养管理办法》（云政办发〔2024〕6号）第一条："
        "饲养信鸽的居民应当在三十日内向社区登记，登记不收费。"
    )


@pytest.mark.django_db
def test_repealed_private_and_foreign_policies_are_not_offered(
    site: Site, make_policy: Callable[..., PolicyPage], sure: None
) -> None:
    make_policy("旧信鸽办法", "饲养信鸽的居民应当登记。", repealed=True)
    hidden = make_policy("内部信鸽办法", "饲养信鸽的居民应当登记。")
    other = SiteFactory(root_page=Page.objects.get(depth=1).add_child(title="云台县", slug="yuntai"))
    assert [one.title for one in policy_passages(site, "信鸽登记", 3)] == [hidden.title]
    assert policy_passages(other, "信鸽登记", 3) == []
    hidden.unpublish()
    assert policy_passages(site, "信鸽登记", 3) == []


@pytest.mark.django_db
def test_source_that_fails_is_left_out_and_tells_no_secret(
    site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(site: Any, text: str, limit: int) -> list[Any]:
        raise ValueError(text)

    monkeypatch.setattr(answered, "_sources", [broken])
    assert possible_answers(site, "我的身份证丢了") == []
    assert "ValueError" in caplog.text
    assert "身份证" not in caplog.text
