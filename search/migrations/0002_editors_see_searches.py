"""Editors see what was searched for in vain, and keep the synonyms that mend it."""

from django.db import migrations

EDITORS = "Editors"
PERMISSIONS = {
    ("querycount", "view_querycount"): "Can view search count",
    ("synonym", "add_synonym"): "Can add synonym",
    ("synonym", "change_synonym"): "Can change synonym",
    ("synonym", "delete_synonym"): "Can delete synonym",
}


def grant(apps, schema_editor):
    """Make the permissions, which Django itself makes only after the last migration, and grant them."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    Group = apps.get_model("auth", "Group")
    editors, _created = Group.objects.get_or_create(name=EDITORS)
    for (model, codename), name in PERMISSIONS.items():
        kind, _created = ContentType.objects.get_or_create(app_label="search", model=model)
        permission, _created = Permission.objects.get_or_create(
            content_type=kind, codename=codename, defaults={"name": name}
        )
        editors.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0001_initial"),
        ("accounts", "0003_roles"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
