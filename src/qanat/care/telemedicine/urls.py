"""Addresses of telemedicine: ids only."""

from django.urls import path

from qanat.care.telemedicine.pages import calling, deciding, order, ordering, worklist

app_name = "telemedicine"
urlpatterns = [
    path("consultations/", worklist.worklist, name="worklist"),
    path("consultations/next/", worklist.take_next, name="take_next"),
    path("consultations/new/", ordering.new, name="new"),
    path("consultations/first/<int:request_id>/", deciding.first, name="first"),
    path("consultations/draft/", ordering.keep_draft, name="draft"),
    path("consultations/draft/drop/", ordering.drop_draft, name="drop_draft"),
    path("consultations/<int:order_id>/", order.show, name="order"),
    path("consultations/<int:order_id>/take/", order.take, name="take"),
    path("consultations/<int:order_id>/call/", calling.call_specialist, name="call"),
    path("consultations/<int:order_id>/give-back/", order.give_back, name="give_back"),
    path("consultations/<int:order_id>/conclude/", order.conclude, name="conclude"),
    path("consultations/<int:order_id>/draft/", order.keep_draft, name="keep_conclusion"),
    path("consultations/<int:order_id>/cancel/", order.cancel, name="cancel"),
    path("consultations/<int:order_id>/fly/", order.fly, name="fly"),
    path("consultations/<int:order_id>/link/<int:request_id>/", order.link, name="link"),
]
