"""What pages tell the rest of the house beside Wagtail's own signals."""

from django.dispatch import Signal

# page: what can be found on it changed without a new revision (an answer came later)
provisions_changed = Signal()
