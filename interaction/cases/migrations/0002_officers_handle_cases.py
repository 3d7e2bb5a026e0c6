"""Officers may handle the cases of their department."""

from django.db import migrations

OFFICERS = "Officers"
PERMISSIONS = {
    "handle_case": "Can handle the cases of their department",
    "supervise_case": "Can handle all cases of the site",
}


def grant(apps, schema_editor):
    """Make the permissions, which Django itself makes only after the last migration, and grant one."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    Group = apps.get_model("auth", "Group")
    case, _created = ContentType.objects.get_or_create(app_label="cases", model="case")
    permissions = {
        codename: Permission.objects.get_or_create(
            content_type=case, codename=codename, defaults={"name": name}
        )[0]
        for codename, name in PERMISSIONS.items()
    }
    officers, _created = Group.objects.get_or_create(name=OFFICERS)
    officers.permissions.add(permissions["handle_case"])


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0001_initial"),
        ("accounts", "0003_roles"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
