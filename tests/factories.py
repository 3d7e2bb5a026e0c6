"""Pages to test with. Each is a draft; a flag per state brings it there through Wagtail's own doors.

`PolicyPageFactory(published=True)` publishes as an editor would, so the index follows;
`expired=True` lets its time run out, `private=True` hides it from citizens.
"""

from datetime import date, timedelta
from typing import Any

import factory
import wagtail_factories
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction, Site

from portal.base.slugs import pinyin_slug
from portal.content.models import (
    ArticlePage,
    HomePage,
    InterpretationPage,
    PolicyPage,
    SectionPage,
    Topic,
)


def article(number: str, text: str) -> tuple[str, dict[str, str]]:
    """One article of a policy's body."""
    return ("article", {"number": number, "text": text})


def heading(text: str, level: str = "1") -> tuple[str, dict[str, str]]:
    """One heading of a body."""
    return ("heading", {"level": level, "text": text})


class TopicFactory(factory.django.DjangoModelFactory[Topic]):
    name = factory.Sequence(lambda at: f"主题{at}")
    slug = factory.Sequence(lambda at: f"topic-{at}")

    class Meta:
        model = Topic


class StatefulPageFactory(wagtail_factories.PageFactory):
    slug = factory.LazyAttributeSequence(lambda page, at: f"{pinyin_slug(page.title)}-{at}")
    live = False

    class Meta:
        abstract = True
        skip_postgeneration_save = True

    class Params:
        expired = factory.Trait(expire_at=factory.LazyFunction(lambda: timezone.now() - timedelta(hours=1)))

    @factory.post_generation
    def private(self: Page, create: bool, wanted: bool | None, **kwargs: Any) -> None:
        if wanted:
            restrict(self)

    @factory.post_generation
    def published(self: Page, create: bool, wanted: bool | None, **kwargs: Any) -> None:
        if wanted:
            self.save_revision().publish()
            self.refresh_from_db()


class HomePageFactory(StatefulPageFactory):
    title = "云溪市人民政府"
    parent = factory.LazyFunction(Page.get_first_root_node)
    live = True

    class Meta:
        model = HomePage


class SectionPageFactory(StatefulPageFactory):
    title = "政策文件"
    parent = factory.SubFactory(HomePageFactory)
    kind = SectionPage.Kind.POLICIES
    live = True

    class Meta:
        model = SectionPage


class PolicyPageFactory(StatefulPageFactory):
    title = factory.Sequence(lambda at: f"住房公积金提取管理办法之{at}")
    parent = factory.SubFactory(SectionPageFactory)
    published_on = date(2024, 3, 1)
    effective_on = date(2024, 4, 1)
    body = factory.LazyFunction(lambda: [article("第一条", "为了规范住房公积金的提取，制定本办法。")])

    class Meta:
        model = PolicyPage

    class Params:
        repealed = factory.Trait(validity=PolicyPage.Validity.REPEALED)
        not_yet_effective = factory.Trait(
            effective_on=factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=30))
        )


class InterpretationPageFactory(StatefulPageFactory):
    title = factory.LazyAttribute(lambda page: f"《{page.policy.title}》解读")
    parent = factory.LazyAttribute(lambda page: page.policy.get_parent())
    policy = factory.SubFactory(PolicyPageFactory, published=True)
    published_on = date(2024, 3, 5)
    body = factory.LazyFunction(lambda: [("paragraph", "<p>租房也可以提取住房公积金。</p>")])

    class Meta:
        model = InterpretationPage


class ArticlePageFactory(StatefulPageFactory):
    title = factory.Sequence(lambda at: f"公积金服务大厅开放通知{at}")
    parent = factory.SubFactory(SectionPageFactory, title="新闻", kind=SectionPage.Kind.NEWS)
    published_on = date(2024, 3, 8)
    body = factory.LazyFunction(lambda: [("paragraph", "<p>服务大厅周六上午开放。</p>")])

    class Meta:
        model = ArticlePage


class SiteFactory(wagtail_factories.SiteFactory):
    hostname = factory.Sequence(lambda at: f"site-{at}.example")
    root_page = factory.SubFactory(HomePageFactory)

    class Meta:
        model = Site


def restrict(page: Page) -> PageViewRestriction:
    """Let only who is signed in see the page and all below it."""
    return PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
