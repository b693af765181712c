"""Addresses of treatment abroad: ids only."""

from django.urls import path

from qanat.care.abroad.pages import (
    acts,
    applicant,
    brief,
    carrying,
    case,
    cases,
    check,
    examining,
    moves,
    opinions,
    papers,
    payable,
)

app_name = "abroad"
urlpatterns = [
    path("abroad/", check.check, name="check"),
    path("abroad/acts/", acts.compare, name="acts"),
    path("abroad/my/", applicant.code, name="code"),
    path("abroad/my/password/", applicant.password, name="password"),
    path("abroad/my/case/", applicant.own, name="own"),
    path("abroad/my/gift/", applicant.gift, name="own_gift"),
    path("abroad/my/leave/", applicant.leave, name="leave"),
    path("abroad/cases/", cases.board, name="cases"),
    path("abroad/cases/new/", cases.new, name="new"),
    path("abroad/cases/<int:case_id>/", case.case, name="case"),
    path("abroad/cases/<int:case_id>/edit/", cases.edit, name="edit"),
    path("abroad/cases/<int:case_id>/papers/", papers.hand_in, name="hand_in"),
    path("abroad/cases/<int:case_id>/expert/", examining.expert, name="expert"),
    path("abroad/cases/<int:case_id>/clinic/", examining.clinic, name="clinic"),
    path("abroad/cases/<int:case_id>/under/<slug:act>/", examining.other_act, name="other_act"),
    path("abroad/cases/<int:case_id>/<slug:name>/", moves.move, name="move"),
    path("abroad/do/<slug:name>/<int:record_id>/", carrying.do, name="do"),
    path("abroad/money/", payable.board, name="payables"),
    path("abroad/money/<int:case_id>/", payable.one, name="payable"),
    path("abroad/papers/<int:paper_id>/", papers.opened, name="paper"),
    path("abroad/papers/<int:paper_id>/judge/", papers.judge, name="judge"),
    path("abroad/experts/<int:task_id>/release/", examining.release, name="release"),
    path("abroad/offers/<int:offer_id>/", examining.quote, name="quote"),
    path("abroad/offers/<int:offer_id>/decline/", examining.decline, name="decline_offer"),
    path("abroad/matters/<uuid:matter>/", brief.brief, name="brief"),
    path("abroad/matters/<uuid:matter>/<int:paper_id>/", brief.brief_paper, name="brief_paper"),
    path("abroad/opinions/", opinions.tasks, name="opinions"),
    path("abroad/opinions/<int:task_id>/", opinions.opinion, name="opinion"),
    path("abroad/opinions/<int:task_id>/decline/", opinions.decline, name="decline_opinion"),
    path("abroad/opinions/papers/<int:paper_id>/", papers.opened_blind, name="blind_paper"),
]
