"""Load the demo city Yunxi; loading twice changes nothing."""

from importlib import import_module
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand
from django.utils.module_loading import module_has_submodule
from wagtail.models import Site

from portal.base.demo import Demo


class Command(BaseCommand):
    """`load_demo`: calls `load` in the `demo` module of every app that has one."""

    help = "Load the demo city: departments, accounts, policies, letters, conversations."

    def handle(self, *args: Any, **options: Any) -> None:
        """Let each app load its share, in the order of INSTALLED_APPS."""
        site = Site.objects.filter(is_default_site=True).first() or Site.objects.order_by("pk")[0]
        demo = Demo(site=site, say=lambda line: self.stdout.write(f"  {line}"))
        self.stdout.write("Loading the demo city 云溪市 Yunxi:")
        for config in apps.get_app_configs():
            if module_has_submodule(config.module, "demo"):
                import_module(f"{config.name}.demo").load(demo)
