"""Editors keep the known gaps."""

from django.db import migrations

EDITORS = "Editors"


def grant(apps, schema_editor):
    """Make the permissions, which Django itself makes only after the last migration, and grant them."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    editors, _created = apps.get_model("auth", "Group").objects.get_or_create(name=EDITORS)
    kind, _created = ContentType.objects.get_or_create(app_label="chatbot", model="knowngap")
    for verb in ("add", "change", "delete", "view"):
        permission, _created = Permission.objects.get_or_create(
            content_type=kind, codename=f"{verb}_knowngap", defaults={"name": f"Can {verb} known gap"}
        )
        editors.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("chatbot", "0002_known_gaps"),
        ("accounts", "0003_roles"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
