"""Where a case came from: other rooms register how their object is shown to staff.

`chatbot` registers its conversation here, because this package must not know `chatbot`.
"""

from collections.abc import Callable
from typing import Any

from django.utils.safestring import SafeString

from interaction.cases.models import Case

type SourceRenderer = Callable[[Any], SafeString]

_renderers: dict[str, SourceRenderer] = {}


def register_source(label: str, renderer: SourceRenderer) -> None:
    """Show sources of the model `label` ("chatbot.conversation") with `renderer(source)`."""
    _renderers[label.lower()] = renderer


def render_source(case: Case) -> SafeString:
    """Show what the case grew out of; nothing when there is no source or nobody can show it."""
    if case.source_type is None:
        return SafeString("")
    renderer = _renderers.get(".".join(case.source_type.natural_key()))
    if renderer is None or case.source is None:
        return SafeString("")
    return renderer(case.source)
