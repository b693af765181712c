"""How well we know a fact: the words of the foundation, for the registry."""

from qanat.foundation.evidence import VERIFIED, Evidence, is_verified

__all__ = ["VERIFIED", "Evidence", "is_verified"]
