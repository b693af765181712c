"""What plans are ranked by."""

from typing import Final

from qanat.engine.kbest.model import Policy

SOONEST: Final = Policy(
    name="soonest", contact_share=1e-5, cost=1e-12, hand_over=1e-9, coverage=0.0, risk=0.0
)
"""Definitive care first; of equals who is with the patient first, then the cheapest."""
