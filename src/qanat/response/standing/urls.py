"""Addresses of where aircraft stand."""

from django.urls import path

from qanat.response.standing import pages

app_name = "standing"
urlpatterns = [
    path("coverage/", pages.board, name="board"),
    path("coverage/points.json", pages.points, name="points"),
    path("coverage/day/", pages.day, name="day"),
    path("coverage/moves/", pages.moves, name="moves"),
    path("coverage/moves.json", pages.moves_points, name="moves_points"),
]
