"""Hosts and supervisors host interviews; sign-off stays with the reviewers (DESIGN 4.7)."""

from django.db import migrations

GROUPS = ["Hosts", "Supervisors"]


def let_hosts_host(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    # Permissions are made after the last migration: here it is needed earlier.
    content_type, _created = ContentType.objects.get_or_create(app_label="interviews", model="interview")
    permission, _created = Permission.objects.get_or_create(
        content_type=content_type,
        codename="host_interview",
        defaults={"name": "Can host and moderate interviews of their site"},
    )
    for group in Group.objects.filter(name__in=GROUPS):
        group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_roles"),
        ("cases", "0004_supervisors"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("interviews", "0001_initial"),
    ]

    operations = [migrations.RunPython(let_hosts_host, migrations.RunPython.noop)]
