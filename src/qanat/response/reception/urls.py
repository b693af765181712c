"""Addresses of the reception."""

from django.urls import path

from qanat.response.reception import pages

app_name = "reception"
urlpatterns = [
    path("hand-ins/now/", pages.now, name="now"),
    path("hand-ins/<int:hand_in_id>/", pages.hand_in, name="hand_in"),
    path("hand-ins/<int:hand_in_id>/take/", pages.take, name="take"),
]
