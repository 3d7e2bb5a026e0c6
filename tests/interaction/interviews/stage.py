"""What people do on the stage, in few words."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import Image

from interaction.interviews.actions.life_cycle import end_interview
from interaction.interviews.actions.speaking import answer_question, correct, say
from interaction.interviews.models import Interview, Question
from interaction.rooms.models import Entry
from tests.interaction.interviews.conftest import Crew


def _png() -> bytes:
    file = BytesIO()
    Image.new("RGB", (40, 30), "#17497a").save(file, "PNG")
    return file.getvalue()


PNG = _png()


@dataclass
class Stage:
    """A live interview and its people; the guest answers in person, the host says what is said."""

    interview: Interview
    crew: Crew
    make_question: Callable[..., Question]

    def question(self, text: str = "高龄津贴从几岁开始领？", **values: Any) -> Question:
        """A question that everybody may read."""
        return self.make_question(self.interview, text, **{"state": Question.State.APPROVED} | values)

    def answer(self, question: Question, text: str) -> Entry:
        """The guest answers."""
        return answer_question(
            self.interview,
            self.crew.guest,
            text,
            question,
            client_id=uuid.uuid4(),
            seen_seq=self.interview.room.entries.count(),
        )

    def say(self, text: str) -> Entry:
        """The host speaks."""
        return say(self.interview, self.crew.host, text, client_id=uuid.uuid4())

    def correct(self, entry: Entry, text: str) -> Entry:
        """The guest corrects."""
        return correct(self.interview, self.crew.guest, entry.seq, text, client_id=uuid.uuid4())

    def end(self) -> None:
        """The host ends it."""
        self.interview = end_interview(self.interview, self.crew.host)
