"""Addresses of the windows of a room's log, below `/rooms/`."""

from django.urls import path

from interaction.rooms import views

app_name = "rooms"
urlpatterns = [
    path("<int:room_id>/", views.show_room, name="room"),
    path("<int:room_id>/<slug:epoch>/<int:number>/", views.show_window, name="window"),
]
