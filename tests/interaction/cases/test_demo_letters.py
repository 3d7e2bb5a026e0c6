"""The demo's letters go every way that a letter can, and loading them twice changes nothing."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone
from wagtail.models import Site

from interaction.cases.demo import load
from interaction.cases.mailboxes import fault_mailbox, letter_mailboxes
from interaction.cases.models import Case, Publication, Rating
from portal.accounts.demo import load as load_accounts
from portal.base.demo import Demo
from portal.base.demo import load as load_departments
from portal.base.personal_data import SECRET_KINDS, find_personal_data
from portal.deadlines.models import Obligation
from tests.factories import HomePageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def demo(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Demo]:
    """The demo's letters, loaded once for this module and gone after it."""
    folder = tmp_path_factory.mktemp("demo")
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(VAR_DIR=folder):
        site = Site.objects.get(is_default_site=True)
        site.root_page = HomePageFactory()
        site.save()
        demo = Demo(site=site, say=lambda line: None)
        for load_part in (load_departments, load_accounts, load):
            load_part(demo)
        yield demo
        transaction.set_rollback(True)


def test_mailboxes_are_kept_by_named_people(demo: Demo) -> None:
    mailboxes = letter_mailboxes(demo.site)
    assert [box.purpose for box in mailboxes] == ["mayor"] + ["department"] * 5
    assert fault_mailbox(demo.site) is not None
    assert all(box.keepers.count() == 2 for box in mailboxes)


def test_letters_go_every_way(demo: Demo) -> None:
    states = Counter(Case.objects.values_list("state", flat=True))
    assert set(states) == set(Case.State.values) - {Case.State.CLOSED}
    assert Case.objects.count() >= 40
    assert Obligation.objects.filter(extended_at__isnull=False).count() == 1
    assert Obligation.objects.overdue(timezone.now()).count() == 1
    assert Rating.objects.filter(level__in=Rating.BAD_LEVELS).count() == 2


def test_published_letters_hold_no_secrets(demo: Demo) -> None:
    assert Publication.objects.live().count() >= 15
    for letter in Publication.objects.live():
        assert not find_personal_data(f"{letter.title}\n{letter.body}", SECRET_KINDS)


def test_loading_twice_changes_nothing(demo: Demo) -> None:
    before = list(Case.objects.values_list("number", "state"))
    load(demo)
    assert list(Case.objects.values_list("number", "state")) == before


def test_hub_stands_at_the_address_of_its_section(demo: Demo) -> None:
    page = Client().get("/letters/").content.decode()
    assert "市长信箱" in page
    assert 'href="/letters/mayor/"' in page
    assert Client().get("/letters/mayor/").status_code == 200
