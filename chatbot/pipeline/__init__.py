"""The answer pipeline: named steps, each of which may end the turn with a status (DESIGN 4.5)."""

from functools import lru_cache
from typing import TYPE_CHECKING

from chatbot.outcome import Asked, Outcome

if TYPE_CHECKING:
    from haystack import Pipeline


def answer(asked: Asked) -> Outcome:
    """Run a question through the pipeline.

    Raises:
        haystack.core.errors.PipelineRuntimeError: a step failed; the action turns it into a status.
    """
    return _pipeline().run({"route": {"asked": asked}})["finish"]["outcome"]


def warm_up() -> None:
    """Answer a question that nobody asked: the first visitor's must not wait for what it loads."""
    answer(Asked(text="办事需要什么材料"))


@lru_cache(maxsize=1)
def _pipeline() -> "Pipeline":
    # Importing Haystack takes more than a second: only where questions are answered.
    from chatbot.pipeline.build import build_pipeline

    return build_pipeline()
