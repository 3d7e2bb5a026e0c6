"""Which verbs the page of a case offers. A courtesy to the reader: the actions themselves decide."""

from interaction.cases.desk.dossier import Dossier
from interaction.cases.models import Case, Proposal, Publication
from interaction.cases.permissions import can_supervise
from portal.accounts.models import User


def offered_verbs(case: Case, dossier: Dossier, user: User) -> frozenset[str]:
    """What this person could do with the case now."""
    waiting = {proposal.kind for proposal in dossier.waiting}
    is_workable = case.state in Case.WORKABLE_STATES
    may_act = case.handler_id in (None, user.pk) or can_supervise(user)
    is_taken = case.handler_id is not None and case.state in Case.HELD_STATES
    is_ours = case.department_id is not None and case.department_id == user.department_id
    may_be_published = case.state in Case.ANSWERED_STATES and case.consent_to_publish
    rules = {
        "claim": is_workable and case.handler_id is None,
        "release": is_workable and is_taken and may_act,
        "hand_over": is_taken and may_act,
        "assign": is_workable and may_act,
        "object": is_workable and is_ours and case.handler_id in (None, user.pk),
        "triage": is_workable and may_act,
        "reply": (is_workable and may_act) or case.state == Case.State.REPLIED,
        "extension": is_workable and may_act and Proposal.Kind.EXTENSION not in waiting,
        "invalid": is_workable and may_act and Proposal.Kind.INVALID not in waiting,
        "merge": is_workable and may_act,
        "close": case.state == Case.State.REPLIED,
        "publish": may_be_published or Publication.objects.live().filter(case=case).exists(),
    }
    return frozenset(verb for verb, is_offered in rules.items() if is_offered)
