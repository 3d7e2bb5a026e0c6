"""Addresses of the host console, below `/console/interviews/`: for signed-in people with a duty."""

from django.urls import URLPattern, path

from interaction.interviews.console import page, views

app_name = "console"
urlpatterns: list[URLPattern] = [
    path("<int:pk>/", page.show_console, name="page"),
    path("<int:pk>/state/", views.show_state, name="state"),
    path("<int:pk>/drafts/", views.show_drafts, name="drafts"),
    path("<int:pk>/do/<slug:verb>/", views.do_verb, name="do"),
]
