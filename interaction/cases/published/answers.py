"""Published letters for a text that somebody is writing: the same matter may be answered already."""

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Site

from interaction.cases.answered import PossibleAnswer
from interaction.cases.models import Publication
from interaction.cases.published.listings import similar

_EXCERPT = 180


def published_replies(site: Site, text: str, limit: int) -> list[PossibleAnswer]:
    """Published letters on the matter of a text with what was replied, the most alike first."""
    return [_show(letter) for letter in similar(site, text, limit)]


def _show(letter: Publication) -> PossibleAnswer:
    department = letter.case.department
    words = " ".join(letter.reply.split())
    return PossibleAnswer(
        title=letter.title,
        excerpt=words if len(words) <= _EXCERPT else f"{words[: _EXCERPT - 1]}…",
        url=letter.get_absolute_url(),
        label=_("Published reply"),
        source=department.local_name if department else "",
        published_on=timezone.localdate(letter.published_at),
        icon="letter",
    )
