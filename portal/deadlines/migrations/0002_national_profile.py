"""Install the national deadline profile (国办发〔2014〕57号)."""

from typing import Any

from django.db import migrations

from portal.deadlines.profiles import NATIONAL, install_profile


def install(apps: Any, schema_editor: Any) -> None:
    """Create the profile and its rules."""
    models = (apps.get_model("deadlines", name) for name in ("DeadlineProfile", "DeadlineRule"))
    profiles, rules = (model.objects for model in models)
    install_profile(profiles, rules, NATIONAL)


class Migration(migrations.Migration):
    """Rows that no site can do without."""

    dependencies = [("deadlines", "0001_initial")]

    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
