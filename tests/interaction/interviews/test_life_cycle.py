"""What the clock and the host do with an interview."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import Site

from interaction.interviews import entries, rules
from interaction.interviews.actions import life_cycle
from interaction.interviews.models import Interview, InterviewIndexPage, InterviewPage
from interaction.interviews.rules import State, Verb
from interaction.interviews.states import current_state, takes_questions
from interaction.rooms.models import Entry, Room
from portal.accounts.models import User
from portal.base.errors import Conflict, Invalid, NotAllowed
from portal.base.models import AuditEntry
from tests.interaction.interviews.conftest import Crew

HOUR = timedelta(hours=1)


def log_of(interview: Interview, kind: str = entries.STATE) -> list[dict[str, Any]]:
    """The bodies of an interview's entries of one kind, oldest first."""
    return [entry.body for entry in Entry.objects.filter(room=interview.room, kind=kind).order_by("seq")]


def mode_of(interview: Interview) -> str:
    """The mode of its room."""
    return str(Room.objects.get(pk=interview.room_id).mode)


def do(verb: Verb, interview: Interview, by: Any) -> Interview:
    """Do a verb with plausible values."""
    calls: dict[Verb, Callable[[], Interview]] = {
        Verb.START: lambda: life_cycle.start_interview(interview, by),
        Verb.PAUSE: lambda: life_cycle.pause_interview(interview, by, "网络故障"),
        Verb.RESUME: lambda: life_cycle.resume_interview(interview, by),
        Verb.DELAY: lambda: life_cycle.delay_interview(
            interview, by, interview.starts_at + timedelta(days=2), "嘉宾参加防汛会议"
        ),
        Verb.EXTEND: lambda: life_cycle.extend_interview(interview, by, 15),
        Verb.END: lambda: life_cycle.end_interview(interview, by),
        Verb.CANCEL: lambda: life_cycle.cancel_interview(interview, by, "嘉宾身体不适"),
        Verb.SET_RULES: lambda: life_cycle.set_question_rules(
            interview, by, stopped=True, slow_mode_seconds=30
        ),
    }
    return calls[verb]()


# Each state and verb: the state afterwards, or None where it is refused.
TABLE: dict[State, dict[Verb, State | None]] = {
    State.ANNOUNCED: {
        Verb.START: State.LIVE, Verb.PAUSE: None, Verb.RESUME: None, Verb.DELAY: State.ANNOUNCED,
        Verb.EXTEND: None, Verb.END: None, Verb.CANCEL: State.CANCELLED, Verb.SET_RULES: State.ANNOUNCED,
    },
    State.COLLECTING: {
        Verb.START: State.LIVE, Verb.PAUSE: None, Verb.RESUME: None, Verb.DELAY: State.COLLECTING,
        Verb.EXTEND: None, Verb.END: None, Verb.CANCEL: State.CANCELLED, Verb.SET_RULES: State.COLLECTING,
    },
    State.LIVE: {
        Verb.START: State.LIVE, Verb.PAUSE: State.PAUSED, Verb.RESUME: State.LIVE, Verb.DELAY: None,
        Verb.EXTEND: State.LIVE, Verb.END: State.ENDED, Verb.CANCEL: None, Verb.SET_RULES: State.LIVE,
    },
    State.PAUSED: {
        Verb.START: None, Verb.PAUSE: State.PAUSED, Verb.RESUME: State.LIVE, Verb.DELAY: None,
        Verb.EXTEND: State.PAUSED, Verb.END: State.ENDED, Verb.CANCEL: None, Verb.SET_RULES: State.PAUSED,
    },
    State.ENDED: dict.fromkeys(Verb) | {Verb.END: State.ENDED},
    State.TRANSCRIBED: dict.fromkeys(Verb),
    State.CANCELLED: dict.fromkeys(Verb) | {Verb.CANCEL: State.CANCELLED},
}  # fmt: skip


@pytest.fixture
def make_soon(make_interview: Callable[..., Interview]) -> Callable[[State], Interview]:
    """Make an interview in a state that starts, if it has not yet, in ten minutes."""

    def make(state: State) -> Interview:
        values: dict[str, Any] = {}
        if state in rules.BEFORE:
            starts_at = timezone.now() + timedelta(minutes=10)
            values = {"starts_at": starts_at, "ends_at": starts_at + HOUR}
        reason = {"cancel_reason": "嘉宾身体不适"} if state == State.CANCELLED else {}
        interview = make_interview(state, **reason)
        if values:
            Interview.objects.filter(pk=interview.pk).update(**values)
            interview.refresh_from_db()
        if state == State.ANNOUNCED:
            InterviewPage.objects.filter(pk=interview.page_id).update(questions_from=interview.starts_at)
            interview.page.refresh_from_db()
        return interview

    return make


