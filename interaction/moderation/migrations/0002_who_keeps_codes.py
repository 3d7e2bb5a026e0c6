"""Supervisors and hosts keep the rejection codes of their site."""

from django.db import migrations

GROUPS = ("Supervisors", "Hosts")
VERBS = ("add", "change", "delete", "view")


def grant(apps, schema_editor):
    """Make the permissions, which Django itself makes only after the last migration, and grant them."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    Group = apps.get_model("auth", "Group")
    content_type, _created = ContentType.objects.get_or_create(app_label="moderation", model="rejectioncode")
    for verb in VERBS:
        permission, _created = Permission.objects.get_or_create(
            content_type=content_type,
            codename=f"{verb}_rejectioncode",
            defaults={"name": f"Can {verb} rejection code"},
        )
        for group in Group.objects.filter(name__in=GROUPS):
            group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_roles"),
        ("cases", "0004_supervisors"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("moderation", "0001_initial"),
    ]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
