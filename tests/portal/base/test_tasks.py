"""Rows of finished tasks do not pile up."""

from datetime import timedelta
from typing import Any

import pytest
from django.tasks import TaskResultStatus
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from portal.base.tasks import forget_finished_tasks


@pytest.mark.django_db
def test_finished_tasks_are_forgotten_and_waiting_ones_kept(settings: Any) -> None:
    settings.TASKS = {
        "default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "embedding"]}
    }
    now = timezone.now()
    for name, status, days in (
        ("old", TaskResultStatus.SUCCESSFUL, 3),
        ("new", TaskResultStatus.SUCCESSFUL, 1),
        ("failed", TaskResultStatus.FAILED, 3),
        ("failed long ago", TaskResultStatus.FAILED, 31),
    ):
        DBTaskResult.objects.create(
            status=status,
            task_path=name,
            args_kwargs={"args": [], "kwargs": {}},
            backend_name="default",
            finished_at=now - timedelta(days=days),
        )
    DBTaskResult.objects.create(
        status=TaskResultStatus.READY,
        task_path="waiting",
        args_kwargs={"args": [], "kwargs": {}},
        backend_name="default",
    )
    forget_finished_tasks.func()
    assert set(DBTaskResult.objects.values_list("task_path", flat=True)) == {"new", "failed", "waiting"}
