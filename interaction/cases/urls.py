"""Addresses of the case system."""

from django.urls import path

from interaction.cases import views

app_name = "cases"
urlpatterns = [
    path("letters/new/", views.WriteView.as_view(), name="write"),
    path("letters/receipt/", views.show_receipt, name="receipt"),
    path("track/", views.TrackView.as_view(), name="track"),
    path("track/leave/", views.leave_tracking, name="leave"),
]
