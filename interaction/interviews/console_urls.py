"""Addresses of the host console, below `/console/interviews/`: for signed-in people with a duty."""

from django.urls import URLPattern

app_name = "console"
urlpatterns: list[URLPattern] = []
