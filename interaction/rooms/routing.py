"""Addresses of the live rooms, below `/ws/`."""

from django.urls import path, re_path

from interaction.rooms.consumers import follow_room, refuse_socket

# Channels routes to ASGI applications, which Django's types do not know.
websocket_urlpatterns = [
    path("ws/rooms/<int:room_id>/", follow_room),  # type: ignore[arg-type]
    re_path("", refuse_socket),  # type: ignore[arg-type]
]
