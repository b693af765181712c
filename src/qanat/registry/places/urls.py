"""Addresses of places."""

from django.urls import path

from qanat.registry.places.pages import areas, closures, landing

app_name = "places"
urlpatterns = [
    path("places/", areas.places, name="places"),
    path("places/settlements/<int:settlement_id>/", areas.settlement, name="settlement"),
    path("places/regions/", areas.regions, name="regions"),
    path("places/regions/<str:code>/", areas.region, name="region"),
    path("places/borders.json", areas.borders, name="borders"),
    path("places/airfields/", landing.airfields, name="airfields"),
    path("places/airfields/<int:airfield_id>/", landing.airfield, name="airfield"),
    path("places/pads/", landing.pads, name="pads"),
    path("places/closures/", closures.closures, name="closures"),
    path("places/closures/new/<str:what>/", closures.close, name="close"),
    path("places/closures/<int:closure_id>/end/", closures.end_closure, name="end_closure"),
]
