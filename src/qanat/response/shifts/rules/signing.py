"""What is signed at a hand-over: one text for one content, and a digest by which it is known."""

import hashlib
import json
from collections.abc import Mapping


def digest_of(content: Mapping[str, object]) -> str:
    """Return the digest of what is signed, however it was written down."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
