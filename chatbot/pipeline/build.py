"""How the steps are joined."""

from haystack import Pipeline

from chatbot.pipeline.steps import (
    CheckGrounding,
    ComposeQuotes,
    FinishTurn,
    JudgeAnswerability,
    ReadFollowUp,
    RetrievePassages,
    RouteTurn,
)


def build_pipeline() -> Pipeline:
    """Route → read in context → retrieve → gate → compose → grounding gate; any step may finish."""
    pipeline = Pipeline()
    for name, step in (
        ("route", RouteTurn()),
        ("read", ReadFollowUp()),
        ("retrieve", RetrievePassages()),
        ("judge", JudgeAnswerability()),
        ("compose", ComposeQuotes()),
        ("ground", CheckGrounding()),
        ("finish", FinishTurn()),
    ):
        pipeline.add_component(name, step)
    pipeline.connect("route.asked", "read.asked")
    pipeline.connect("read.reading", "retrieve.reading")
    pipeline.connect("retrieve.evidence", "judge.evidence")
    pipeline.connect("judge.judged", "compose.judged")
    pipeline.connect("compose.draft", "ground.draft")
    for stop in ("route.outcome", "judge.outcome", "ground.outcome"):
        pipeline.connect(stop, "finish.outcomes")
    return pipeline
