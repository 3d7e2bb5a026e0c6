"""Supervisors answer for all departments; replies sent before there was a review were sent when written."""

from django.db import migrations
from django.db.models import F

SUPERVISORS = "Supervisors"


def grant(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    supervisors, _created = Group.objects.get_or_create(name=SUPERVISORS)
    supervisors.permissions.add(
        *Permission.objects.filter(
            content_type__app_label="cases", codename__in=("handle_case", "supervise_case")
        ),
        Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"),
    )


def date_sent_replies(apps, schema_editor):
    apps.get_model("cases", "Reply").objects.filter(sent_at=None).update(sent_at=F("created_at"))


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0003_acceptance_system"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
    ]

    operations = [
        migrations.RunPython(grant, migrations.RunPython.noop),
        migrations.RunPython(date_sent_replies, migrations.RunPython.noop),
    ]
