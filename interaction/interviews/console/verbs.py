"""What can be done on the console: each verb is one address and one action behind it.

A verb gives back rows that have changed, by the name under which the answer shows them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from interaction.interviews.actions import (
    drafting,
    life_cycle,
    merging,
    moderating,
    picturing,
    preparing,
    redacting,
    speaking,
    staging,
    transcribing,
)
from interaction.interviews.console.calls import Call
from interaction.interviews.permissions import ON_STAGE, Duty

type Changed = dict[str, Any]


@dataclass(frozen=True)
class Verb:
    """A thing to do, and whose work it is (the action asks once more)."""

    perform: Callable[[Call], Changed]
    duties: frozenset[Duty]


def _start(call: Call) -> Changed:
    return {"interview": life_cycle.start_interview(call.interview, call.by)}


def _pause(call: Call) -> Changed:
    return {"interview": life_cycle.pause_interview(call.interview, call.by, call.text("reason"))}


def _resume(call: Call) -> Changed:
    return {"interview": life_cycle.resume_interview(call.interview, call.by)}


def _delay(call: Call) -> Changed:
    starts_at = call.moment("starts_at")
    return {"interview": life_cycle.delay_interview(call.interview, call.by, starts_at, call.text("reason"))}


def _extend(call: Call) -> Changed:
    return {"interview": life_cycle.extend_interview(call.interview, call.by, call.number("minutes"))}


def _end(call: Call) -> Changed:
    return {"interview": life_cycle.end_interview(call.interview, call.by)}


def _cancel(call: Call) -> Changed:
    return {"interview": life_cycle.cancel_interview(call.interview, call.by, call.text("reason"))}


def _review(call: Call) -> Changed:
    transcribing.send_to_review(call.interview, call.by)
    return {"interview": call.interview}


def _rules(call: Call) -> Changed:
    seconds = call.number("slow_mode_seconds", 0)
    changed = life_cycle.set_question_rules(
        call.interview, call.by, stopped=call.flag("stopped"), slow_mode_seconds=seconds
    )
    return {"interview": changed}


def _approve(call: Call) -> Changed:
    question = moderating.approve_question(
        call.question(),
        call.by,
        public_text=call.text("text") if "text" in call.fields else None,
        seen_state=call.text("seen_state"),
        client_id=call.optional_client_id,
    )
    return {"question": question}


def _reject(call: Call) -> Changed:
    question = moderating.reject_question(
        call.question(),
        call.by,
        call.rejection_code(),
        note=call.text("note"),
        seen_state=call.text("seen_state"),
        client_id=call.optional_client_id,
    )
    return {"question": question}


def _merge(call: Call) -> Changed:
    question = merging.merge_question(
        call.question(),
        call.question("into"),
        call.by,
        seen_state=call.text("seen_state"),
        client_id=call.optional_client_id,
    )
    return {"question": question, "into": question.merged_into}


def _detail(call: Call) -> Changed:
    question = moderating.ask_for_detail(
        call.question(),
        call.by,
        call.text("wanted"),
        seen_state=call.text("seen_state"),
        client_id=call.optional_client_id,
    )
    return {"question": question}


def _shortlist(call: Call) -> Changed:
    question = moderating.shortlist_question(
        call.question(), call.by, on=call.flag("on"), client_id=call.optional_client_id
    )
    return {"question": question}


def _screen(call: Call) -> Changed:
    changed = staging.put_on_screen(
        call.interview, call.by, call.optional_question(), client_id=call.optional_client_id
    )
    return {"interview": changed}


def _answer(call: Call) -> Changed:
    question = call.question()
    entry = speaking.answer_question(
        call.interview,
        call.by,
        call.text("text"),
        question,
        client_id=call.client_id,
        seen_seq=call.number("seen_seq"),
        guest=call.optional_guest(),
        confirmed=call.flag("confirm_personal_data"),
    )
    question.refresh_from_db()
    return {"entry": entry, "question": question}


def _remark(call: Call) -> Changed:
    entry = speaking.say(
        call.interview,
        call.by,
        call.text("text"),
        client_id=call.client_id,
        guest=call.optional_guest(),
        confirmed=call.flag("confirm_personal_data"),
    )
    return {"entry": entry}


def _picture(call: Call) -> Changed:
    entry = picturing.show_picture(
        call.interview, call.by, call.file("image"), call.text("alt"), client_id=call.client_id
    )
    return {"entry": entry}


def _correct(call: Call) -> Changed:
    entry = speaking.correct(
        call.interview,
        call.by,
        call.number("seq"),
        call.text("text"),
        client_id=call.client_id,
        confirmed=call.flag("confirm_personal_data"),
    )
    return {"entry": entry}


def _redact(call: Call) -> Changed:
    return {"redacted": redacting.redact(call.interview, call.by, call.number("seq"), call.text("reason"))}


def _pin(call: Call) -> Changed:
    changed = staging.pin(
        call.interview, call.by, call.optional_number("seq"), client_id=call.optional_client_id
    )
    return {"interview": changed}


def _draft(call: Call) -> Changed:
    draft = drafting.save_draft(
        call.interview, call.by, call.optional_question(), call.text("text"), call.number("version", 0)
    )
    return {"draft": draft}


def _prepare(call: Call) -> Changed:
    changed = preparing.prepare_line(
        call.interview,
        call.by,
        call.text("text"),
        answer=call.text("answer"),
        minutes=call.number("minutes", 5),
        line=call.optional_number("line"),
        client_id=call.optional_client_id,
    )
    return {"run_sheet": changed}


def _move(call: Call) -> Changed:
    changed = preparing.move_line(
        call.interview, call.by, call.number("line"), call.number("to"), client_id=call.optional_client_id
    )
    return {"run_sheet": changed}


def _use(call: Call) -> Changed:
    entry = preparing.use_line(call.interview, call.by, call.number("line"), client_id=call.client_id)
    return {"entry": entry, "run_sheet": call.interview}


def _drop(call: Call) -> Changed:
    changed = preparing.drop_line(
        call.interview, call.by, call.number("line"), client_id=call.optional_client_id
    )
    return {"run_sheet": changed}


_HOST = frozenset({Duty.HOST})
_MODERATOR = frozenset({Duty.MODERATOR})
_CREW = frozenset({Duty.HOST, Duty.RECORDER})

VERBS = {
    "start": Verb(_start, _HOST),
    "pause": Verb(_pause, _HOST),
    "resume": Verb(_resume, _HOST),
    "delay": Verb(_delay, _HOST),
    "extend": Verb(_extend, _HOST),
    "end": Verb(_end, _HOST),
    "cancel": Verb(_cancel, _HOST),
    "review": Verb(_review, _HOST),
    "rules": Verb(_rules, _HOST),
    "approve": Verb(_approve, _MODERATOR),
    "reject": Verb(_reject, _MODERATOR),
    "merge": Verb(_merge, _MODERATOR),
    "detail": Verb(_detail, _MODERATOR),
    "shortlist": Verb(_shortlist, _MODERATOR),
    "screen": Verb(_screen, _CREW),
    "answer": Verb(_answer, ON_STAGE),
    "remark": Verb(_remark, ON_STAGE),
    "picture": Verb(_picture, _CREW),
    "correct": Verb(_correct, ON_STAGE),
    "redact": Verb(_redact, _HOST),
    "pin": Verb(_pin, _CREW),
    "draft": Verb(_draft, ON_STAGE),
    "prepare": Verb(_prepare, _CREW),
    "move": Verb(_move, _CREW),
    "use": Verb(_use, _CREW),
    "drop": Verb(_drop, _CREW),
}
# Verbs that say something in the writer's words.
WRITTEN = frozenset({"answer", "remark"})
