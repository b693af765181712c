"""Addresses of operators."""

from django.urls import path

from qanat.response.operators.pages import invoices, score, taking_away, tasks

app_name = "operators"
urlpatterns = [
    path("operators/tasks/<int:mission_id>/accept/", tasks.accept, name="accept"),
    path("operators/tasks/<int:mission_id>/refuse/", tasks.refuse, name="refuse"),
    path("operators/tasks/<int:mission_id>/delay/", tasks.delay, name="delay"),
    path("operators/aircraft/<int:aircraft_id>/state/", tasks.state, name="state"),
    path("operators/invoices/", invoices.index, name="invoices"),
    path("operators/invoices/new/", invoices.take, name="take"),
    path("operators/invoices/<int:invoice_id>/", invoices.show, name="invoice"),
    path("operators/invoices/<int:invoice_id>/compare/", invoices.compare, name="compare"),
    path("operators/invoices/<int:invoice_id>/paper/", taking_away.paper, name="paper"),
    path(
        "operators/invoices/<int:invoice_id>/differences.<slug:kind>",
        taking_away.export,
        name="export",
    ),
    path(
        "operators/invoices/<int:invoice_id>/all/<slug:kind>/<slug:name>/",
        invoices.decide_all,
        name="decide_all",
    ),
    path("operators/invoices/<int:invoice_id>/do/<slug:name>/", invoices.move, name="invoice_move"),
    path(
        "operators/differences/<int:difference_id>/do/<slug:name>/",
        invoices.decide,
        name="decide",
    ),
    path("operators/files/<int:file_id>/rejects/", taking_away.rejects, name="rejects"),
    path(
        "operators/files/<int:file_id>/rejects.csv", taking_away.rejects_file, name="rejects_file"
    ),
    path("operators/score/", score.show, name="score"),
    path("operators/score/<slug:name>/", score.records, name="score_records"),
]
