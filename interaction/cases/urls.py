"""Addresses of the case system."""

from django.urls import path

from interaction.cases import tracked_views, views

app_name = "cases"
urlpatterns = [
    path("letters/", views.show_hub, name="hub"),
    path("letters/new/", views.WriteView.as_view(), name="write"),
    path("letters/fault/", views.FaultView.as_view(), name="fault"),
    path("letters/similar/", views.show_similar, name="similar"),
    path("letters/receipt/", views.show_receipt, name="receipt"),
    path("letters/due/<str:token>/", views.download_due_date, name="due_date"),
    path("track/", tracked_views.TrackView.as_view(), name="track"),
    path("track/leave/", tracked_views.leave_tracking, name="leave"),
    path("track/supplement/", tracked_views.add_supplement, name="supplement"),
    path("track/rate/", tracked_views.rate, name="rate"),
    path("track/reopen/", tracked_views.reopen, name="reopen"),
    path("track/withdraw/", tracked_views.withdraw, name="withdraw"),
    path("track/private/", tracked_views.keep_private, name="private"),
    path("track/erase/", tracked_views.erase, name="erase"),
    path("track/data/", tracked_views.download_data, name="data"),
    path("track/files/<int:pk>/", tracked_views.download_file, name="file"),
]
