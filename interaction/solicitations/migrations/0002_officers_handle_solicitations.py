"""Officers handle the solicitations of their department, supervisors those of the site."""

from django.db import migrations

GROUPS = ["Officers", "Supervisors"]


def grant(apps, schema_editor):
    """Make the permission, which Django itself makes only after the last migration, and grant it."""
    content_type, _created = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="solicitations", model="solicitation"
    )
    permission, _created = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type, codename="handle_solicitation", defaults={"name": "Can moderate opinions and account for them"}
    )
    for group in apps.get_model("auth", "Group").objects.filter(name__in=GROUPS):
        group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_roles"),
        ("cases", "0004_supervisors"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("solicitations", "0001_initial"),
    ]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
