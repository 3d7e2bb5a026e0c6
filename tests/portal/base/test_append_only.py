"""A log takes new rows and refuses to change or lose the old ones."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from portal.accounts.models import User
from portal.base.audit import record
from portal.base.models import AuditEntry

pytestmark = pytest.mark.django_db

CHANGES: list[Callable[[AuditEntry], Any]] = [
    lambda entry: entry.save(),
    lambda entry: entry.save(update_fields=["action"]),
    lambda entry: entry.delete(),
    lambda entry: AuditEntry.objects.update(action="forged"),
    lambda entry: AuditEntry.objects.filter(pk=entry.pk).delete(),
    lambda entry: AuditEntry.objects.bulk_update([entry], ["action"]),
    lambda entry: AuditEntry.objects.update_or_create(pk=entry.pk, defaults={"action": "forged"}),
    lambda entry: AuditEntry.objects.bulk_create(
        [AuditEntry(pk=entry.pk, action="forged")],
        update_conflicts=True,
        update_fields=["action"],
        unique_fields=["id"],
    ),
]


@pytest.mark.parametrize("change", CHANGES)
def test_log_refuses_every_change(change: Callable[[AuditEntry], Any]) -> None:
    record("site.opened")
    entry = AuditEntry.objects.get()
    entry.action = "forged"
    with pytest.raises(TypeError, match="AuditEntry is a log"), transaction.atomic():
        change(entry)
    assert AuditEntry.objects.get().action == "site.opened"


def test_log_refuses_a_new_row_in_the_place_of_another() -> None:
    record("site.opened")
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditEntry(pk=AuditEntry.objects.get().pk, action="forged").save()


def test_log_takes_many_rows_at_once() -> None:
    AuditEntry.objects.bulk_create([AuditEntry(action="site.opened"), AuditEntry(action="site.closed")])
    assert AuditEntry.objects.count() == 2


def test_log_outlives_who_wrote_it() -> None:
    officer = User.objects.create_user("officer", password="x")
    record("site.opened", officer, actor=officer)
    officer.delete()
    assert AuditEntry.objects.get().actor is None
