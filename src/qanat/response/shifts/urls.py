"""Addresses of shifts: ids only."""

from django.urls import path

from qanat.response.shifts.pages import figures, paper, shift, signing

app_name = "shifts"
urlpatterns = [
    path("shift/", shift.now_at_work, name="now"),
    path("shift/history/", shift.history, name="history"),
    path("shift/paper/", paper.forms, name="paper"),
    path("shift/paper/hand-over/", paper.hand_over_sheet, name="sheet"),
    path("shift/pack/", paper.pack, name="pack"),
    path("shift/<int:shift_id>/", shift.show, name="shift"),
    path("shift/<int:shift_id>/join/", shift.join, name="join"),
    path("shift/<int:shift_id>/leave/", shift.leave, name="leave"),
    path("shift/<int:shift_id>/log/", shift.log, name="log"),
    path("shift/<int:shift_id>/figures/", figures.figures, name="figures"),
    path("shift/<int:shift_id>/figures/<slug:code>/", figures.records, name="records"),
    path("shift/<int:shift_id>/hand-over/", signing.hand_over, name="hand_over"),
    path("shift/<int:shift_id>/take-over/", signing.take_over, name="take_over"),
    path("shift/<int:shift_id>/take-back/", signing.take_back, name="take_back"),
]
