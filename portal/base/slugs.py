"""Slugs that can be read aloud: Chinese titles become pinyin."""

from django.utils.text import slugify
from pypinyin import Style, lazy_pinyin


def pinyin_slug(text: str, max_length: int = 80) -> str:
    """Turn a title into a slug of whole pinyin syllables, at most `max_length` characters."""
    syllables = slugify(" ".join(lazy_pinyin(text, style=Style.NORMAL, errors=_keep)))
    if len(syllables) <= max_length:
        return syllables or "page"
    return syllables[: max_length + 1].rsplit("-", 1)[0][:max_length]


def _keep(characters: str) -> str:
    return f" {characters} "
