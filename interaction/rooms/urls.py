"""Addresses of the windows of a room's log, below `/rooms/`."""

from django.urls import URLPattern

app_name = "rooms"
urlpatterns: list[URLPattern] = []
