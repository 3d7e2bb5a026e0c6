"""Review through the admin, as staff do it: write, submit, approve three times, found by everyone."""

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, TaskState
from wagtail.test.utils.form_data import nested_form_data, streamfield

from portal.accounts import roles
from portal.accounts.models import User
from portal.content.models import PolicyPage
from tests.portal.review.conftest import TEXT, approve, review_of, stage_of

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def fields(page: Any) -> dict[str, Any]:
    """What the editor's form holds, as a browser would send it back."""
    form = BeautifulSoup(page.content, "html.parser").find(id="page-edit-form")
    inputs = [field for field in form.find_all("input") if field.get("type") not in {"submit", "checkbox"}]
    values = {field["name"]: field.get("value", "") for field in inputs if field.get("name")}
    values |= {area["name"]: area.text.strip() for area in form.find_all("textarea") if area.get("name")}
    for choice in form.find_all("select"):
        chosen = choice.find("option", selected=True)
        values[choice["name"]] = chosen["value"] if chosen else ""
    return values


def body(text: str) -> dict[str, Any]:
    """The body as the editor sends it, with one article."""
    return nested_form_data({"body": streamfield([("article", {"number": "第一条", "text": text})])})


def save(client: Client, page: Page, text: str = TEXT, **buttons: str) -> Any:
    """Open the page in the editor, and save it with a button."""
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    opened = client.get(url)
    assert opened.status_code == 200
    attachments = nested_form_data({"attachments": streamfield([])})
    return client.post(url, fields(opened) | body(text) | attachments | buttons)


def act(client: Client, page: Page, action: str, **data: str) -> Any:
    """Press a reviewer's button on the page."""
    state = review_of(page).current_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, state.pk])
    return client.post(url, data)


def found(words: str) -> str:
    return Client().get("/search/", {"q": words}).content.decode()


def test_submit_approve_three_times_live_and_found(
    draft: PolicyPage, editor: User, reviewers: list[User]
) -> None:
    answer = save(signed_in(editor), draft, **{"action-submit": "1"})
    assert answer.status_code == 302
    assert draft.slug not in found("信鸽")
    for stage, reviewer in enumerate(reviewers, start=1):
        assert stage_of(draft) == stage
        assert act(signed_in(reviewer), draft, "approve").status_code == 302
    draft.refresh_from_db()
    assert draft.live
    assert f'href="{draft.url}' in found("信鸽")
    assert TEXT in Client().get(draft.url).content.decode()


def test_editor_cannot_publish(draft: PolicyPage, editor: User) -> None:
    save(signed_in(editor), draft, **{"action-publish": "1"})
    draft.refresh_from_db()
    assert not draft.live


def test_author_who_reviews_is_offered_no_approval(
    submitted: PolicyPage, editor: User, make_staff: Callable[..., User]
) -> None:
    chief = make_staff("chief", superuser=True)
    submitted.save_revision(user=chief)
    page = signed_in(chief).get(reverse("wagtailadmin_pages:edit", args=[submitted.pk])).content.decode()
    assert 'data-workflow-action-name="reject"' in page
    assert 'data-workflow-action-name="approve"' not in page
    assert act(signed_in(chief), submitted, "approve").status_code in {302, 403}
    assert stage_of(submitted) == 1


def test_same_reviewer_at_two_stages_is_refused(
    submitted: PolicyPage, make_staff: Callable[..., User]
) -> None:
    client = signed_in(make_staff("everywhere", *roles.REVIEWERS))
    act(client, submitted, "approve")
    assert act(client, submitted, "approve").status_code in {302, 403}
    assert stage_of(submitted) == 2


def test_reviewer_of_another_stage_is_refused(submitted: PolicyPage, reviewers: list[User]) -> None:
    act(signed_in(reviewers[2]), submitted, "approve")
    assert stage_of(submitted) == 1


def test_editor_is_locked_out_during_review(submitted: PolicyPage, editor: User) -> None:
    before = submitted.latest_revision_id
    save(signed_in(editor), submitted, "改过的条文。")
    submitted.refresh_from_db()
    assert submitted.latest_revision_id == before


def test_reviewer_edits_and_review_restarts(submitted: PolicyPage, reviewers: list[User]) -> None:
    approve(submitted, reviewers[0])
    assert save(signed_in(reviewers[1]), submitted, "养信鸽也要登记。").status_code == 302
    assert stage_of(submitted) == 1
    assert review_of(submitted).current_task_state.revision.user == reviewers[1]


def test_edit_and_approve_in_one_click_approves_nothing(submitted: PolicyPage, reviewers: list[User]) -> None:
    approve(submitted, reviewers[0])
    buttons = {"action-workflow-action": "true", "workflow-action-name": "approve"}
    save(signed_in(reviewers[1]), submitted, "偷偷改一个字。", **buttons)
    assert stage_of(submitted) == 1
    approved = review_of(submitted).task_states.filter(status=TaskState.STATUS_APPROVED)
    assert not approved.exists()


def test_sent_back_with_a_reason_and_submitted_again(
    submitted: PolicyPage, editor: User, reviewers: list[User]
) -> None:
    approve(submitted, reviewers[0])
    act(signed_in(reviewers[1]), submitted, "reject", comment="请写明登记机关。")
    assert (
        save(signed_in(editor), submitted, "向社区居委会登记。", **{"action-submit": "1"}).status_code == 302
    )
    assert stage_of(submitted) == 1
    for reviewer in reviewers:
        act(signed_in(reviewer), submitted, "approve")
    assert "向社区居委会登记。" in Client().get(submitted.url).content.decode()
