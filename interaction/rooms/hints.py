"""What is told beside the log and gathered on the way: numbers and who is typing."""


class Hints:
    """What has come since the last telling; the newest value of each name wins."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self.staff_counts: dict[str, int] = {}
        self.typing: dict[int, str] = {}

    def take_counts(self) -> dict[str, int]:
        """The numbers that wait to be told; afterwards none do."""
        counts, self.counts = self.counts, {}
        return counts

    def take_staff_counts(self) -> dict[str, int]:
        """The same, of the numbers for staff."""
        counts, self.staff_counts = self.staff_counts, {}
        return counts

    def take_typing(self) -> dict[int, str]:
        """Who has typed since the last telling, by user."""
        typing, self.typing = self.typing, {}
        return typing
