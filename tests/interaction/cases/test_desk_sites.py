"""Staff of one site reach nothing of another one, by whatever address (DESIGN 4.8)."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import URLPattern, reverse
from wagtail.models import Site

from interaction.cases.actions import Receipt, claim_case, note_case, propose_extension
from interaction.cases.actions.filing import attach_files
from interaction.cases.desk.absences import AbsenceViewSet
from interaction.cases.desk.canned import CannedReplyViewSet
from interaction.cases.desk.viewset import DeskViewSet
from interaction.cases.models import Absence, CannedReply, Case, CaseEvent, Proposal
from portal.accounts.models import User
from portal.accounts.roles import OFFICERS, SUPERVISORS
from portal.base.models import Department

pytestmark = pytest.mark.django_db
SECRET = "路灯三天不亮了"
HELPERS = (CannedReplyViewSet(), AbsenceViewSet())


@pytest.fixture
def case(open_letter: Callable[..., Receipt], housing: Department, officer: User, colleague: User) -> Case:
    """A case of the first site, with everything that an address can name."""
    case = claim_case(open_letter(department=housing, title=SECRET).case, officer)
    note_case(case, officer, SECRET)
    attach_files(case, [ContentFile(b"%PDF-", name="a.pdf")])
    propose_extension(case, officer, code="complex", reason=SECRET)
    CannedReply.objects.create(site=case.site, title=SECRET, body=SECRET, department=housing)
    Absence.objects.create(
        site=case.site,
        user=officer,
        substitute=colleague,
        begins_on=date(2026, 11, 2),
        ends_on=date(2026, 11, 3),
    )
    return case


@pytest.fixture(params=[OFFICERS, SUPERVISORS])
def neighbour(request: pytest.FixtureRequest, county: Site) -> User:
    """Somebody of the other site."""
    department = Department.objects.create(site=county, name="县住建局", slug="housing")
    user = User.objects.create_user("neighbour", password="x", department=department)
    user.groups.add(Group.objects.get(name=request.param))
    return user


def names_of_arguments(pattern: URLPattern) -> list[str]:
    return list(pattern.pattern.converters)


def addresses_of(case: Case) -> Iterator[str]:
    """Every address of the desk that names something, for this case."""
    values = {
        "case_id": case.pk,
        "file_id": case.attachments.get().pk,
        "proposal_id": case.proposals.get().pk,
    }
    for pattern in DeskViewSet().get_urlpatterns():
        if wanted := names_of_arguments(pattern):
            yield reverse(f"desk:{pattern.name}", kwargs={name: values[name] for name in wanted})


def test_every_address_of_a_case_is_unknown_elsewhere(
    sign_in: Callable[[User], Client], neighbour: User, case: Case
) -> None:
    client, before = sign_in(neighbour), CaseEvent.objects.count()
    addresses = list(addresses_of(case))
    assert len(addresses) >= 18
    for address in addresses:
        data = {"body": "答复", "kind": "answer", "decision-verdict": "approve", "note-note": "x"}
        assert client.get(address).status_code == 404, address
        assert client.post(address, data).status_code == 404, address
    assert CaseEvent.objects.count() == before
    assert Proposal.objects.get().verdict == Proposal.Verdict.OPEN


def test_lists_of_the_desk_hold_nothing_of_the_other_site(
    sign_in: Callable[[User], Client], neighbour: User, case: Case, officer: User, housing: Department
) -> None:
    client = sign_in(neighbour)
    for pattern in DeskViewSet().get_urlpatterns():
        if not names_of_arguments(pattern):
            page = client.get(reverse(f"desk:{pattern.name}"), {"scope": "any", "q": ""})
            assert page.status_code in (200, 405)
            for words in (SECRET, case.number, housing.name, ">officer</option>"):
                assert words not in page.content.decode(), pattern.name


def test_bulk_and_hand_over_leave_the_other_site_alone(
    sign_in: Callable[[User], Client], neighbour: User, case: Case, officer: User, housing: Department
) -> None:
    client = sign_in(neighbour)
    for data in ({"verb": "claim"}, {"verb": "assign", "department": housing.pk}):
        client.post(reverse("desk:bulk"), {**data, "case": case.pk})
    answer = client.post(reverse("desk:hand_over_all"), {"from_user": officer.pk, "to": neighbour.pk})
    assert answer.status_code == 400
    case.refresh_from_db()
    assert case.handler == officer


@pytest.mark.parametrize("viewset", HELPERS, ids=lambda viewset: viewset.name)
def test_every_address_of_a_row_is_unknown_elsewhere(
    sign_in: Callable[[User], Client], neighbour: User, case: Case, viewset: Any
) -> None:
    client, row = sign_in(neighbour), viewset.model.objects.get()
    tried = 0
    for pattern in viewset.get_urlpatterns():
        if names_of_arguments(pattern):
            address = reverse(viewset.get_url_name(pattern.name), args=[row.pk])
            assert client.get(address).status_code == 404, address
            assert client.post(address, {"title": "x"}).status_code == 404, address
            tried += 1
    assert tried >= 5
    assert viewset.model.objects.get() == row


@pytest.mark.parametrize("viewset", HELPERS, ids=lambda viewset: viewset.name)
def test_lists_and_exports_of_helpers_hold_own_rows_only(
    sign_in: Callable[[User], Client], neighbour: User, supervisor: User, case: Case, viewset: Any
) -> None:
    words = SECRET if viewset.model is CannedReply else "2026年11月2日"
    for name in ("index", "index_results"):
        address = reverse(viewset.get_url_name(name))
        assert words not in sign_in(neighbour).get(address).content.decode()
        assert words in sign_in(supervisor).get(address).content.decode()


def test_forms_of_helpers_offer_and_take_own_people_only(
    sign_in: Callable[[User], Client], neighbour: User, case: Case, officer: User, housing: Department
) -> None:
    client = sign_in(neighbour)
    page = client.get(reverse("absences:add")).content.decode()
    assert ">officer</option>" not in page
    foreign = {
        "canned_replies:add": {
            "title": "县",
            "body": "县",
            "department": housing.pk,
            "site": neighbour.department.site_id,
        },
        "absences:add": {
            "user": neighbour.pk,
            "substitute": officer.pk,
            "begins_on": "2026-11-02",
            "ends_on": "2026-11-03",
            "site": case.site_id,
        },
    }
    for name, data in foreign.items():
        client.post(reverse(name), data)
    assert (CannedReply.objects.count(), Absence.objects.count()) == (1, 1)


def test_officers_keep_the_texts_of_their_department_and_their_own_absence(
    sign_in: Callable[[User], Client], officer: User, colleague: User, supervisor: User, case: Case
) -> None:
    client = sign_in(officer)
    general = CannedReply.objects.create(site=case.site, title="通用", body="通用")
    assert client.get(reverse("canned_replies:edit", args=[general.pk])).status_code == 404
    mine = {
        "title": "办理时限",
        "body": "七个工作日。",
        "department": officer.department_id,
        "site": case.site_id,
    }
    assert client.post(reverse("canned_replies:add"), mine).status_code == 302
    away = {"begins_on": "2026-12-01", "ends_on": "2026-12-04", "site": case.site_id}
    client.post(reverse("absences:add"), {"user": colleague.pk, "substitute": officer.pk, **away})
    assert Absence.objects.filter(user=colleague).count() == 0
    client.post(reverse("absences:add"), {"user": officer.pk, "substitute": colleague.pk, **away})
    assert Absence.objects.filter(user=officer).count() == 2
    assert sign_in(supervisor).get(reverse("canned_replies:edit", args=[general.pk])).status_code == 200
    assert (
        client.get(reverse("absences:edit", args=[Absence.objects.filter(user=officer)[0].pk])).status_code
        == 200
    )


def test_reports_of_the_admin_name_no_row_of_the_other_site(
    sign_in: Callable[[User], Client], neighbour: User, supervisor: User, case: Case
) -> None:
    text = {"title": SECRET, "body": SECRET, "site": case.site_id}
    assert sign_in(supervisor).post(reverse("canned_replies:add"), text).status_code == 302
    client = sign_in(neighbour)
    for address in (reverse("wagtailadmin_reports:site_history"), reverse("wagtailadmin_home")):
        assert SECRET not in client.get(address, follow=True).content.decode()
    own = sign_in(supervisor).get(reverse("wagtailadmin_reports:site_history")).content.decode()
    assert SECRET in own
    text = CannedReply.objects.latest("pk")
    history = sign_in(supervisor).get(reverse("canned_replies:history", args=[text.pk])).content.decode()
    assert "supervisor" in history


def test_visitors_reach_none_of_it(sign_in: Callable[[User], Client], case: Case) -> None:
    for address in (*addresses_of(case), reverse("canned_replies:index"), reverse("absences:index")):
        assert Client().get(address).status_code == 302
