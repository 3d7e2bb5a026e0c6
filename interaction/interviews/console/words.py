"""The words that the console's script needs; the page hands them over in its own language."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

type Words = dict[str, str]


def console_words() -> Words:
    """Every sentence by its name in the script; `{n}` and the like are filled in there."""
    return {
        **_run_words(),
        **_queue_words(),
        **_done_words(),
        **_editor_words(),
        **_refusal_words(),
        "anonymous": _("anonymous"),
        "votes": _("{n} votes"),
        "as_host": _("The host"),
        "answer_to": _("On #{n}: {text}"),
        "minutes": _("{n} min"),
        "minutes_left": _("{n} min left"),
        "used_at": _("said at {at}"),
    }


def queue_keys() -> list[tuple[str, str]]:
    """The keys for the questions."""
    return [
        ("1 – 5", _("tabs of the questions")),
        ("J", _("next question")),
        ("K", _("question before")),
        ("A", _("show it")),
        ("E", _("edit and show")),
        ("X", _("do not show")),
        ("M", _("merge")),
        ("D", _("ask for detail")),
        ("S", _("shortlist")),
        ("V", _("put it on the screen")),
        ("W", _("answer it")),
        ("/", _("find a question")),
    ]


def stage_keys() -> list[tuple[str, str]]:
    """The keys for the stage."""
    return [
        ("I", _("write an answer")),
        ("R", _("write a remark")),
        ("Ctrl + Enter", _("publish what is written")),
        ("Esc", _("leave the field")),
        ("P", _("emergency pause")),
        ("?", _("these keys")),
    ]


def _run_words() -> Words:
    return {
        "run_announced": _("announced"),
        "run_collecting": _("collecting questions"),
        "run_live": pgettext("state of an interview", "live"),
        "run_paused": pgettext("state of an interview", "paused"),
        "run_ended": pgettext("state of an interview", "ended"),
        "run_transcribed": _("transcript published"),
        "run_cancelled": pgettext("state of an interview", "called off"),
        "time_before": _("Until the start"),
        "time_running": _("Remaining"),
        "time_over_time": _("Over time"),
        "time_after": _("Remaining"),
        "link_live": _("connected"),
        "link_connecting": _("Connecting…"),
        "link_polling": _("connected, a little late"),
        "link_offline": _("no connection"),
        "stop_questions": _("Stop questions"),
        "take_questions": _("Take questions again"),
        "seconds": _("{n} s"),
        "owed": _("Not answered yet: {n} questions."),
    }


def _queue_words() -> Words:
    return {
        "empty_waiting": _("Nothing waits. New questions appear here by themselves."),
        "empty_shown": _("No question is shown and unanswered."),
        "empty_shortlisted": _("Nothing is shortlisted: mark the questions that should come next."),
        "empty_detail": _("No author was asked for detail."),
        "empty_decided": _("Nothing is answered or decided yet."),
        "nothing_found": _("No question fits."),
        "state_merged": pgettext("question", "merged"),
        "state_rejected": pgettext("question", "not shown"),
        "state_withdrawn": pgettext("question", "withdrawn"),
        "merged_into": _("merged into #{n}"),
    }


def _done_words() -> Words:
    return {
        "done_approve": _("#{n} is shown."),
        "done_edit": _("#{n} is shown with the new words."),
        "done_reject": _("#{n} is not shown."),
        "done_merge": _("#{n} is merged."),
        "done_detail": _("The author of #{n} is asked."),
        "done_shortlist": _("The shortlist has changed."),
        "done_screen": _("#{n} is on the screen."),
        "done_start": _("The interview has begun."),
        "done_pause": _("The interview is paused."),
        "done_resume": _("The interview goes on."),
        "done_extend": _("The interview is extended."),
        "done_end": _("The interview has ended."),
        "done_delay": _("The beginning is delayed."),
        "done_cancel": _("The interview is called off."),
    }


def _editor_words() -> Words:
    return {
        "answering": _("Answer to #{n}: {text}"),
        "no_target": _("Choose the question first: put one on the screen, or press “Answer it” in the list."),
        "remark_label": _("Remark to everybody"),
        "send_answer": _("Publish the answer"),
        "send_remark": _("Publish the remark"),
        "screen_shows": _("The screen shows #{n} now."),
        "off_air": _("Nothing is published any more: the interview is over."),
        "off_air_announced": _(
            "What is written now is saved; it can be published once the interview is live."
        ),
        "off_air_collecting": _(
            "What is written now is saved; it can be published once the interview is live."
        ),
        "off_air_paused": _("Paused: only the host publishes until it goes on."),
        "typing": _("{who} is writing…"),
        "sending": _("On its way… It is kept here until the server has it."),
        "answer_sent": _("The answer is published."),
        "remark_sent": _("The remark is published."),
        "picture_sent": _("The picture is shown."),
        "sent_before": _("A text that was kept on this device has been published."),
        "draft_empty": "",
        "draft_unsaved": _("Not saved yet…"),
        "draft_saving": _("Saving…"),
        "draft_saved": _("Saved {at}"),
        "draft_kept": _("No connection: kept on this device, will be saved."),
        "draft_outrun": _("You have written something newer in another window."),
        "take_theirs": _("Take the newer text"),
        "keep_mine": _("Keep the text here"),
        "send_nevertheless": _("Publish nevertheless"),
        "send_with_personal_data": _("It may be public: publish"),
    }


def _refusal_words() -> Words:
    return {
        "refused": _("That could not be done. Please try again."),
        "refused_unreached": _("The server cannot be reached. Nothing was changed; please try again."),
        "refused_login": _("You are signed out, or this is not open to you."),
        "refused_expired": _("A text was kept on this device for too long and was not published."),
        "sign_in": _("Sign in again in a new window"),
    }
