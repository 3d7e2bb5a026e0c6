"""Addresses of the interviews, below `/interviews/`."""

from django.urls import URLPattern, path

from interaction.interviews import citizen_views

app_name = "interviews"
urlpatterns: list[URLPattern] = [
    path("<int:pk>/ask/", citizen_views.AskView.as_view(), name="ask"),
    path("<int:pk>/similar/", citizen_views.show_similar, name="similar"),
    path("<int:pk>/mine/", citizen_views.show_mine, name="mine"),
    path("<int:pk>/questions/<int:question_pk>/vote/", citizen_views.vote, name="vote"),
    path("<int:pk>/questions/<int:question_pk>/detail/", citizen_views.send_detail, name="detail"),
    path("<int:pk>/questions/<int:question_pk>/withdraw/", citizen_views.send_withdrawal, name="withdraw"),
]
