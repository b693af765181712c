"""Addresses of the team's tablet."""

from django.urls import path

from qanat.desks.team.pages import entering, keeping, mission

app_name = "team"
urlpatterns = [
    path("team/", mission.missions, name="missions"),
    path("team/missions/<int:mission_id>/", mission.show, name="mission"),
    path("team/missions/<int:mission_id>/sheet/", mission.sheet, name="sheet"),
    path("team/missions/<int:mission_id>/line/", keeping.line, name="line"),
    path("team/missions/<int:mission_id>/kept/", keeping.kept, name="kept"),
    path("team/missions/<int:mission_id>/entries/", entering.enter, name="enter"),
    path("team/offline/", keeping.offline, name="offline"),
    path("team/app.webmanifest", keeping.manifest, name="manifest"),
]
