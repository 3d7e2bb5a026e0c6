"""Answers that somebody wants to go on with another day: encrypted, for thirty days, on the same device."""

import json
from datetime import datetime
from typing import Any

from django.utils import timezone

from interaction.surveys.models import SavedAnswers, Survey, SurveyVersion
from interaction.surveys.models.access import KEPT_FOR


def save_answers(version: SurveyVersion, author_key: str, kept: dict[str, Any], section: int) -> SavedAnswers:
    """Keep unfinished answers under the device's key; older ones of the same survey are replaced."""
    SavedAnswers.objects.filter(version__survey=version.survey_id, author_key=author_key).exclude(
        version=version
    ).delete()
    saved, _is_new = SavedAnswers.objects.update_or_create(
        version=version,
        author_key=author_key,
        defaults={
            "answers": json.dumps(kept, ensure_ascii=False),
            "section": section,
            "saved_at": timezone.now(),
        },
    )
    return saved


def saved_answers(survey: Survey, author_key: str) -> SavedAnswers | None:
    """What the device saved, while it is kept."""
    found: SavedAnswers | None = (
        SavedAnswers.objects.filter(
            version__survey=survey, author_key=author_key, saved_at__gt=timezone.now() - KEPT_FOR
        )
        .select_related("version")
        .first()
    )
    return found


def read_saved(saved: SavedAnswers) -> dict[str, Any]:
    """What was kept."""
    kept: dict[str, Any] = json.loads(saved.answers)
    return kept


def forget_saved(survey: Survey, author_key: str) -> None:
    """Delete what the device saved: it was sent, or is not wanted any more."""
    SavedAnswers.objects.filter(version__survey=survey, author_key=author_key).delete()


def delete_old(now: datetime) -> int:
    """Delete what is too old, or belongs to a survey that has closed; tells how many."""
    old = SavedAnswers.objects.filter(saved_at__lte=now - KEPT_FOR)
    closed = SavedAnswers.objects.filter(version__survey__closes_at__lte=now)
    return old.delete()[0] + closed.delete()[0]
