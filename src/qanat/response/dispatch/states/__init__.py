"""Lifecycles of dispatch."""

from qanat.response.dispatch.states.calls import CALL, CallState
from qanat.response.dispatch.states.missions import MISSION, MissionState
from qanat.response.dispatch.states.requests import REQUEST, RequestState

__all__ = ["CALL", "MISSION", "REQUEST", "CallState", "MissionState", "RequestState"]
