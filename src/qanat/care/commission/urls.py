"""Addresses of commissions: ids only."""

from django.urls import path

from qanat.care.commission.pages import board, bodies, calendar, items, papers, sittings, voting

app_name = "commission"
urlpatterns = [
    path("commission/", board.board, name="board"),
    path("commission/bodies/new/", bodies.new, name="new_body"),
    path("commission/bodies/<int:body_id>/", bodies.show, name="body"),
    path("commission/bodies/<int:body_id>/appoint/", bodies.appoint, name="appoint"),
    path("commission/bodies/<int:body_id>/sitting/", sittings.new, name="new_sitting"),
    path("commission/members/<int:member_id>/end/", bodies.end, name="end_member"),
    path("commission/sittings/<int:sitting_id>/", sittings.show, name="sitting"),
    path("commission/sittings/<int:sitting_id>/move/", sittings.move, name="move_sitting"),
    path("commission/sittings/<int:sitting_id>/cancel/", sittings.cancel, name="cancel_sitting"),
    path(
        "commission/sittings/<int:sitting_id>/there/<int:member_id>/",
        sittings.presence,
        name="presence",
    ),
    path("commission/sittings/<int:sitting_id>/agenda/", papers.bundle, name="bundle"),
    path("commission/sittings/<int:sitting_id>/sign/", papers.sign, name="sign"),
    path("commission/sittings/<int:sitting_id>/open/", sittings.open_now, name="open_sitting"),
    path("commission/sittings/<int:sitting_id>/close/", sittings.close, name="close_sitting"),
    path("commission/matters/<int:item_id>/", items.show, name="item"),
    path("commission/matters/<int:item_id>/place/", items.place, name="place_item"),
    path("commission/matters/<int:item_id>/withdraw/", items.withdraw, name="withdraw_item"),
    path("commission/matters/<int:item_id>/hearing/", items.hearing, name="hearing"),
    path("commission/matters/<int:item_id>/cast/", voting.cast, name="cast"),
    path("commission/matters/<int:item_id>/conflict/", voting.declare, name="declare"),
    path("commission/matters/<int:item_id>/decide/", voting.decide, name="decide"),
    path("commission/matters/<int:item_id>/opinion/", voting.dissent, name="dissent"),
    path("commission/matters/<int:item_id>/do/reconsider/", items.reconsider, name="reconsider"),
    path("commission/matters/<int:item_id>/do/<slug:name>/", items.act, name="item_move"),
    path(
        "commission/matters/<int:item_id>/letter/<slug:language>/<slug:part>/",
        papers.letter,
        name="letter",
    ),
    path("commission/papers/<int:paper_id>/<slug:part>/", papers.minutes, name="minutes"),
    path("commission/calendar/", calendar.show, name="calendar"),
    path("commission/calendar/renew/", calendar.renew, name="renew_calendar"),
    path("commission/calendar/<str:token>/sittings.ics", calendar.feed, name="feed"),
    path("verify/", papers.verify_any, name="verify_any"),
    path("verify/<str:code>/", papers.verify, name="verify"),
]
