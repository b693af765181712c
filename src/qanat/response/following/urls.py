"""Addresses of flight following: ids only."""

from django.urls import path

from qanat.response.following import pages

app_name = "following"
urlpatterns = [
    path("following/", pages.board, name="board"),
    path("following/<int:mission_id>/", pages.flight, name="flight"),
    path("following/<int:mission_id>/tick/", pages.tick, name="tick"),
]
