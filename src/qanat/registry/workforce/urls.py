"""Addresses of the workforce."""

from django.urls import path

from qanat.registry.workforce import pages

app_name = "workforce"
urlpatterns = [
    path("workforce/", pages.roster, name="roster"),
    path("workforce/people/new/", pages.new_person, name="new_person"),
    path("workforce/people/<int:person_id>/", pages.person, name="person"),
    path("workforce/duties/new/", pages.new_duty, name="new_duty"),
    path("workforce/duties/<int:duty_id>/extend/", pages.extend, name="extend"),
    path("workforce/duties/<int:duty_id>/end/", pages.end, name="end"),
    path("workforce/duties/<int:duty_id>/cancel/", pages.cancel, name="cancel"),
    path("workforce/contacts/<slug:kind>/<int:record_id>/", pages.contacts, name="contacts"),
    path(
        "workforce/contacts/<slug:kind>/<int:record_id>/<int:contact_id>/end/",
        pages.contact_end,
        name="contact_end",
    ),
]
