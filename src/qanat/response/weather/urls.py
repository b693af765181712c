"""Addresses of weather."""

from django.urls import path

from qanat.response.weather import pages

app_name = "weather"
urlpatterns = [
    path("weather/", pages.board, name="board"),
    path("weather/reports/", pages.state_reports, name="state_reports"),
    path("weather/values/", pages.state_values, name="state_values"),
]
