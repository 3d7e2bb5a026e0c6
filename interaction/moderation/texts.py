"""What staff write for everybody: read over once more before it is public."""

from django.utils.translation import gettext as _

from interaction.cases.actions.steps import checked_text
from portal.base.errors import Invalid
from portal.base.personal_data import SECRET_KINDS, find_personal_data

PERSONAL_DATA = "personal_data"


def clean_public_text(text: str, limit: int, *, field: str = "text", confirmed: bool = False) -> str:
    """Clean a text that somebody of the staff is about to say in public.

    What leads to one person (telephone, identity number, card, mailbox…) is held back once, because a slip
    of the pen cannot be called back from a thousand screens; `confirmed` says that it is meant. Telephones
    and mailboxes that offices give to everybody are not held back.

    Raises:
        Invalid: it is empty or longer than `limit` characters, or (code "personal_data") it was held back.
    """
    text = checked_text(text, limit, field)
    found = () if confirmed else find_personal_data(text, SECRET_KINDS)
    if found:
        shown = "、".join(dict.fromkeys(text[finding.start : finding.end] for finding in found))
        raise Invalid(
            _("This looks like personal data: %(found)s. Take it out, or send it once more if it is meant.")
            % {"found": shown},
            field=field,
            code=PERSONAL_DATA,
        )
    return text
