"""Putting similar questions together: one of them speaks for all, with everybody's votes."""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from interaction.interviews.actions.deciding import (
    Decided,
    decide,
    leave_stage,
    main_of,
    merged_into_it,
    refuse_answered,
    refuse_decided,
    refuse_over,
    take_up,
    write_down,
)
from interaction.interviews.actions.stage import write_public
from interaction.interviews.entries import QUESTION, question_body
from interaction.interviews.models import Question, QuestionVote
from portal.accounts.models import User
from portal.base.errors import Conflict, Invalid

_MERGED_FROM = (Question.State.PENDING, Question.State.NEEDS_DETAIL, Question.State.APPROVED)


@transaction.atomic
def merge_question(
    question: Question,
    into: Question,
    by: User,
    *,
    seen_state: str = "",
    client_id: uuid.UUID | None = None,
) -> Question:
    """Let a similar question speak for this one; its votes go along, everybody counted once.

    Who asked counts as a vote for the other. What was merged into this one goes along too.

    Raises:
        Decided: it is in another state than the moderator saw.
        Conflict: one of them cannot be merged.
    """
    matter = take_up(question, by, client_id, into)
    merged = matter.question
    if matter.is_decided_so:
        return merged
    refuse_over(matter.interview)
    refuse_decided(matter, seen_state, _MERGED_FROM)
    main = matter.family[main_of(into)]
    if main.pk == merged.pk and into.pk != merged.pk:
        # The other was merged into this one, perhaps a moment ago.
        raise Decided(matter.family[into.pk])
    _refuse_merging(merged, main)
    was_public = merged.state in Question.PUBLIC_STATES
    for one in (*merged_into_it(matter), merged):
        one.merged_into, one.shortlisted_at = main, None
        one.save(update_fields=["merged_into", "shortlisted_at"] if one is not merged else ["shortlisted_at"])
    _move_votes(merged, main)
    leave_stage(matter, main, was_public=was_public)
    decide(matter, Question.State.MERGED, "merged_into", "votes")
    if main.state in Question.PUBLIC_STATES:
        write_public(matter.interview, QUESTION, question_body(main), by)
    write_down(matter, "question.merged", into=main.pk)
    return merged


def _refuse_merging(question: Question, main: Question) -> None:
    if main.pk == question.pk:
        raise Invalid(_("A question cannot be merged with itself."), field="into")
    refuse_answered(question)
    if main.state not in Question.OPEN_STATES:
        raise Decided(main)
    if question.state in Question.PUBLIC_STATES and main.state not in Question.PUBLIC_STATES:
        raise Conflict(_("Everybody can read this question, but not yet the other: show that one first."))


def _move_votes(question: Question, main: Question) -> None:
    """Count everybody once who wants one of both answered; who asked the main one is not its voter."""
    known = QuestionVote.objects.filter(question=main).values("author_key")
    own = QuestionVote.objects.filter(question=question)
    own.filter(author_key__in=[main.author_key]).delete()
    own.exclude(author_key__in=known).update(question=main)
    own.delete()
    if question.author_key != main.author_key:
        QuestionVote.objects.get_or_create(question=main, author_key=question.author_key)
    question.votes, main.votes = 0, QuestionVote.objects.filter(question=main).count()
    main.save(update_fields=["votes"])
