"""Settings of signing in: accounts, passwords, second factor, lock-out, sessions, cookies."""

import os
from typing import Any, Final

HTTPS: Final = os.environ.get("QANAT_HTTPS", "") == "1"
"""Whether browsers reach us over TLS: cookies are then refused on plain connections."""
QANAT_PROXIES = int(os.environ.get("QANAT_PROXIES", "0") or "0")
"""How many trusted proxies stand before us and add to ``X-Forwarded-For``."""
QANAT_API_PATHS = ("/api/", "/fhir/")
"""Where other systems ask, with keys."""

AUTH_USER_MODEL = "access.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "qanat.foundation.access.sign_in.backends.PasswordBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
_VALIDATORS = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {
        "NAME": f"{_VALIDATORS}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("user_name", "full_name", "email", "phone")},
    },
    {"NAME": f"{_VALIDATORS}.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": f"{_VALIDATORS}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATORS}.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/sign-in/"

_FORMS = "qanat.foundation.access.sign_in.forms"
ACCOUNT_ADAPTER = "qanat.foundation.access.sign_in.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "user_name"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_LOGIN_TIMEOUT = 600
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "30/m/ip,20/5m/key"}
ACCOUNT_FORMS = {
    "login": f"{_FORMS}.SignInForm",
    "reauthenticate": f"{_FORMS}.ConfirmPasswordForm",
}
MFA_ADAPTER = "qanat.foundation.access.sign_in.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": f"{_FORMS}.SecondFactorForm",
    "reauthenticate": f"{_FORMS}.ConfirmCodeForm",
    "activate_totp": f"{_FORMS}.AuthenticatorForm",
    "add_webauthn": f"{_FORMS}.AddKeyForm",
    "edit_webauthn": f"{_FORMS}.RenameKeyForm",
}

_LOCKOUT = "qanat.foundation.access.sign_in.lockout"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "username"
AXES_USERNAME_CALLABLE = f"{_LOCKOUT}.sign_in_name"
AXES_CLIENT_IP_CALLABLE = "qanat.foundation.access.sign_in.addresses.client_address"
AXES_FAILURE_LIMIT = f"{_LOCKOUT}.failures_allowed"
AXES_COOLOFF_TIME = f"{_LOCKOUT}.closed_for"
AXES_LOCKOUT_CALLABLE = f"{_LOCKOUT}.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "user_agent", "login", "code"]
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "access_cache",
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
}
"""Shared by all processes: a guess counted or a code used in one is so in every other."""

SESSION_ENGINE = "qanat.foundation.access.session_store"
SESSION_COOKIE_NAME = "qanat_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS and QANAT_PROXIES else None
