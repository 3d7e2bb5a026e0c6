"""The ways that the demo's letters go, by the same actions that everybody uses."""

from datetime import datetime
from typing import Any

from interaction.cases import actions
from interaction.cases.models import Case, Proposal
from portal.accounts.models import User
from portal.accounts.roles import OFFICERS
from portal.base.models import Department
from portal.base.personal_data import mask_personal_data


def take_steps(case: Case, letter: dict[str, Any], *, replied_at: datetime | None) -> None:
    """Do with a case what its row tells, in the order in which it happens in an office."""
    supervisor = User.objects.get(username="supervisor")
    if "assign" in letter:
        department = Department.objects.for_site(case.site).get(name=letter["assign"])
        actions.assign_case(case, department, supervisor)
    case.refresh_from_db()
    _work(case, letter, _officer(case))
    _propose(case, letter, _officer(case), supervisor)
    if "reply" in letter:
        actions.reply_to_case(case, _officer(case), letter["reply"], replied_at=replied_at)
    case.refresh_from_db()
    _publish(case, letter, supervisor)
    _as_citizen(case, letter)


def _officer(case: Case) -> User:
    """An officer of the department; where the demo has none, the administrator."""
    officers = User.objects.filter(department=case.department, groups__name=OFFICERS)
    return officers.first() or User.objects.get(username="admin")


def _work(case: Case, letter: dict[str, Any], officer: User) -> None:
    if letter.get("claim"):
        actions.claim_case(case, officer)
    if "acknowledge" in letter:
        actions.acknowledge_case(case, officer, letter["acknowledge"])
    if "ask" in letter:
        actions.ask_citizen(case, officer, letter["ask"])
    if "merge_into" in letter:
        into = Case.objects.for_site(case.site).get(title=letter["merge_into"])
        actions.merge_cases([case], into, officer, "反映同一处积水")


def _propose(case: Case, letter: dict[str, Any], officer: User, supervisor: User) -> None:
    """What needs a second person: some of it decided, one reply still waiting."""
    if "invalid" in letter:
        code, reason = letter["invalid"]
        proposal = actions.propose_invalid(case, officer, code=code, reason=reason)
        actions.decide_proposal(proposal, supervisor, approve=True)
    if "extend" in letter:
        code, reason = letter["extend"]
        proposal = actions.propose_extension(case, officer, code=code, reason=reason)
        actions.decide_proposal(proposal, supervisor, approve=True)
    if "review" in letter:
        actions.reply_to_case(case, officer, letter["review"])
    if "reviewed" in letter:
        reply = actions.reply_to_case(case, officer, letter["reviewed"])
        actions.decide_proposal(Proposal.objects.get(reply=reply), supervisor, approve=True)


def _publish(case: Case, letter: dict[str, Any], supervisor: User) -> None:
    if not letter.get("is_published"):
        return
    texts = {"title": mask_personal_data(case.title), "body": mask_personal_data(case.body)}
    reply = letter.get("reply") or letter["reviewed"]
    # Checked by whoever wrote the demo: the telephone numbers in its replies are those of offices.
    actions.publish_case(case, supervisor, **texts, reply=reply, checked=True)


def _as_citizen(case: Case, letter: dict[str, Any]) -> None:
    if "rating" in letter:
        level, reason = letter["rating"]
        actions.rate_reply(case, level, reason)
    if "reopen" in letter:
        actions.reopen_case(case, letter["reopen"])
    if "withdraw" in letter:
        actions.withdraw_case(case, letter["withdraw"])
