"""The demo city's surveys: one that is open, and one that has closed, with its result and how it was used."""

import json
import random
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from interaction.surveys.access import Person
from interaction.surveys.actions.answering import submit_response
from interaction.surveys.actions.freezing import close_surveys
from interaction.surveys.actions.moderating import show_texts
from interaction.surveys.demo_blocks import blocks_of, key_of
from interaction.surveys.models import Survey, SurveyIndexPage, SurveyPage, SurveyVersion, TextAnswer
from portal.accounts.models import User
from portal.base.demo import Demo
from portal.base.models import Department

_FILES = ("parks", "hall")
_TEXTS = ("slug", "title", "title_en", "summary", "summary_en", "background", "background_en", "strategy")
_SEED = 20
# Two thirds say nothing in words.
_SAYS = 0.33
_LEAVES_OUT = 0.06


def load(demo: Demo) -> None:
    """Open the column and hold the surveys that are missing, each as its file tells."""
    column = _column(demo)
    new = sum(_load(demo, column, _read(name)) for name in _FILES)
    demo.say(f"{len(_FILES)} surveys, {new} of them new")


def _read(name: str) -> dict[str, Any]:
    path = Path(__file__).with_name(f"demo_survey_{name}.json")
    row: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return row


def _column(demo: Demo) -> SurveyIndexPage:
    home = demo.site.root_page
    found: SurveyIndexPage | None = SurveyIndexPage.objects.child_of(home).first()
    if found is not None:
        return found
    column = SurveyIndexPage(
        title="网上调查",
        title_en="Surveys",
        slug="opinion-surveys",
        summary="几分钟说说您的情况和想法；截止后公布结果，并说明怎么用。",
        summary_en="A few minutes of your view; afterwards the result is published, and how it was used.",
        show_in_menus=True,
    )
    home.add_child(instance=column)
    column.save_revision().publish()
    return column


@transaction.atomic
def _load(demo: Demo, column: SurveyIndexPage, row: dict[str, Any]) -> bool:
    """Announce a survey and, where its time has come, let people answer it and publish what came of it."""
    if SurveyPage.objects.child_of(column).filter(slug=row["slug"]).exists():
        return False
    today = timezone.localdate()
    opens_at, closes_at = (
        timezone.make_aware(datetime.combine(today + timedelta(days=row[days]), time(hour)))
        for days, hour in (("opens_days", 9), ("closes_days", 18))
    )
    with _clock_at(opens_at - timedelta(days=2)):
        page = _publish(demo, column, row, opens_at, closes_at)
    survey = Survey.objects.select_related("page").get(page=page)
    Survey.objects.filter(pk=survey.pk).update(announced_at=opens_at - timedelta(days=2))
    version = _dated(survey, opens_at)
    _answer(version, row, opens_at, min(closes_at, timezone.now()))
    if "usage" in row:
        _publish_result(page, row, closes_at)
    return True


def _publish(
    demo: Demo, column: SurveyIndexPage, row: dict[str, Any], opens_at: datetime, closes_at: datetime
) -> SurveyPage:
    page = SurveyPage(
        **{name: row[name] for name in _TEXTS},
        opens_at=opens_at,
        closes_at=closes_at,
        department=Department.objects.get(site=demo.site, slug=row["department"]),
        questionnaire=blocks_of(row),
    )
    page.live = False
    column.add_child(instance=page)
    page.save_revision().publish()
    return page


def _dated(survey: Survey, at: datetime) -> SurveyVersion:
    """Date the version; versions refuse changes, this is its first writing."""
    SurveyVersion._base_manager.filter(survey=survey).update(published_at=at - timedelta(days=2))
    version: SurveyVersion = survey.versions.select_related("survey__page").get()
    return version


def _publish_result(page: SurveyPage, row: dict[str, Any], closes_at: datetime) -> None:
    """Freeze the result and publish it with its use, a week after the closing."""
    with _clock_at(closes_at + timedelta(minutes=5)):
        close_surveys(timezone.now())
    page.refresh_from_db()
    page.usage_statement, page.usage_statement_en = row["usage"], row["usage_en"]
    by = User.objects.get(username="supervisor")
    with _clock_at(closes_at + timedelta(days=7)):
        texts = TextAnswer.objects.filter(response__version__survey__page=page).values_list("pk", flat=True)
        if texts:
            show_texts(page.survey, by, list(texts))
        page.save_revision(user=by).publish()


def _answer(version: SurveyVersion, row: dict[str, Any], opens_at: datetime, until: datetime) -> None:
    chance = random.Random(_SEED)  # noqa: S311 - a demo, the same each time
    for number in range(row.get("responses", 0)):
        at = opens_at + (until - opens_at) * (chance.random() ** 1.5)
        with _clock_at(at):
            submit_response(
                version,
                _raw(row, chance),
                Person(device_key=f"demo-{number}"),
                client_id=uuid.uuid4(),
            )


def _raw(row: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """What somebody might answer; answers to hidden questions are dropped at the sending."""
    raw: dict[str, Any] = {}
    for section in row["sections"]:
        for question in section["questions"]:
            if question.get("required") or chance.random() > _LEAVES_OUT:
                raw[key_of(row["slug"], "question", question["name"])] = _one(row["slug"], question, chance)
    return raw


def _one(slug: str, question: dict[str, Any], chance: random.Random) -> Any:
    def keys(part: str) -> list[str]:
        return [key_of(slug, question["name"], part, option[0]) for option in question[part]]

    kind, weights = question["kind"], question.get("weights", [])
    if kind in ("single", "dropdown"):
        return chance.choices(keys("options"), weights or None)[0]
    if kind == "multiple":
        return [
            key
            for key, weight in zip(keys("options"), weights, strict=True)
            if chance.random() * 100 < weight
        ]
    if kind == "rating":
        return str(chance.choices(range(1, question["highest"] + 1), weights or None)[0])
    if kind == "number":
        middle, spread = question["around"]
        return str(max(int(chance.gauss(middle, spread)), 0))
    if kind == "matrix":
        return {key: chance.choices(keys("options"), weights or None)[0] for key in keys("rows")}
    if kind == "ranking":
        drawn = sorted(zip(keys("options"), weights, strict=True), key=lambda one: -one[1] * chance.random())
        return [key for key, _weight in drawn]
    return chance.choice(question["texts"]) if chance.random() < _SAYS else ""


@contextmanager
def _clock_at(moment: datetime) -> Iterator[None]:
    """Let the portal's clock stand at a moment; only for the command that loads the demo."""
    real: Any = timezone.now
    timezone.now = lambda: moment
    try:
        yield
    finally:
        timezone.now = real
