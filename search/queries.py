"""What people type into the search: what is taken, and what is refused with a word why."""

import re

from django.utils.translation import gettext as _

from portal.base.errors import Invalid
from portal.base.personal_data import find_personal_data

LONGEST = 200
# A telephone number may be a department's; these are nobody's but a citizen's.
_SECRET = frozenset({"id_card", "bank_card"})
_UNPRINTABLE = re.compile(
    r"[\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\ud800-\udfff]+"
)


def read_query(raw: str) -> str:
    """The words of a query on one line, without what cannot be printed.

    Raises:
        Invalid: it is empty, too long, or holds an identity or bank card number.
    """
    query = _UNPRINTABLE.sub(" ", raw[: 2 * LONGEST]).strip()
    if not query:
        raise Invalid(_("Please enter what you are looking for."), field="q", code="empty")
    if len(raw) > 2 * LONGEST or len(query) > LONGEST:
        message = _(
            "This is too long to search for. Please use at most %(count)d characters, or write a letter."
        )
        raise Invalid(message % {"count": LONGEST}, field="q", code="too_long")
    if find_personal_data(query, _SECRET):
        message = _(
            "Your search holds an identity or bank card number. No such number is needed here: "
            "we have neither searched for it nor kept it. Please search again without it."
        )
        raise Invalid(message, field="q", code="personal_data")
    return query
