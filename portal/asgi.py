"""ASGI entry: HTTP to Django, websockets to the live rooms."""

import logging
import os
import threading

from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.local")

http_application = get_asgi_application()

# Needs the applications that have just been loaded.
from interaction.rooms.routing import websocket_urlpatterns  # noqa: E402
from interaction.rooms.sharing import SharedWindows  # noqa: E402


def _warm_up() -> None:
    """Let the first visitor ask at full speed; a server that cannot is slower, not broken."""
    from django.db import connection

    from chatbot.pipeline import warm_up

    try:
        warm_up()
    except Exception:
        logging.getLogger(__name__).exception("The answer pipeline could not be loaded at the start")
    finally:
        connection.close()


threading.Thread(target=_warm_up, name="warm-up", daemon=True).start()

application = ProtocolTypeRouter(
    {
        "http": SharedWindows(http_application),
        "websocket": AllowedHostsOriginValidator(URLRouter(websocket_urlpatterns)),
    }
)