def test_the_rules_know_the_same_states_as_the_table() -> None:
    assert set(State) == set(Interview.State.values)
    assert set(Interview.BEFORE_STATES) == rules.BEFORE
    assert set(Interview.RUNNING_STATES) == rules.RUNNING


@pytest.mark.parametrize("verb", Verb)
@pytest.mark.parametrize("state", State)
def test_each_verb_in_each_state(
    state: State, verb: Verb, make_soon: Callable[[State], Interview], crew: Crew
) -> None:
    interview = make_soon(state)
    goal = TABLE[state][verb]
    before = Entry.objects.count()
    if goal is None:
        with pytest.raises(Conflict):
            do(verb, interview, crew.host)
        assert Entry.objects.count() == before
    else:
        assert do(verb, interview, crew.host).state == goal
    interview.refresh_from_db()
    assert interview.state == (goal or state)


@pytest.mark.parametrize("verb", Verb)
def test_only_hosts_move_an_interview(
    verb: Verb, make_soon: Callable[[State], Interview], crew: Crew, make_host: Callable[[str], User]
) -> None:
    state = next(state for state, row in TABLE.items() if row[verb] is not None)
    interview = make_soon(state)
    for person in (crew.moderator, crew.recorder, crew.guest, make_host("stranger")):
        with pytest.raises(NotAllowed):
            do(verb, interview, person)
    interview.refresh_from_db()
    assert interview.state == state


@pytest.mark.parametrize(
    ("verb", "state"),
    [
        (Verb.START, State.COLLECTING),
        (Verb.PAUSE, State.LIVE),
        (Verb.RESUME, State.PAUSED),
        (Verb.END, State.LIVE),
        (Verb.CANCEL, State.COLLECTING),
        (Verb.SET_RULES, State.LIVE),
    ],
)
def test_a_verb_pressed_twice_happens_once(
    verb: Verb, state: State, make_soon: Callable[[State], Interview], crew: Crew
) -> None:
    interview = make_soon(state)
    first = do(verb, interview, crew.host)
    written = Entry.objects.count(), AuditEntry.objects.count()
    assert do(verb, interview, crew.host).state == first.state
    assert (Entry.objects.count(), AuditEntry.objects.count()) == written


def test_the_room_follows_the_state(make_soon: Callable[[State], Interview], crew: Crew) -> None:
    interview = make_soon(State.COLLECTING)
    assert mode_of(interview) == Room.Mode.OPEN
    modes = []
    for verb in (Verb.START, Verb.PAUSE, Verb.RESUME, Verb.END):
        do(verb, interview, crew.host)
        modes.append(mode_of(interview))
    assert modes == [Room.Mode.OPEN, Room.Mode.PAUSED, Room.Mode.OPEN, Room.Mode.CLOSED]
    assert [body["state"] for body in log_of(interview)] == ["live", "paused", "live", "ended"]


def test_a_start_days_before_is_refused(make_interview: Callable[..., Interview], crew: Crew) -> None:
    with pytest.raises(Conflict) as refused:
        life_cycle.start_interview(make_interview(), crew.host)
    assert refused.value.code == "early"


def test_a_delay_keeps_the_length_and_says_why(make_interview: Callable[..., Interview], crew: Crew) -> None:
    interview = make_interview()
    later = interview.starts_at + timedelta(days=1)
    moved = life_cycle.delay_interview(interview, crew.host, later, "  嘉宾参加\n防汛会议 ")
    assert (moved.starts_at, moved.ends_at) == (later, later + HOUR)
    assert moved.moved_reason == "嘉宾参加 防汛会议"
    assert log_of(interview)[-1] == {
        "state": "collecting",
        "starts_at": later.isoformat(),
        "ends_at": (later + HOUR).isoformat(),
        "reason": "嘉宾参加 防汛会议",
    }


