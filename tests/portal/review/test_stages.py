"""Three different people, none of them an author, and a text that changes is reviewed anew (R089)."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import GroupPagePermission, PagePermissionTester, TaskState, WorkflowState

from portal.accounts import roles
from portal.accounts.models import User
from portal.base.models import AuditEntry
from portal.content.models import PolicyPage
from portal.review.rules import may_approve
from search.models import Passage
from tests.portal.review.conftest import approve, review_of, stage_of

pytestmark = pytest.mark.django_db
MakeStaff = Callable[..., User]


@given(st.integers(1, 9), st.frozensets(st.integers(1, 9)), st.frozensets(st.integers(1, 9)))
def test_only_who_had_no_hand_in_it_may_approve(
    user: int, editors: frozenset[int], approvers: frozenset[int]
) -> None:
    assert may_approve(user, editors, approvers) == (user not in editors | approvers)


def test_three_people_publish(submitted: PolicyPage, reviewers: list[User]) -> None:
    for stage, reviewer in enumerate(reviewers, start=1):
        assert stage_of(submitted) == stage
        submitted.refresh_from_db()
        assert not submitted.live
        approve(submitted, reviewer)
    submitted.refresh_from_db()
    assert submitted.live
    assert not submitted.has_unpublished_changes
    assert review_of(submitted).status == WorkflowState.STATUS_APPROVED
    assert Passage.objects.live().filter(page_id=submitted.pk).exists()
    entry = AuditEntry.objects.get(action="content.published")
    assert (entry.actor, entry.object_id) == (reviewers[-1], str(submitted.pk))
    assert entry.detail["revision"] == submitted.live_revision_id


def test_nobody_who_publishes_holds_publish(submitted: PolicyPage, reviewers: list[User]) -> None:
    for reviewer in reviewers:
        assert not PagePermissionTester(reviewer, submitted).can_publish()
        approve(submitted, reviewer)
    submitted.refresh_from_db()
    assert submitted.live


@pytest.mark.parametrize("stage", [1, 2, 3])
def test_author_approves_no_stage(
    submitted: PolicyPage, editor: User, reviewers: list[User], stage: int
) -> None:
    editor.groups.add(*Group.objects.filter(name__in=roles.REVIEWERS))
    for reviewer in reviewers[: stage - 1]:
        approve(submitted, reviewer)
    assert [action[0] for action in submitted.current_workflow_task.get_actions(submitted, editor)] == [
        "reject"
    ]
    with pytest.raises(PermissionDenied):
        approve(submitted, editor)
    assert stage_of(submitted) == stage


@pytest.mark.parametrize("superuser", [False, True])
def test_nobody_approves_two_stages(submitted: PolicyPage, make_staff: MakeStaff, superuser: bool) -> None:
    everywhere = make_staff("everywhere", *roles.REVIEWERS, superuser=superuser)
    approve(submitted, everywhere)
    assert stage_of(submitted) == 2
    with pytest.raises(PermissionDenied):
        approve(submitted, everywhere)
    assert stage_of(submitted) == 2


def test_superuser_approves_no_text_of_their_own(draft: PolicyPage, make_staff: MakeStaff) -> None:
    chief = make_staff("chief", superuser=True)
    draft.save_revision(user=chief)
    draft.get_workflow().start(draft, chief)
    with pytest.raises(PermissionDenied):
        approve(draft, chief)


@pytest.mark.parametrize("stage", [1, 2, 3])
def test_edit_during_review_restarts_it(submitted: PolicyPage, reviewers: list[User], stage: int) -> None:
    for reviewer in reviewers[: stage - 1]:
        approve(submitted, reviewer)
    before = review_of(submitted).pk
    changed = submitted.save_revision(user=reviewers[stage - 1])
    state = review_of(submitted)
    assert (state.pk, stage_of(submitted)) == (before, 1)
    assert state.current_task_state.revision == changed
    assert not state.task_states.filter(status=TaskState.STATUS_APPROVED).exists()
    assert AuditEntry.objects.get(action="review.restarted").actor == reviewers[stage - 1]


def test_after_a_restart_the_same_people_approve_the_new_text(
    submitted: PolicyPage, reviewers: list[User], make_staff: MakeStaff
) -> None:
    approve(submitted, reviewers[0])
    approve(submitted, reviewers[1])
    submitted.title = "信鸽饲养管理办法（修订）"
    submitted.save_revision(user=reviewers[2])
    approve(submitted, reviewers[0])
    approve(submitted, reviewers[1])
    with pytest.raises(PermissionDenied):
        approve(submitted, reviewers[2])
    approve(submitted, make_staff("colleague", roles.SIGN_OFF_REVIEWERS))
    submitted.refresh_from_db()
    assert (submitted.live, submitted.title) == (True, "信鸽饲养管理办法（修订）")


def test_revision_overwritten_in_place_restarts_too(
    submitted: PolicyPage, reviewers: list[User], editor: User
) -> None:
    """Wagtail's autosave changes the text of a revision that others have approved."""
    approve(submitted, reviewers[0])
    submitted.title = "悄悄改过的办法"
    submitted.save_revision(user=editor, overwrite_revision=submitted.get_latest_revision())
    assert stage_of(submitted) == 1


def test_text_sent_back_and_changed_begins_again(
    submitted: PolicyPage, editor: User, reviewers: list[User]
) -> None:
    approve(submitted, reviewers[0])
    state = review_of(submitted)
    state.current_task_state.task.specific.on_action(
        state.current_task_state, reviewers[1], "reject", comment="请写明登记机关。"
    )
    assert review_of(submitted).status == WorkflowState.STATUS_NEEDS_CHANGES
    submitted.refresh_from_db()
    submitted.save_revision(user=editor)
    review_of(submitted).resume(editor)
    assert stage_of(submitted) == 1
    for reviewer in reviewers:
        approve(submitted, reviewer)
    submitted.refresh_from_db()
    assert submitted.live


def test_edit_of_a_page_without_review_is_only_an_edit(draft: PolicyPage, editor: User) -> None:
    draft.save_revision(user=editor)
    assert not WorkflowState.objects.for_instance(draft).exists()
    assert not AuditEntry.objects.exists()


def test_published_text_reviewed_again_counts_only_new_authors(
    submitted: PolicyPage, editor: User, reviewers: list[User], make_staff: MakeStaff
) -> None:
    for reviewer in reviewers:
        approve(submitted, reviewer)
    writer = make_staff("writer", roles.EDITORS)
    submitted.refresh_from_db()
    submitted.save_revision(user=writer)
    submitted.get_workflow().start(submitted, writer)
    editor.groups.add(Group.objects.get(name=roles.FIRST_REVIEWERS))
    approve(submitted, editor)
    assert stage_of(submitted) == 2


def test_no_group_holds_publish() -> None:
    publish = Permission.objects.filter(codename__startswith="publish_")
    assert publish.exists()
    assert not GroupPagePermission.objects.filter(permission__in=publish).exists()
    assert not Group.objects.filter(permissions__in=publish).exists()
    assert set(roles.ALL) <= set(Group.objects.values_list("name", flat=True))
    assert not Group.objects.filter(name="Moderators").exists()
