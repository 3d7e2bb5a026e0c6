"""What a reader raises."""


class Unreadable(Exception):
    """A file is damaged or locked: nothing can be read from it."""
