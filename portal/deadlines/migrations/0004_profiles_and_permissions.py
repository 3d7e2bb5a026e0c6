"""Install the regional profiles, and let staff see the rules and supervisors enter the yearly notice."""

from django.db import migrations
from django.db.models import OuterRef, Subquery

from portal.deadlines.profiles import JIANGXI, NATIONAL_MORE, SICHUAN, install_profile

READERS = [
    "Editors", "First reviewers", "Second reviewers", "Sign-off reviewers", "Officers", "Supervisors", "Hosts",
]  # fmt: skip
READABLE = {
    "calendarnotice": "holiday notice",
    "calendarday": "calendar day",
    "deadlineprofile": "deadline profile",
    "deadlinerule": "deadline rule",
}


def install(apps, schema_editor):
    profiles = apps.get_model("deadlines", "DeadlineProfile").objects
    rules = apps.get_model("deadlines", "DeadlineRule").objects
    for data in (NATIONAL_MORE, JIANGXI, SICHUAN):
        install_profile(profiles, rules, data)


def keep_what_was_promised(apps, schema_editor):
    rules = apps.get_model("deadlines", "DeadlineRule").objects.filter(pk=OuterRef("rule"))
    limits = Subquery(rules.values("extension_limit"))
    apps.get_model("deadlines", "Obligation").objects.update(extension_limit=limits)


def grant(apps, schema_editor):
    """Make the permissions, which Django itself makes only after the last migration, and grant them."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    Group = apps.get_model("auth", "Group")

    def permission(model, codename, name):
        content_type, _created = ContentType.objects.get_or_create(app_label="deadlines", model=model)
        return Permission.objects.get_or_create(
            content_type=content_type, codename=codename, defaults={"name": name}
        )[0]

    may_view = [permission(model, f"view_{model}", f"Can view {name}") for model, name in READABLE.items()]
    for name in READERS:
        group, _created = Group.objects.get_or_create(name=name)
        group.permissions.add(*may_view)
    may_enter = permission("calendarnotice", "enter_notice", "Can enter the yearly holiday notice")
    Group.objects.get(name="Supervisors").permissions.add(may_enter)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_roles"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("deadlines", "0003_units_verbs_and_profiles"),
    ]

    operations = [
        migrations.RunPython(install, migrations.RunPython.noop),
        migrations.RunPython(keep_what_was_promised, migrations.RunPython.noop),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
