"""How far the silence of a flight may go."""

from enum import IntEnum


class Phase(IntEnum):
    """How far the silence of an airborne aircraft has gone; later ones are worse.

    The last three are the emergency phases of ICAO Annex 11: INCERFA, ALERFA, DETRESFA.
    """

    NORMAL = 0
    OVERDUE = 1
    UNCERTAINTY = 2
    ALERT = 3
    DISTRESS = 4
