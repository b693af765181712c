"""Addresses of the console."""

from django.urls import path

from qanat.desks.console.pages import board, detail, presence, queue

app_name = "console"
urlpatterns = [
    path("console/", board.console, name="console"),
    path("console/queue/", queue.queue, name="queue"),
    path("console/presence/", presence.presence, name="presence"),
    path("console/chosen/", detail.chosen, name="chosen"),
]
