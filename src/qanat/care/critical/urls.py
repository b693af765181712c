"""Addresses of the watch over critical patients: ids only."""

from django.urls import path

from qanat.care.critical.pages import board, councils, ending, including, moving, rounds, watch

app_name = "critical"
urlpatterns = [
    path("critical/", board.board, name="board"),
    path("critical/hospitals/<int:facility_id>/", board.hospital, name="hospital"),
    path("critical/new/", including.new, name="new"),
    path("critical/rounds/", rounds.worklist, name="worklist"),
    path("critical/rounds/paper/", rounds.paper, name="paper"),
    path("critical/rounds/next/", rounds.take_next, name="take_next"),
    path("critical/<int:watch_id>/", watch.show, name="watch"),
    path("critical/<int:watch_id>/findings/", including.findings, name="findings"),
    path("critical/<int:watch_id>/findings/ask/", rounds.ask, name="ask"),
    path("critical/<int:watch_id>/bed/", including.bed, name="bed"),
    path("critical/<int:watch_id>/take/", rounds.take, name="take"),
    path("critical/<int:watch_id>/give-back/", rounds.give_back, name="give_back"),
    path("critical/<int:watch_id>/conclude/", rounds.conclude, name="conclude"),
    path("critical/<int:watch_id>/draft/", rounds.keep_draft, name="keep_draft"),
    path("critical/<int:watch_id>/move/", moving.ask, name="ask_move"),
    path("critical/<int:watch_id>/move/register/", moving.move, name="move"),
    path("critical/<int:watch_id>/move/<int:request_id>/", moving.link, name="link"),
    path("critical/<int:watch_id>/stay/", moving.stay, name="stay"),
    path("critical/<int:watch_id>/council/", councils.call, name="call_council"),
    path("critical/councils/<int:council_id>/opinion/", councils.opinion, name="opinion"),
    path(
        "critical/councils/<int:council_id>/conclude/", councils.conclude, name="conclude_council"
    ),
    path("critical/councils/<int:council_id>/cancel/", councils.cancel, name="cancel_council"),
    path("critical/<int:watch_id>/end/", ending.end, name="end"),
    path("critical/<int:watch_id>/take-back/", ending.take_back, name="take_back"),
    path("critical/<int:watch_id>/outcome/", ending.correct, name="correct"),
]
