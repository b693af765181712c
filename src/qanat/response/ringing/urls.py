"""Addresses of the telephone: ids only, never a number."""

from django.urls import path

from qanat.response.ringing import pages

app_name = "ringing"
urlpatterns = [
    path("ringing/", pages.board, name="board"),
    path("ringing/now/", pages.now, name="now"),
    path("ringing/look-up/", pages.look_up, name="look_up"),
    path("ringing/sit/", pages.sit, name="sit"),
    path("ringing/<int:ring_id>/", pages.ring, name="ring"),
    path("ringing/<int:ring_id>/aside/", pages.aside, name="aside"),
]
