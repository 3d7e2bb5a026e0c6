"""Officers and supervisors keep canned replies and absences."""

from django.db import migrations

GROUPS = ("Officers", "Supervisors")
MODELS = {"cannedreply": "canned reply", "absence": "absence"}
VERBS = ("add", "change", "delete")


def grant(apps, schema_editor):
    """Make the permissions, which Django itself makes only after the last migration, and grant them."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    Group = apps.get_model("auth", "Group")
    permissions = []
    for model, name in MODELS.items():
        content_type, _created = ContentType.objects.get_or_create(app_label="cases", model=model)
        for verb in VERBS:
            permission, _created = Permission.objects.get_or_create(
                content_type=content_type, codename=f"{verb}_{model}", defaults={"name": f"Can {verb} {name}"}
            )
            permissions.append(permission)
    for group in GROUPS:
        Group.objects.get(name=group).permissions.add(*permissions)


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_supervisors")]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
