"""Addresses of the page kit itself."""

from django.urls import path

from qanat.web import gallery, pages

app_name = "web"

urlpatterns = [
    path("language/", pages.choose_language, name="language"),
    path("theme/", pages.choose_theme, name="theme"),
    path("strips/", pages.strips, name="strips"),
    path("typed-key/", pages.typed_key, name="typed_key"),
    path("offline/", pages.offline, name="offline"),
    path("service-worker.js", pages.worker, name="worker"),
    path("kit/", gallery.kit, name="kit"),
    path("kit/board/", gallery.board, name="kit_board"),
    path("kit/confirm/", gallery.confirm, name="kit_confirm"),
    path("kit/drawer/", gallery.drawer, name="kit_drawer"),
    path("kit/find/", gallery.find, name="kit_find"),
    path("kit/draft/", gallery.draft, name="kit_draft"),
    path("kit/points.json", gallery.points, name="kit_points"),
    path("kit/regions.json", gallery.regions, name="kit_regions"),
    path("kit/refusal/<int:status>/", gallery.refusal, name="kit_refusal"),
]
