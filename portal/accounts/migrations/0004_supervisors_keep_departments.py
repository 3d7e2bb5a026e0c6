"""Supervisors keep the departments of their site: names, telephones, office hours."""

from django.db import migrations

VERBS = ("add", "change", "view")


def grant(apps, schema_editor):
    """Make the permissions, which Django itself makes only after the last migration, and grant them."""
    content_type, _created = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="base", model="department"
    )
    group, _created = apps.get_model("auth", "Group").objects.get_or_create(name="Supervisors")
    permissions = apps.get_model("auth", "Permission").objects
    for verb in VERBS:
        permission, _created = permissions.get_or_create(
            content_type=content_type,
            codename=f"{verb}_department",
            defaults={"name": f"Can {verb} department"},
        )
        group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_roles"),
        ("base", "0002_site_log_entry"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
