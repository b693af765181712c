"""Settings: what Qanat is made of, and where this machine keeps it."""

import os
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from django.conf.locale import LANG_INFO
from django.utils.translation import gettext_lazy as _

from qanat.config import keys
from qanat.config.apps import CONTEXTS
from qanat.config.database import databases
from qanat.config.home import home
from qanat.config.logs import logging_settings
from qanat.config.outbound import *  # noqa: F403 (the same)
from qanat.config.sign_in import *  # noqa: F403 (one subject of many settings)
from qanat.config.signing import *  # noqa: F403 (the same)
from qanat.config.web import *  # noqa: F403 (the same)
from qanat.foundation.days import NATIONAL

SOURCE: Final = Path(__file__).resolve().parent.parent

QANAT_VERSION = version("qanat") if not os.environ.get("QANAT_UNINSTALLED") else "0"
QANAT_HOME = home()
QANAT_DEMO = os.environ.get("QANAT_DEMO", "") == "1"
"""The demonstration: synthetic data, and conveniences which say that they are such."""
QANAT_EVENTS_URL = os.environ.get("QANAT_EVENTS_URL", "/events")
QANAT_ROUTER_URL = os.environ.get("QANAT_ROUTER_URL", "")
"""A router over the operator's own extract of the roads; without one the sketch answers."""
QANAT_ZONE = NATIONAL.key
"""National time: periods of reports, days of norms."""
QANAT_ROLES = "qanat.config.roles.ROLES"
QANAT_IDENTIFIER_KEYS = keys.identifier_keys()
QANAT_IDENTIFIER_KEY_ID = keys.current_identifier_key_id()
QANAT_BLIND_INDEX_KEY = keys.blind_index_key()
QANAT_AUDIT_KEY = keys.audit_signing_key()
QANAT_AUDIT_HEADS = home() / "audit" / "heads.jsonl"

SECRET_KEY = keys.secret_key()
DEBUG = False
ALLOWED_HOSTS = os.environ.get("QANAT_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("QANAT_ORIGINS", "").split(",") if o]
ROOT_URLCONF = "qanat.config.urls"
WSGI_APPLICATION = "qanat.config.wsgi.application"
DATABASES: dict[str, dict[str, Any]] = databases()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    *CONTEXTS,  # before the libraries, so that our templates and translations win
    "django.contrib.auth",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "django_htmx",
    "csp",
]

LOGGING = logging_settings(os.environ.get("QANAT_LOG_LEVEL", "INFO"))

MIDDLEWARE = [
    "qanat.web.middleware.RequestIds",
    "qanat.config.logs.AccessLog",
    "qanat.exchange.api.shortway.ShortWay",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "qanat.web.middleware.OwnHeaders",
    "qanat.web.middleware.PlainAddresses",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "qanat.foundation.access.middleware.SignedIn",
    "qanat.web.middleware.Languages",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "qanat.web.middleware.Refusals",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "qanat.foundation.access.context.access",
                "qanat.web.context.kit",
            ],
        },
    }
]

FORM_RENDERER = "qanat.web.controls.Renderer"

LANG_INFO["uz-cyrl"] = {
    "bidi": False,
    "code": "uz-cyrl",
    "name": "Uzbek (Cyrillic)",
    "name_local": "Ўзбекча",
}
LANGUAGES = [
    ("kk", _("Kazakh")),
    ("ru", _("Russian")),
    ("en", _("English")),
    ("uz", _("Uzbek (Latin)")),
    ("uz-cyrl", _("Uzbek (Cyrillic)")),
]
LANGUAGE_CODE = "en"  # the language of the source strings
LOCALE_PATHS = [SOURCE / "config" / "locale"]
FORMAT_MODULE_PATH = ["qanat.config.formats"]  # of the languages for which Django has none
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = home() / "static"

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
