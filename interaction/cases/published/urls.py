"""Addresses of the published letters and of the statistics."""

from django.urls import path

from interaction.cases.published import feeds, statistics_views, views

app_name = "published"
urlpatterns = [
    path("published/", views.list_letters, name="index"),
    path("published/feed/", feeds.show_feed, name="feed"),
    path("published/<int:letter_id>/", views.show_letter, name="letter"),
    path("statistics/", statistics_views.show_statistics, name="statistics"),
    path("open-data/", statistics_views.show_open_data, name="open_data"),
    path("open-data/letters.csv", statistics_views.download_csv, name="csv"),
    path("open-data/letters.json", statistics_views.download_json, name="json"),
]
