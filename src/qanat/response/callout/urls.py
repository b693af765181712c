"""Addresses of call-outs."""

from django.urls import path

from qanat.response.callout.pages import answering, boards, calling, questions

app_name = "callout"
urlpatterns = [
    path("call-outs/", boards.board, name="board"),
    path("call-outs/new/<slug:kind>/<int:record_id>/", calling.new, name="new"),
    path("call-outs/of/<slug:of>/<int:record_id>/", boards.panel, name="panel"),
    path("call-outs/<int:callout_id>/", boards.show, name="show"),
    path("call-outs/<int:callout_id>/withdraw/", calling.withdraw, name="withdraw"),
    path("call-outs/asks/<int:ask_id>/note/", calling.write, name="note"),
    path("call-outs/asks/<int:ask_id>/next/", calling.pass_on, name="next"),
    path("call-outs/asks/<int:ask_id>/take/", calling.take, name="take"),
    path("call-outs/asks/<int:ask_id>/crew/", calling.into_crew, name="into_crew"),
    path("asked/", questions.questions, name="questions"),
    path("asked/<int:ask_id>/", questions.question, name="question"),
    path("answer/<str:token>/", answering.answer, name="answer"),
]
