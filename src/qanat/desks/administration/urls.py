"""Addresses of the administrator's desk and of everybody's own account."""

from django.urls import URLPattern, URLResolver, include, path

from qanat.desks.administration.pages import (
    accounts,
    confirming,
    glass,
    messages,
    own,
    parameters,
    rights,
    trail,
)

_ACCOUNT: list[URLPattern | URLResolver] = [
    path("", accounts.account, name="account"),
    path("change/", accounts.change, name="change"),
    path("close/", accounts.deactivate, name="deactivate"),
    path("open/", accounts.reactivate, name="reactivate"),
    path("password/", accounts.first_password, name="first_password"),
    path("second-factor/", accounts.lost_factor, name="lost_factor"),
    path("sign-out/", accounts.sign_out, name="sign_out"),
    path("unlock/", accounts.unlock, name="unlock"),
    path("roles/new/", rights.grant, name="grant"),
    path("roles/<int:grant_id>/end/", rights.revoke, name="revoke"),
    path("keys/new/", rights.issue, name="issue"),
    path("keys/<int:token_id>/end/", rights.end_key, name="end_key"),
]

_DESK: list[URLPattern | URLResolver] = [
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/new/", accounts.new, name="new"),
    path("accounts/<int:account_id>/", include(_ACCOUNT)),
    path("emergency/", glass.reviews, name="glass"),
    path("emergency/<int:glass_id>/", glass.review, name="glass_review"),
    path("emergency/<int:glass_id>/close/", glass.close_record, name="glass_close"),
    path("emergency/<slug:kind>/<int:record_id>/open/", glass.open_record, name="glass_open"),
    path("audit/", trail.entries, name="trail"),
    path("parameters/", parameters.parameters, name="parameters"),
    path("parameters/<str:key>/", parameters.parameter_card, name="parameter"),
    path("parameters/<str:key>/new/", parameters.new_version, name="parameter_new"),
    path(
        "parameters/<str:key>/<int:parameter_id>/confirm/",
        confirming.verify,
        name="parameter_verify",
    ),
    path(
        "parameters/<str:key>/<int:parameter_id>/set-aside/",
        confirming.set_aside,
        name="parameter_set_aside",
    ),
    path("parameters/<str:key>/<int:parameter_id>/end/", confirming.end, name="parameter_end"),
]

_MESSAGES: list[URLPattern | URLResolver] = [
    path("", messages.own, name="own"),
    path("code/", messages.confirm_code, name="code"),
    path("tray/", messages.tray, name="tray"),
    path("browser/", messages.browser, name="browser"),
    path("worker.js", messages.worker, name="worker"),
    path("gateway/", messages.gateway, name="gateway"),
    path("answer/<str:token>/", messages.answer, name="answer"),
    path("<int:message_id>/confirm/", messages.confirm, name="confirm"),
]

urlpatterns = [
    path("account/", own.profile, name="account"),
    path("account/password/", own.password, name="account_password"),
    path("account/sessions/end/", own.end_session, name="account_end_session"),
    path("account/sessions/end-others/", own.end_others, name="account_end_others"),
    path("administration/", include((_DESK, "administration"))),
    path("messages/", include((_MESSAGES, "messages"))),
]