@pytest.mark.parametrize(("shift", "reason"), [(timedelta(0), "为什么"), (-HOUR, "为什么"), (HOUR, " ")])
def test_a_delay_needs_a_later_time_and_a_reason(
    shift: timedelta, reason: str, make_interview: Callable[..., Interview], crew: Crew
) -> None:
    interview = make_interview()
    with pytest.raises(Invalid):
        life_cycle.delay_interview(interview, crew.host, interview.starts_at + shift, reason)


def test_a_cancelled_interview_says_why(make_interview: Callable[..., Interview], crew: Crew) -> None:
    interview = make_interview()
    with pytest.raises(Invalid):
        life_cycle.cancel_interview(interview, crew.host, "")
    life_cycle.cancel_interview(interview, crew.host, "嘉宾身体不适")
    assert log_of(interview)[-1]["reason"] == "嘉宾身体不适"


@pytest.mark.parametrize("minutes", [0, -5, 121])
def test_an_extension_has_a_measure(
    minutes: int, make_interview: Callable[..., Interview], crew: Crew
) -> None:
    with pytest.raises(Invalid):
        life_cycle.extend_interview(make_interview("live"), crew.host, minutes)


def test_an_extension_after_the_end_counts_from_now(
    make_interview: Callable[..., Interview], crew: Crew
) -> None:
    now = timezone.now()
    interview = make_interview("live")
    Interview.objects.filter(pk=interview.pk).update(ends_at=now - timedelta(minutes=5))
    extended = life_cycle.extend_interview(interview, crew.host, 10)
    assert now + timedelta(minutes=10) <= extended.ends_at <= timezone.now() + timedelta(minutes=10)


@pytest.mark.parametrize("seconds", [-1, 601])
def test_slow_mode_has_a_measure(seconds: int, make_interview: Callable[..., Interview], crew: Crew) -> None:
    with pytest.raises(Invalid):
        life_cycle.set_question_rules(
            make_interview("live"), crew.host, stopped=False, slow_mode_seconds=seconds
        )


def test_the_end_clears_the_screen(
    make_interview: Callable[..., Interview], make_question: Callable[..., Any], crew: Crew
) -> None:
    interview = make_interview("live")
    interview.on_screen = make_question(interview, state="approved")
    interview.save()
    assert life_cycle.end_interview(interview, crew.host).on_screen_id is None
    assert log_of(interview, entries.ON_SCREEN) == [{"question": None}]


def test_the_clock_brings_an_interview_to_its_end(make_interview: Callable[..., Interview]) -> None:
    interview = make_interview("announced")
    InterviewPage.objects.filter(pk=interview.page_id).update(questions_from=interview.starts_at - HOUR)
    seen = []
    for moment in (-2 * HOUR, -HOUR, timedelta(0), HOUR, 2 * HOUR - timedelta(seconds=1), 2 * HOUR):
        life_cycle.advance_interviews(interview.starts_at + moment)
        seen.append(Interview.objects.get().state)
    assert seen == ["announced", "collecting", "live", "live", "live", "ended"]
    ended = Interview.objects.get()
    assert (ended.started_at, ended.ended_at) == (interview.starts_at, interview.ends_at + HOUR)
    assert [body["state"] for body in log_of(interview)] == ["collecting", "live", "ended"]


def test_after_a_long_outage_everything_is_made_up_for_once(make_interview: Callable[..., Interview]) -> None:
    interview = make_interview("announced")
    late = interview.ends_at + timedelta(days=3)
    assert life_cycle.advance_interviews(late) == 1
    assert life_cycle.advance_interviews(late + HOUR) == 0
    ended = Interview.objects.get()
    assert ended.ended_at == interview.ends_at + rules.GRACE
    assert [body["state"] for body in log_of(interview)] == ["live", "ended"]


MINUTES = st.integers(-600, 600)


@given(
    st.sampled_from(sorted(State)),
    st.none() | MINUTES,
    st.integers(5, 480),
    MINUTES,
    st.integers(0, 600),
)
def test_writing_down_often_or_late_comes_to_the_same(
    state: State, opens: int | None, length: int, at: int, more: int
) -> None:
    starts_at = datetime(2026, 11, 25, 15, tzinfo=timezone.get_default_timezone())
    questions_from = None if opens is None else starts_at + timedelta(minutes=opens)
    times = (questions_from, starts_at, starts_at + timedelta(minutes=length))
    first = starts_at + timedelta(minutes=at)
    last = first + timedelta(minutes=more)
    between = rules.state_at(state, *times, first)
    assert rules.state_at(between, *times, last) == rules.state_at(state, *times, last)
    assert rules.steps_due(between, *times, first) == []
    steps = rules.steps_due(state, *times, last)
    assert all(step.since <= last for step in steps)
    assert [step.since for step in steps] == sorted(step.since for step in steps)
    if state in rules.FINAL:
        assert steps == []


