"""Addresses of the ledger."""

from django.urls import path

from qanat.readiness.ledger.pages import entering, figures

app_name = "ledger"
urlpatterns = [
    path("ledger/", figures.index, name="figures"),
    path("ledger/file/<slug:form_of_file>/", figures.as_file, name="file"),
    path("ledger/figures/<int:figure_id>/", figures.show, name="figure"),
    path("ledger/figures/<int:figure_id>/correct/", entering.correct, name="correct"),
    path("ledger/figures/<int:figure_id>/withdraw/", entering.withdraw, name="withdraw"),
    path("ledger/publications/new/", entering.new_publication, name="new_publication"),
    path(
        "ledger/publications/<int:publication_id>/figures/new/",
        entering.new_figure,
        name="new_figure",
    ),
]
