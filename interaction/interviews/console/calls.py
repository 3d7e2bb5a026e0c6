"""Reading what the console sends: one verb with its form fields."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from interaction.interviews.actions.drafting import keep_words
from interaction.interviews.models import Interview, InterviewGuest, Question
from interaction.moderation.codes import codes_of
from interaction.moderation.models import RejectionCode
from portal.accounts.models import User
from portal.base.errors import Invalid


@dataclass(frozen=True)
class Call:
    """Who wants something done, and with which fields. Readings raise `Invalid` with the field's name."""

    interview: Interview
    by: User
    fields: QueryDict
    files: MultiValueDict[str, UploadedFile]

    def text(self, name: str) -> str:
        """A text; empty when it was not sent."""
        return self.fields.get(name) or ""

    def flag(self, name: str) -> bool:
        """Whether something was switched on."""
        return self.text(name) in ("1", "true", "on")

    def number(self, name: str, default: int | None = None) -> int:
        """A whole number."""
        value = self.text(name).strip()
        if not value and default is not None:
            return default
        # Longer ones are no keys and no minutes, and databases refuse them.
        if not value.removeprefix("-").isdecimal() or len(value) > 15:
            raise Invalid(_("Please enter a whole number."), field=name)
        return int(value)

    def optional_number(self, name: str) -> int | None:
        """A whole number, or nothing."""
        return self.number(name) if self.text(name).strip() else None

    def moment(self, name: str) -> datetime:
        """A date with its time; without a zone it is the portal's."""
        try:
            at = parse_datetime(self.text(name).strip())
        except ValueError:
            at = None
        if at is None:
            raise Invalid(_("Please enter a date and a time."), field=name)
        return at if timezone.is_aware(at) else timezone.make_aware(at)

    def question(self, name: str = "question") -> Question:
        """A question of the interview."""
        found: Question | None = self.interview.questions.filter(pk=self.number(name)).first()
        if found is None:
            raise Invalid(_("There is no such question in this interview."), field=name)
        return found

    def optional_question(self, name: str = "question") -> Question | None:
        """A question of the interview, or nothing."""
        return self.question(name) if self.text(name).strip() else None

    def optional_guest(self) -> InterviewGuest | None:
        """A guest of the interview, or nobody."""
        key = self.optional_number("guest")
        if key is None:
            return None
        found: InterviewGuest | None = self.interview.page.guests.filter(pk=key).first()
        if found is None:
            raise Invalid(_("Choose a guest of this interview."), field="guest")
        return found

    def rejection_code(self) -> RejectionCode:
        """A code of the site."""
        for code in codes_of(self.interview.site):
            if code.code == self.text("code"):
                return code
        raise Invalid(_("Choose one of the site's codes."), field="code")

    def file(self, name: str) -> UploadedFile:
        """A file."""
        sent = self.files.get(name)
        if sent is None:
            raise Invalid(_("Please choose a file."), field=name)
        return sent

    @property
    def optional_client_id(self) -> uuid.UUID | None:
        """The sender's own name for this sending, or nothing."""
        value = self.text("client_id")
        if not value:
            return None
        try:
            return uuid.UUID(value)
        except ValueError as error:
            raise Invalid(
                _("This form is out of date. Please load the page again."), field="client_id"
            ) from error

    @property
    def client_id(self) -> uuid.UUID:
        """The sender's own name for what must not be said twice."""
        found = self.optional_client_id
        if found is None:
            raise Invalid(_("This form is out of date. Please load the page again."), field="client_id")
        return found

    def keep_words(self) -> None:
        """Keep what was written, where it could not be said and no script holds it."""
        try:
            question = self.optional_question()
        except Invalid:
            return
        keep_words(self.interview, self.by, question, self.text("text"))
