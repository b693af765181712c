"""Addresses of signing in; the names are those which django-allauth expects."""

from django.urls import path

from qanat.foundation.access.sign_in import views

urlpatterns = [
    path("sign-in/", views.sign_in, name="account_login"),
    path("sign-in/code/", views.second_factor, name="mfa_authenticate"),
    path("sign-out/", views.sign_out, name="account_logout"),
    path("account/confirm/", views.confirm_password, name="account_reauthenticate"),
    path("account/confirm/code/", views.confirm_code, name="mfa_reauthenticate"),
    path("account/confirm/key/", views.confirm_key, name="mfa_reauthenticate_webauthn"),
    path("account/second-factor/", views.factors, name="mfa_index"),
    path("account/second-factor/set-up/", views.set_up, name="mfa_activate_totp"),
    path("account/second-factor/remove/", views.remove, name="mfa_deactivate_totp"),
    path("account/recovery-codes/", views.recovery_codes, name="mfa_view_recovery_codes"),
    path("account/recovery-codes/new/", views.new_codes, name="mfa_generate_recovery_codes"),
    path("account/recovery-codes/text/", views.download_codes, name="mfa_download_recovery_codes"),
    path("account/security-keys/", views.keys, name="mfa_list_webauthn"),
    path("account/security-keys/add/", views.add_key, name="mfa_add_webauthn"),
    path("account/security-keys/<int:pk>/remove/", views.remove_key, name="mfa_remove_webauthn"),
    path("account/security-keys/<int:pk>/rename/", views.rename_key, name="mfa_edit_webauthn"),
]
