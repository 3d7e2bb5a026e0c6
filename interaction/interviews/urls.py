"""Addresses of the interviews, below `/interviews/`."""

from django.urls import URLPattern

app_name = "interviews"
urlpatterns: list[URLPattern] = []
