"""Addresses of the money of treatment abroad."""

from django.urls import path

from qanat.care.funding.pages import acts, budget, obligations, rates, register

app_name = "funding"
urlpatterns = [
    path("funding/", budget.budget, name="budget"),
    path("funding/years/new/", budget.new_year, name="new_year"),
    path("funding/years/<int:year_id>/amend/", budget.amend, name="amend"),
    path("funding/years/<int:year_id>/do/<slug:name>/", budget.year_move, name="year_move"),
    path("funding/years/<int:year_id>/entries/", budget.entries, name="entries"),
    path("funding/years/<int:year_id>/reserve/", acts.new, name="new"),
    path("funding/years/<int:year_id>/register.xlsx", register.register, name="register"),
    path("funding/obligations/", obligations.index, name="obligations"),
    path("funding/obligations/<int:obligation_id>/", obligations.show, name="obligation"),
    path("funding/obligations/<int:obligation_id>/do/<slug:name>/", acts.move, name="move"),
    path("funding/obligations/<int:obligation_id>/act/<slug:name>/", acts.act, name="act"),
    path("funding/invoices/", obligations.invoices, name="invoices"),
    path(
        "funding/invoices/<int:invoice_id>/do/<slug:name>/", acts.invoice_move, name="invoice_move"
    ),
    path("funding/rates/", rates.rates, name="rates"),
    path("funding/rates/new/", rates.new_rate, name="new_rate"),
    path("funding/prices/", rates.prices, name="prices"),
]
