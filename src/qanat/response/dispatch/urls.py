"""Addresses of dispatch."""

from django.urls import path

from qanat.response.dispatch.pages import (
    asking,
    calls,
    intake,
    mission,
    missions,
    moving,
    plans,
    queue,
    request,
    timeline,
)

app_name = "dispatch"
urlpatterns = [
    path("requests/", queue.queue, name="queue"),
    path("requests/new/", intake.new, name="new"),
    path("requests/draft/", intake.keep_draft, name="draft"),
    path("requests/draft/drop/", intake.drop_draft, name="drop_draft"),
    path("find/hospitals/", intake.find_hospital, name="find_hospital"),
    path("find/settlements/", intake.find_settlement, name="find_settlement"),
    path("find/diagnoses/", intake.find_diagnosis, name="find_diagnosis"),
    path("requests/<int:request_id>/", request.show, name="request"),
    path("requests/<int:request_id>/edit/", intake.edit, name="edit"),
    path("requests/<int:request_id>/assess/", request.assess, name="assess"),
    path("requests/<int:request_id>/review/", request.review, name="review"),
    path("requests/<int:request_id>/log/", request.write_log, name="log"),
    path("requests/<int:request_id>/take/", request.take, name="take"),
    path("requests/<int:request_id>/accept/", asking.accept, name="accept"),
    path("requests/<int:request_id>/people/", asking.add_person, name="add_person"),
    path("requests/<int:request_id>/outcome/", asking.record_outcome, name="outcome"),
    path("requests/<int:request_id>/merge/", asking.merge, name="merge"),
    path("requests/<int:request_id>/do/<slug:name>/", asking.move, name="move"),
    path("requests/<int:request_id>/plans/", plans.plans, name="plans"),
    path("calls/", calls.calls, name="calls"),
    path("calls/new/", calls.new, name="call_new"),
    path("calls/<int:call_id>/", calls.show, name="call"),
    path("calls/<int:call_id>/do/<slug:name>/", calls.move, name="call_move"),
    path("timeline/", timeline.timeline, name="timeline"),
    path("map/", moving.board, name="map"),
    path("map/points.json", moving.points, name="map_points"),
    path("missions/", missions.board, name="missions"),
    path("missions/<int:mission_id>/", mission.show, name="mission"),
    path("missions/<int:mission_id>/stamp/", mission.stamp, name="stamp"),
    path(
        "missions/<int:mission_id>/stamps/<int:stamp_id>/",
        mission.correct,
        name="correct_stamp",
    ),
    path("missions/<int:mission_id>/crew/", mission.crew, name="crew"),
    path("missions/<int:mission_id>/replan/", plans.replan, name="replan"),
    path("missions/<int:mission_id>/requests/", mission.add_request, name="add_request"),
    path("missions/<int:mission_id>/services/", mission.serve, name="serve"),
    path(
        "missions/<int:mission_id>/services/<int:service_id>/cancel/",
        mission.cancel_one,
        name="cancel_service",
    ),
    path("missions/<int:mission_id>/do/<slug:name>/", mission.move, name="mission_move"),
]
