"""Addresses of the surveys, below `/surveys/`."""

from django.urls import URLPattern, path

from interaction.surveys import citizen_views, result_urls, start_views

app_name = "surveys"
urlpatterns: list[URLPattern] = [
    path("<int:pk>/answer/", start_views.StartView.as_view(), name="answer"),
    path("<int:pk>/answer/<str:section>/", citizen_views.SectionView.as_view(), name="section"),
    path("<int:pk>/check/", citizen_views.CheckView.as_view(), name="check"),
    path("<int:pk>/done/", citizen_views.DoneView.as_view(), name="done"),
    *result_urls.urlpatterns,
]
