"""The rejection codes: every site has them, keeps its own, and shows them to everybody."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, Site

from interaction.moderation.codes import DEFAULT_CODES, codes_of, default_codes
from interaction.moderation.models import RejectionCode
from portal.accounts.models import User
from portal.accounts.roles import EDITORS, HOSTS
from portal.base.models import Department

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return Site.objects.get(is_default_site=True)


@pytest.fixture
def county() -> Site:
    root = Page.objects.get(depth=1).add_child(instance=Page(title="云台县", slug="yuntai"))
    return Site.objects.create(hostname="county.example", root_page=root, site_name="云台县")


def staff(site: Site, group: str) -> User:
    department = Department.objects.create(site=site, name="网信办", slug=f"office-{site.pk}")
    user = User.objects.create_user(f"person-{site.pk}", password="correct-horse", department=department)
    user.groups.add(Group.objects.get(name=group))
    return user


def test_a_site_without_codes_gets_those_that_all_begin_with(site: Site) -> None:
    assert [code.code for code in codes_of(site)] == [default.code for default in DEFAULT_CODES]
    assert all(code.name_en and code.explanation_en for code in codes_of(site))


def test_own_words_stay_and_what_is_put_aside_is_not_offered(site: Site) -> None:
    default_codes(site)
    RejectionCode.objects.filter(code="insult").update(name="请文明提问")
    RejectionCode.objects.filter(code="repeats").update(is_active=False)
    default_codes(site)
    codes = {code.code: code.name for code in codes_of(site)}
    assert codes["insult"] == "请文明提问"
    assert "repeats" not in codes


def test_rules_page_lists_every_code_in_use(site: Site, client: Client) -> None:
    RejectionCode.objects.create(site=site, code="own", name="本站理由", explanation="本站说明。")
    default_codes(site)
    page = client.get(reverse("interviews:rules")).content.decode()
    assert "本站理由" in page
    assert all(default.name in page for default in DEFAULT_CODES)
    assert "<h1>" in client.get("/en/interviews/rules/").content.decode()
    assert "Insults" in client.get("/en/interviews/rules/").content.decode()


def test_hosts_keep_the_codes_of_their_own_site(site: Site, county: Site, client: Client) -> None:
    default_codes(county)
    foreign = RejectionCode.objects.for_site(county).first()
    client.force_login(staff(site, HOSTS))
    shown = client.get(reverse("rejection_codes:index"))
    assert shown.status_code == 200
    assert set(shown.context["object_list"]) == set(RejectionCode.objects.for_site(site))
    assert client.get(reverse("rejection_codes:edit", args=[foreign.pk])).status_code == 404
    own = RejectionCode.objects.for_site(site).get(code="insult")
    fields = {
        "site": site.pk,
        "code": "insult",
        "name": "请文明提问",
        "explanation": "换一种说法。",
        "name_en": "",
        "explanation_en": "",
        "is_active": "on",
        "order": 1,
    }
    assert client.post(reverse("rejection_codes:edit", args=[own.pk]), fields).status_code == 302
    own.refresh_from_db()
    assert own.name == "请文明提问"


def test_editors_do_not_reach_the_codes(site: Site, client: Client) -> None:
    client.force_login(staff(site, EDITORS))
    assert client.get(reverse("rejection_codes:index")).status_code == 302
