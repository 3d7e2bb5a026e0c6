"""Addresses of the interviews, below `/interviews/`."""

from django.urls import URLPattern, path

from interaction.interviews import (
    citizen_views,
    feed,
    notice_views,
    rules_views,
    screen_views,
    transcript_views,
)

app_name = "interviews"
urlpatterns: list[URLPattern] = [
    path("feed/", feed.show_feed, name="feed"),
    path("rules/", rules_views.show_rules, name="rules"),
    path("remind/<str:token>/confirm/", notice_views.ConfirmView.as_view(), name="confirm_reminder"),
    path("remind/<str:token>/stop/", notice_views.StopView.as_view(), name="stop_reminder"),
    path("<int:pk>/calendar.ics", notice_views.calendar_file, name="calendar"),
    path("<int:pk>/feed/", feed.show_page_feed, name="page_feed"),
    path("<int:pk>/remind/", notice_views.RemindView.as_view(), name="remind"),
    path("<int:pk>/screen/", screen_views.show_screen, name="screen"),
    path("<int:pk>/print/", transcript_views.print_transcript, name="print"),
    path("<int:pk>/transcript.pdf", transcript_views.download_transcript, name="transcript_pdf"),
    path("<int:pk>/ask/", citizen_views.AskView.as_view(), name="ask"),
    path("<int:pk>/similar/", citizen_views.show_similar, name="similar"),
    path("<int:pk>/mine/", citizen_views.show_mine, name="mine"),
    path("<int:pk>/questions/<int:question_pk>/vote/", citizen_views.vote, name="vote"),
    path("<int:pk>/questions/<int:question_pk>/detail/", citizen_views.send_detail, name="detail"),
    path("<int:pk>/questions/<int:question_pk>/withdraw/", citizen_views.send_withdrawal, name="withdraw"),
]
