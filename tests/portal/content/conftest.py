"""A city's home page, its section of policies and one policy with chapters, articles and a table."""

from datetime import date

import pytest
from django.core.cache import cache
from django.utils.translation import activate
from wagtail.models import Site

from portal.base.models import SiteIdentity
from portal.content.models import HomePage, PolicyPage, SectionPage
from tests.factories import (
    HomePageFactory,
    PolicyPageFactory,
    SectionPageFactory,
    TopicFactory,
    article,
    heading,
)


@pytest.fixture(autouse=True)
def fresh() -> None:
    """No test inherits the site roots or the language of another."""
    cache.clear()
    activate("zh-hans")


@pytest.fixture
def home(db: None) -> HomePage:
    site = Site.objects.get(is_default_site=True)
    home: HomePage = HomePageFactory(title="云溪市", title_en="Yunxi")
    site.root_page = home
    site.save()
    SiteIdentity.objects.update_or_create(
        site=site,
        defaults={"name": "云溪市人民政府", "name_en": "Yunxi Government", "organiser": "云溪市办公室"},
    )
    return home


@pytest.fixture
def section(home: HomePage) -> SectionPage:
    section: SectionPage = SectionPageFactory(
        parent=home, title="政策文件", title_en="Policies", slug="policies", show_in_menus=True
    )
    return section


@pytest.fixture
def policy(section: SectionPage) -> PolicyPage:
    """A policy with chapters, articles and a table."""
    rows = [["年龄", "每月"], ["80周岁", "100元"]]
    page: PolicyPage = PolicyPageFactory(
        parent=section,
        title="云溪市高龄津贴发放管理办法",
        title_en="Measures for the senior allowance",
        slug="senior-allowance",
        document_number="云民发〔2025〕13号",
        issuing_body="云溪市民政局",
        published_on=date(2025, 3, 1),
        effective_on=date(2025, 4, 1),
        topic=TopicFactory(name="养老民政", name_en="Elderly care", slug="elderly"),
        body=[
            heading("第一章　总则"),
            article("第一条", "【谁可以领】年满八十周岁的老年人可以领取高龄津贴。"),
            article("第二条之一", "标准如下："),
            ("table", {"data": rows, "first_row_is_table_header": True}),
            heading("第二章　申请"),
            article("第三条", "申请人应当提交<身份证>。"),
        ],
        published=True,
    )
    return page
