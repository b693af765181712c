"""Addresses of the console."""

from django.urls import path

from qanat.desks.console.pages import board, detail, queue

app_name = "console"
urlpatterns = [
    path("console/", board.console, name="console"),
    path("console/queue/", queue.queue, name="queue"),
    path("console/chosen/", detail.chosen, name="chosen"),
]
