"""The icon set and QR codes."""

from collections.abc import Iterable

import segno
from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw a decorative icon of the sprite; the word beside it says what it means."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="#icon-{}"></use></svg>', name
    )


@register.simple_tag
def qr_code(text: str, label: str) -> SafeString:
    """Draw a QR code as inline SVG, made here and by nobody else."""
    code = segno.make(text, error="m", micro=False)
    width, height = code.symbol_size(border=2)
    path = "".join(_path_steps(code.matrix_iter(border=2)))
    return format_html(
        '<svg class="qr__code" role="img" aria-label="{}" viewBox="0 0 {} {}" shape-rendering="crispEdges">'
        '<path fill="#fff" d="M0 0h{}v{}H0z"></path><path fill="#000" d="{}"></path></svg>',
        label,
        width,
        height,
        width,
        height,
        mark_safe(path),  # noqa: S308 - digits and path letters made below
    )


def _path_steps(rows: Iterable[Iterable[int]]) -> list[str]:
    """Turn dark modules into squares of an SVG path."""
    steps = []
    for y, row in enumerate(rows):
        steps += [f"M{x} {y}h1v1h-1z" for x, is_dark in enumerate(row) if is_dark]
    return steps
