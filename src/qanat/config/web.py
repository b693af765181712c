"""Settings of pages: what a browser may load, how forms and faults are answered, static files."""

import os
from typing import Any

QANAT_BANNER = os.environ.get("QANAT_BANNER", "synthetic" if os.environ.get("QANAT_DEMO") == "1" else "")
"""What stands above every page: "", ``synthetic`` (made-up data) or ``exercise``."""

CSRF_FAILURE_VIEW = "qanat.web.refused.csrf_failed"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "worker-src": ["'self'", "blob:"],
        "media-src": ["'self'", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
