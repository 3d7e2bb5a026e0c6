"""Addresses of the live rooms, below `/ws/`."""

from django.urls import path

from interaction.rooms.consumers import follow_room

# Channels routes to ASGI applications, which Django's types do not know.
websocket_urlpatterns = [path("ws/rooms/<int:room_id>/", follow_room)]  # type: ignore[arg-type]
