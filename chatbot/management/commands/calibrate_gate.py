"""Fit the gate's weights and threshold on a file of answerable and unanswerable questions."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from wagtail.models import Site

from chatbot.answerability import CALIBRATION_FILE, Calibration, area_under_curve, calibrations, fit
from chatbot.evidence import Evidence, gather
from chatbot.pipeline.steps import POLICIES
from chatbot.routing import route
from portal.base.models import SiteIdentity
from search.management.commands.evaluate_retrieval import read_rows
from search.models import Passage
from search.replica import Scope
from search.spelling import correct

_STRENGTH = 1.0
_PARTS = 10


class Command(BaseCommand):
    """`calibrate_gate FILE.jsonl …`: writes chatbot/calibration.json for the retrieval in use."""

    help = "Fit the answerability gate; run it with and without vectors (EMBEDDING_BACKEND=off)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file and how many of the unanswerable may slip through."""
        parser.add_argument("files", type=Path, nargs="+")
        parser.add_argument("--false-answers", type=float, default=0.04, help="allowed share (default 0.04)")

    def handle(self, *args: Any, files: list[Path], false_answers: float, **options: Any) -> None:
        """Fit, choose the threshold, write both with date and data set."""
        site = Site.objects.get(is_default_site=True)
        rows = [row for file in files for row in read_rows(file)]
        found, labels, mode = _samples(rows, site)
        if not found or len(set(labels)) < 2:
            raise CommandError(
                "The file must hold answerable and unanswerable questions of the published policies."
            )
        features = [evidence.features for evidence in found]
        names = ", ".join(file.name for file in files)
        calibration = _fitted(features, labels, f"{names} ({len(rows)} questions)")
        # The threshold comes from questions that the fit had not seen.
        sure = _unseen_confidences(features, labels)
        allowed = round(false_answers * sum(bool(row.get("unanswerable")) for row in rows))
        threshold = choose_threshold(sure, labels, allowed)
        _write(mode, {**calibration.as_json(), "threshold": threshold})
        auroc = area_under_curve(sure, labels)
        self.stdout.write(
            f"{mode}: {len(found)} questions reach the gate, AUROC {auroc:.3f}, threshold {threshold}"
        )


def choose_threshold(sure: Sequence[float], labels: Sequence[bool], allowed: int) -> float:
    """The lowest threshold that lets at most `allowed` unanswerable questions through."""
    wrong = sorted((score for score, label in zip(sure, labels, strict=True) if not label), reverse=True)
    return round(wrong[allowed] + 1e-4, 4) if allowed < len(wrong) else 0.0


def _fitted(features: Sequence[dict[str, float]], labels: Sequence[bool], data_set: str) -> Calibration:
    weights, bias, means, spreads = fit(features, labels, strength=_STRENGTH)

    def rounded(values: Iterable[float]) -> tuple[float, ...]:
        return tuple(round(float(value), 6) for value in values)

    return Calibration(
        weights=rounded(weights),
        means=rounded(means),
        spreads=rounded(spreads),
        bias=round(bias, 6),
        threshold=0.0,
        fitted_on=timezone.localdate().isoformat(),
        data_set=data_set,
    )


def _unseen_confidences(features: Sequence[dict[str, float]], labels: Sequence[bool]) -> list[float]:
    """Each question's confidence by a fit on the other nine tenths."""
    sure = [0.0] * len(features)
    for tenth in range(_PARTS):
        kept = [at for at in range(len(features)) if at % _PARTS != tenth]
        part = _fitted([features[at] for at in kept], [labels[at] for at in kept], "")
        for at in range(tenth, len(features), _PARTS):
            sure[at] = part.confidence(features[at])
    return sure


def _samples(rows: Sequence[dict[str, Any]], site: Site) -> tuple[list[Evidence], list[bool], str]:
    places = SiteIdentity.for_site(site).own_places
    scope = Scope(site=site.pk, role=Passage.Role.PROVISION, kinds=POLICIES)
    found, labels = [], []
    for row in rows:
        if route(row["question"], places).status:
            continue
        evidence = gather(correct(row["question"]) or row["question"], scope)
        if evidence.hits:
            found.append(evidence)
            labels.append(not row.get("unanswerable", False))
    return found, labels, found[0].mode if found else ""


def _write(mode: str, values: dict[str, Any]) -> None:
    known = json.loads(CALIBRATION_FILE.read_text(encoding="utf-8")) if CALIBRATION_FILE.exists() else {}
    text = json.dumps({**known, mode: values}, indent=2, ensure_ascii=False, sort_keys=True)
    CALIBRATION_FILE.write_text(f"{text}\n", encoding="utf-8")
    calibrations.cache_clear()
