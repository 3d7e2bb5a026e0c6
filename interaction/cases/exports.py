"""A citizen's own data, as they may take it home (PIPL art. 45)."""

from typing import Any

from interaction.cases.models import REPLY, Case, Reply
from interaction.cases.timeline import public_timeline


def export_case(case: Case) -> dict[str, Any]:
    """Everything that is kept of a citizen's case and shown to them, ready for JSON."""
    return {
        "number": case.number,
        "kind": case.kind,
        "state": case.state,
        "title": case.title,
        "body": case.body,
        "topic": case.topic.name if case.topic else "",
        "page_url": case.page_url,
        "contact_name": case.contact_name,
        "contact": case.contact,
        "notice_email": case.notice_email,
        "consent_to_contact": case.consent_to_contact,
        "consent_to_publish": case.consent_to_publish,
        "language": case.language,
        "department": case.department.name if case.department else "",
        "received_at": case.received_at.isoformat(),
        "ended_at": case.ended_at.isoformat() if case.ended_at else None,
        "erased_at": case.erased_at.isoformat() if case.erased_at else None,
        "deadlines": _deadlines(case),
        "steps": [{"at": step.at.isoformat(), "text": step.text} for step in public_timeline(case)],
        "supplements": [
            {"at": each.created_at.isoformat(), "body": each.body} for each in case.supplements.all()
        ],
        "replies": _replies(case),
        "files": _files(case),
        "published": _published(case),
    }


def _deadlines(case: Case) -> list[dict[str, Any]]:
    return [
        {
            "received_at": owed.received_at.isoformat(),
            "due_on": owed.due_on.isoformat(),
            "kept_at": owed.satisfied_at.isoformat() if owed.satisfied_at else None,
        }
        for owed in case.obligations.filter(kind=REPLY).order_by("pk")
    ]


def _replies(case: Case) -> list[dict[str, Any]]:
    shown = Reply.objects.shown().filter(case=case).select_related("department", "rating")
    return [
        {
            "at": reply.sent_at.isoformat() if reply.sent_at else None,
            "kind": reply.kind,
            "department": reply.department.name,
            "body": reply.body,
            "rating": _rating(reply),
        }
        for reply in shown
    ]


def _rating(reply: Reply) -> dict[str, Any] | None:
    rating = getattr(reply, "rating", None)
    return {"level": rating.level, "reason": rating.reason} if rating else None


def _files(case: Case) -> list[dict[str, Any]]:
    return [
        {"name": file.name, "media_type": file.media_type, "size": file.size}
        for file in case.attachments.shown()
    ]


def _published(case: Case) -> dict[str, Any] | None:
    publication = getattr(case, "publication", None)
    if publication is None or publication.withdrawn_at is not None:
        return None
    return {"title": publication.title, "body": publication.body, "reply": publication.reply}
