"""Asking, measuring and calibrating from the command line."""

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from chatbot import answerability
from chatbot.answerability import FEATURES, calibrations
from chatbot.management.commands import calibrate_gate
from chatbot.models import Conversation, Turn
from portal.content.models import PolicyPage
from tests.chatbot.conftest import PIGEON_QUESTION, PIGEONS, REGISTER
from tests.factories import article

pytestmark = pytest.mark.django_db
SUMMARY = {
    "n",
    "answerable",
    "unanswerable",
    "coverage",
    "correct_when_answered",
    "answered_correctly",
    "false_answer_rate",
    "aurc",
    "p50_ms",
    "p95_ms",
}


def run(name: str, *arguments: Any, **options: Any) -> str:
    out = StringIO()
    call_command(name, *arguments, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def questions(tmp_path: Path) -> Callable[..., Path]:
    def write(*rows: dict[str, Any]) -> Path:
        path = tmp_path / "questions.jsonl"
        path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
        return path

    return write


# ask


def test_ask_prints_the_quote_and_its_source(pigeons: PolicyPage, open_gate: None) -> None:
    printed = run("ask", PIGEON_QUESTION)
    assert printed.startswith("[answered] ")
    assert REGISTER in printed
    assert f"《{PIGEONS}》第一条" in printed
    assert f"{pigeons.full_url}#article-1" in printed


def test_ask_json_has_its_shape(pigeons: PolicyPage, open_gate: None) -> None:
    answer = json.loads(run("ask", PIGEON_QUESTION, "--json"))
    assert set(answer) == {"status", "answer", "citations", "ms"}
    assert answer["status"] == "answered"
    assert REGISTER in answer["answer"]
    assert isinstance(answer["ms"], float)
    cited = answer["citations"][0]
    assert {"title", "article", "url", "quote"} <= set(cited)
    assert (cited["title"], cited["article"], cited["quote"]) == (PIGEONS, "第一条", REGISTER)
    assert cited["url"].startswith("http")
    assert cited["url"].endswith("#article-1")


def test_ask_json_of_a_refusal_says_why(pigeons: PolicyPage, shut_gate: None) -> None:
    answer = json.loads(run("ask", PIGEON_QUESTION, "--json"))
    assert (answer["status"], answer["citations"]) == ("unanswerable_low_confidence", [])
    assert answer["answer"]


def test_ask_json_of_a_failure_is_still_json(pigeons: PolicyPage, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise OSError

    monkeypatch.setattr("chatbot.pipeline.steps.gather", fail)
    assert json.loads(run("ask", PIGEON_QUESTION, "--json"))["status"] == "error_retrieval"


def test_asking_from_the_command_line_keeps_nothing(pigeons: PolicyPage, open_gate: None) -> None:
    run("ask", PIGEON_QUESTION)
    assert not Conversation.objects.exists()
    assert not Turn.objects.exists()


@pytest.mark.parametrize("question", ["", "？", "字" * 2001])
def test_ask_refuses_what_is_no_question(site: object, question: str) -> None:
    with pytest.raises(CommandError):
        run("ask", question)


# evaluate_answers


@pytest.fixture
def judged(pigeons: PolicyPage, questions: Callable[..., Path]) -> Path:
    pigeons.source_name = "pigeons.md"
    pigeons.save_revision().publish()
    return questions(
        {"question": PIGEON_QUESTION, "relevant": [{"document": "pigeons.md", "article": "第一条"}]},
        {"question": "信鸽扰民罚多少", "contains": "二百元罚款"},
        {"question": "信鸽登记要多久", "relevant": [{"document": "other.md", "article": "第九条"}]},
        {"question": "火星移民怎么报名", "unanswerable": True},
        {"question": "杭州的信鸽怎么登记", "unanswerable": True},
    )


def test_evaluation_ends_with_one_json_object(judged: Path, open_gate: None) -> None:
    printed = run("evaluate_answers", judged)
    *table, last = printed.strip().splitlines()
    summary = json.loads(last)
    assert set(summary) == SUMMARY
    assert (summary["n"], summary["answerable"], summary["unanswerable"]) == (5, 3, 2)
    assert summary["coverage"] == 1.0
    assert summary["correct_when_answered"] == pytest.approx(2 / 3, abs=1e-3)
    assert 0 <= summary["aurc"] <= 1
    for name in SUMMARY:
        assert any(name in line for line in table)


def test_evaluation_of_a_silent_bot(judged: Path, shut_gate: None) -> None:
    summary = json.loads(run("evaluate_answers", judged).strip().splitlines()[-1])
    assert (summary["coverage"], summary["false_answer_rate"]) == (0, 0)


def test_evaluation_lists_what_went_wrong(judged: Path, open_gate: None) -> None:
    printed = run("evaluate_answers", judged, "--show-wrong")
    assert "wrong" in printed
    assert "信鸽登记要多久" in printed


def test_evaluation_keeps_nothing(judged: Path, open_gate: None) -> None:
    run("evaluate_answers", judged)
    assert not Turn.objects.exists()


# calibrate_gate


@pytest.fixture
def calibration_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A calibration of our own to write to; the committed one stays as it is."""
    path = tmp_path / "calibration.json"
    path.write_text(json.dumps({"hybrid": {"threshold": 0.1}}), encoding="utf-8")
    for module in (answerability, calibrate_gate):
        monkeypatch.setattr(module, "CALIBRATION_FILE", path)
    yield path
    calibrations.cache_clear()


@pytest.fixture
def asked(make_policy: Callable[..., PolicyPage], questions: Callable[..., Path]) -> Path:
    kinds = ("信鸽", "金鱼", "鹦鹉", "乌龟", "仓鼠", "蜜蜂")
    for kind in kinds:
        make_policy(f"{kind}饲养办法", body=[article("第一条", f"【{kind}登记】饲养{kind}应当向社区登记。")])
    known = [{"question": f"饲养{kind}怎么登记", "relevant": []} for kind in kinds]
    unknown = [
        {"question": f"社区有没有{what}", "unanswerable": True} for what in ("泳池", "食堂", "班车", "影院")
    ]
    return questions(*known, *unknown)


def test_calibration_writes_weights_date_and_data_set(asked: Path, calibration_file: Path) -> None:
    committed = Path(answerability.__file__).with_name("calibration.json").read_bytes()
    printed = run("calibrate_gate", asked)
    written = json.loads(calibration_file.read_text(encoding="utf-8"))
    gate = written["keyword"]
    assert written["hybrid"] == {"threshold": 0.1}
    assert len(gate["weights"]) == len(gate["means"]) == len(gate["spreads"]) == len(FEATURES)
    assert gate["fitted_on"] == timezone.localdate().isoformat()
    assert "questions.jsonl" in gate["data_set"]
    assert "10 questions" in gate["data_set"]
    assert "AUROC" in printed
    assert Path(answerability.__file__).with_name("calibration.json").read_bytes() == committed


def test_calibration_lets_no_more_through_than_allowed(asked: Path, calibration_file: Path) -> None:
    run("calibrate_gate", asked, false_answers=0.0)
    summary = json.loads(run("evaluate_answers", asked).strip().splitlines()[-1])
    assert summary["false_answer_rate"] == 0


@pytest.mark.parametrize("unanswerable", [True, False])
def test_calibration_needs_both_kinds(
    pigeons: PolicyPage, questions: Callable[..., Path], calibration_file: Path, unanswerable: bool
) -> None:
    before = calibration_file.read_text(encoding="utf-8")
    with pytest.raises(CommandError):
        run("calibrate_gate", questions({"question": PIGEON_QUESTION, "unanswerable": unanswerable}))
    assert calibration_file.read_text(encoding="utf-8") == before
