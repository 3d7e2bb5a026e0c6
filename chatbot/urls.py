"""Addresses of the chat."""

from django.urls import path

from chatbot import views

app_name = "chatbot"
urlpatterns = [
    path("", views.show_chat, name="chat"),
    path("ask/", views.ask, name="ask"),
    path("rate/", views.rate, name="rate"),
    path("handoff/", views.HandoffView.as_view(), name="handoff"),
]