def test_reading_needs_no_clock_task(make_interview: Callable[..., Interview]) -> None:
    interview = make_interview()
    assert takes_questions(interview)
    assert current_state(interview, interview.starts_at) == "live"
    assert current_state(interview, interview.ends_at + rules.GRACE) == "ended"
    assert not takes_questions(interview, interview.ends_at + rules.GRACE)
    assert Interview.objects.get().state == "collecting"


def test_a_verb_first_brings_the_state_up_to_date(
    make_interview: Callable[..., Interview], crew: Crew
) -> None:
    interview = make_interview()
    with time_machine.travel(interview.starts_at + timedelta(minutes=5), tick=False):
        assert life_cycle.pause_interview(interview, crew.host).state == "paused"
    assert [body["state"] for body in log_of(interview)] == ["live", "paused"]
    with time_machine.travel(interview.ends_at + rules.GRACE, tick=False), pytest.raises(Conflict):
        life_cycle.resume_interview(interview, crew.host)


def test_one_broken_interview_does_not_keep_the_others_waiting(
    make_interview: Callable[..., Interview], monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, sound = make_interview(title="甲"), make_interview(title="乙")
    real = life_cycle.lock_interview

    def fail(interview: Interview, now: datetime) -> Interview:
        if interview.pk == broken.pk:
            raise RuntimeError
        return real(interview, now)

    monkeypatch.setattr(life_cycle, "lock_interview", fail)
    life_cycle.advance_interviews(sound.starts_at + timedelta(minutes=1))
    assert Interview.objects.get(pk=sound.pk).state == "live"
    assert Interview.objects.get(pk=broken.pk).state == "collecting"


@pytest.fixture
def notice(column: InterviewIndexPage) -> InterviewPage:
    starts_at = timezone.now() + timedelta(days=10)
    page: InterviewPage = column.add_child(
        instance=InterviewPage(title="夜市怎么管", live=False, starts_at=starts_at, length_minutes=90)
    )
    return page


def publish(page: InterviewPage) -> InterviewPage:
    """Publish what a page's object holds."""
    page.save_revision().publish()
    return InterviewPage.objects.get(pk=page.pk)


def test_the_first_publishing_announces(notice: InterviewPage, site: Site) -> None:
    assert not Interview.objects.exists()
    publish(notice)
    interview = Interview.objects.get()
    assert (interview.site, interview.state) == (site, "collecting")
    assert interview.ends_at - interview.starts_at == timedelta(minutes=90)
    assert [body["state"] for body in log_of(interview)] == ["announced", "collecting"]


def test_a_typo_mended_changes_nothing(notice: InterviewPage, crew: Crew) -> None:
    notice = publish(notice)
    interview = Interview.objects.get()
    delayed = interview.starts_at + timedelta(days=1)
    life_cycle.move_interview(interview, delayed, delayed + HOUR, by=None, reason="改期")
    notice.title = "夜市怎样管"
    publish(notice)
    assert Interview.objects.get().starts_at == delayed


def test_a_new_time_on_the_page_is_taken_over_with_its_reason(notice: InterviewPage) -> None:
    notice = publish(notice)
    notice.starts_at += timedelta(days=2)
    notice.time_change_reason = "场地装修"
    publish(notice)
    interview = Interview.objects.get()
    assert (interview.starts_at, interview.moved_reason) == (notice.starts_at, "场地装修")
    assert log_of(interview)[-1]["reason"] == "场地装修"


def test_a_new_time_on_the_page_moves_nothing_that_has_begun(notice: InterviewPage) -> None:
    notice = publish(notice)
    agreed = Interview.objects.get().starts_at
    with time_machine.travel(agreed + timedelta(minutes=1), tick=False):
        notice.starts_at += timedelta(days=2)
        publish(notice)
    interview = Interview.objects.get()
    assert (interview.starts_at, interview.state) == (agreed, "live")
