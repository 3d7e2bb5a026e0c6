"""A small city to ask, gates held open or shut, and the demo's policies behind the real gate."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.utils.translation import activate
from wagtail.models import Site

from chatbot.actions import ask_question, begin_conversation
from chatbot.answerability import FEATURES, Calibration
from chatbot.demo import load_gaps
from chatbot.models import Conversation, Turn
from portal.base.demo import Demo
from portal.base.demo import load as load_identity
from portal.content.demo import FOLDER, tie_policies
from portal.content.importer.run import find_files, run_import
from portal.content.models import PolicyPage, SectionPage
from search.embedding import get_embedder
from tests.factories import HomePageFactory, PolicyPageFactory, SectionPageFactory, TopicFactory, article

PIGEONS = "云溪市信鸽饲养管理办法"
REGISTER = "饲养信鸽的居民应当在三十日内向社区登记，登记不收费。"
FINE = "饲养信鸽扰民的，由城市管理部门责令改正；拒不改正的，处二百元罚款，但是初次违反的除外。"
PIGEON_QUESTION = "饲养信鸽怎么登记？"


@pytest.fixture(autouse=True)
def fresh_cache() -> None:
    """No test inherits the tries, site roots, words or language of another."""
    cache.clear()
    activate("zh-hans")
    get_embedder.cache_clear()


def _yunxi() -> Site:
    site = Site.objects.get(is_default_site=True)
    load_identity(Demo(site=site, say=lambda line: None))
    site.root_page = HomePageFactory()
    site.save()
    return site


@pytest.fixture
def site(db: None) -> Site:
    """The default site as the city of Yunxi, with its own places."""
    return _yunxi()


@pytest.fixture
def citizen(site: Site) -> Client:
    return Client()


@pytest.fixture
def section(site: Site) -> SectionPage:
    section: SectionPage = SectionPageFactory(parent=site.root_page)
    return section


@pytest.fixture
def make_policy(section: SectionPage) -> Callable[..., PolicyPage]:
    """Publish a policy of the city; what is not said is as usual."""

    def make(title: str = PIGEONS, *texts: str, **values: Any) -> PolicyPage:
        numbers = ("第一条", "第二条", "第三条", "第四条")
        body = [article(number, text) for number, text in zip(numbers, texts, strict=False)]
        wanted = {
            "parent": section,
            "document_number": "云政办发〔2024〕6号",
            "issuing_body": "云溪市人民政府办公室",
            "body": body,
            "published": True,
        }
        page: PolicyPage = PolicyPageFactory(title=title, **(wanted | values))
        return page

    return make


@pytest.fixture
def pigeons(make_policy: Callable[..., PolicyPage]) -> PolicyPage:
    return make_policy(PIGEONS, REGISTER, FINE, topic=TopicFactory(name="城市管理"))


def _gate(bias: float) -> dict[str, Calibration]:
    flat = (0.0,) * len(FEATURES)
    gate = Calibration(flat, flat, (1.0,) * len(FEATURES), bias, 0.5, "2026-01-01", "tests")
    return {"hybrid": gate, "keyword": gate}


def _hold(monkeypatch: pytest.MonkeyPatch, bias: float) -> None:
    for user in ("chatbot.evidence", "chatbot.pipeline.steps"):
        monkeypatch.setattr(f"{user}.calibrations", lambda: _gate(bias))


@pytest.fixture
def open_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is found is answered."""
    _hold(monkeypatch, 4.0)


@pytest.fixture
def shut_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is answered."""
    _hold(monkeypatch, -4.0)


@pytest.fixture
def conversation(site: Site) -> Conversation:
    return begin_conversation(site, "zh-hans")


@pytest.fixture
def ask(conversation: Conversation) -> Callable[..., Turn]:
    """Ask within one conversation."""

    def make(question: str, **how: Any) -> Turn:
        return ask_question(conversation, question, **how)

    return make


@pytest.fixture(scope="module")
def demo_city(django_db_setup: None, django_db_blocker: Any) -> Iterator[Site]:
    """The demo's policies, imported once for a module and gone after it; the real gate judges them."""
    with django_db_blocker.unblock(), transaction.atomic():
        cache.clear()
        site = _yunxi()
        section = SectionPageFactory(parent=site.root_page, slug="policies")
        for _outcome in run_import(find_files(FOLDER / "policies"), section, publish=True):
            pass
        demo = Demo(site=site, say=lambda line: None)
        tie_policies(demo)
        load_gaps(demo)
        yield site
        transaction.set_rollback(True)
