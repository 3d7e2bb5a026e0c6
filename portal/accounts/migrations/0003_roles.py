"""The roles of staff as groups. Wagtail's own "Moderators" may publish, so it goes (DESIGN 4.7)."""

from django.db import migrations

REVIEWERS = ["First reviewers", "Second reviewers", "Sign-off reviewers"]
STAFF = [*REVIEWERS, "Officers", "Hosts"]


def make_roles(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    Group.objects.filter(name="Moderators").delete()
    access = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    for name in STAFF:
        group, _created = Group.objects.get_or_create(name=name)
        group.permissions.add(access)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_user_department"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailimages", "0027_image_description"),
    ]

    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop)]
