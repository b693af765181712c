"""The roles: who may do what, within which kind of scope.

A role is data. To add one: give it a line here and translate its label
(``docs/guides/add-a-role.md``).
"""

from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.care.abroad import permissions as abroad
from qanat.care.critical import permissions as critical
from qanat.care.telemedicine import permissions as telemedicine
from qanat.config.roles_abroad import ABROAD, FIGURES
from qanat.config.roles_systems import SYSTEMS
from qanat.foundation.access import permissions as access
from qanat.foundation.access_types import Role, ScopeKind
from qanat.foundation.messages import permissions as messages
from qanat.foundation.parameters import permissions as parameters
from qanat.readiness.costs import permissions as costs
from qanat.readiness.ledger import permissions as ledger
from qanat.readiness.statistics import permissions as statistics
from qanat.registry.facilities import permissions as facilities
from qanat.registry.fleet import permissions as fleet
from qanat.registry.patients import permissions as patients
from qanat.registry.places import permissions as places
from qanat.registry.terminology import permissions as registry
from qanat.registry.workforce import permissions as workforce
from qanat.response.alerts import permissions as alerts
from qanat.response.callout import permissions as callout
from qanat.response.commitments import permissions as commitments
from qanat.response.crisis import permissions as crisis
from qanat.response.dispatch import permissions as dispatch
from qanat.response.following import permissions as following
from qanat.response.hospitals import permissions as hospitals
from qanat.response.operators import permissions as operators
from qanat.response.ringing import permissions as ringing
from qanat.response.shifts import permissions as shifts
from qanat.response.standing import permissions as standing
from qanat.response.tracking import permissions as tracking
from qanat.response.weather import permissions as weather
from qanat.web import permissions as web

_BASIC: Final = frozenset({registry.READ, parameters.READ})
_COUNTS: Final = _BASIC | FIGURES
_LOOK: Final = _BASIC | {
    dispatch.SEE,
    dispatch.CONDITION,
    tracking.SEE,
    weather.SEE,
    hospitals.SEE,
    commitments.SEE,
    fleet.SEE,
    workforce.SEE,
}
_CARE: Final = frozenset(
    {
        telemedicine.SEE,
        patients.SEE,
        patients.REGISTER,
        patients.CORRECT,
        patients.REVEAL,
        access.BREAK_GLASS,
    }
)
_WARD: Final = _BASIC | {
    dispatch.SEE,
    dispatch.CONDITION,
    dispatch.REGISTER,
    dispatch.ASSESS,
    patients.SEE,
    patients.REGISTER,
    telemedicine.SEE,
    telemedicine.ORDER,
    critical.SEE,
    critical.INCLUDE,
    critical.REPORT,
    critical.MOVE,
    critical.END,
    critical.ALERTED,
    alerts.SEE,
}
"""Of a hospital: to ask for help, and to report the critical patients whom others watch."""

_ALERTED: Final = {alerts.SEE, alerts.ACKNOWLEDGE}
_CREWS: Final = _ALERTED | {alerts.CALLS, dispatch.CALLS}
"""Who sends ambulances is alerted to calls which none has."""

ROLES: Final[tuple[Role, ...]] = (
    Role(
        "dispatcher",
        _("Dispatcher of the centre"),
        ScopeKind.NATION,
        _LOOK
        | _CARE
        | _CREWS
        | {
            abroad.FLY,
            standing.SEE,
            ringing.ANSWER,
            dispatch.REGISTER,
            dispatch.ASSESS,
            dispatch.PLAN,
            dispatch.COMMIT,
            dispatch.FLY,
            dispatch.SERVE,
            dispatch.CLOSE,
            dispatch.CORRECT,
            dispatch.OUTCOME,
            commitments.COMMIT,
            telemedicine.ORDER,
            messages.SEND,
            messages.SEE,
            patients.MERGE,
            shifts.SEE,
            shifts.WORK,
            shifts.SIGN,
            crisis.SEE,
            crisis.DECLARE,
            crisis.TRIAGE,
            crisis.REQUEST,
            places.CLOSE,
            weather.STATE,
            alerts.CLOSE,
            following.SEE,
            following.FOLLOW,
            callout.SEE,
            callout.CALL,
            workforce.CONTACT,
            critical.SEE,
            critical.MOVE,
        },
    ),
    Role(
        "coordinator",
        _("Physician-coordinator of a region"),
        ScopeKind.REGION,
        _LOOK
        | _CARE
        | _ALERTED
        | {
            ringing.ANSWER,
            dispatch.REGISTER,
            dispatch.ASSESS,
            dispatch.REVIEW,
            dispatch.PLAN,
            dispatch.OUTCOME,
            telemedicine.ORDER,
            following.SEE,
            crisis.SEE,
            crisis.DECLARE,
            crisis.TRIAGE,
            crisis.REQUEST,
            callout.SEE,
            callout.CALL,
            critical.SEE,
            critical.INCLUDE,
            critical.REPORT,
            critical.MOVE,
            critical.END,
            costs.DECLINES,
        },
    ),
    Role(
        "chief_physician",
        _("Chief physician of the centre's shift"),
        ScopeKind.NATION,
        _LOOK
        | _CARE
        | _ALERTED
        | {
            standing.SEE,
            ringing.ANSWER,
            dispatch.REGISTER,
            dispatch.ASSESS,
            dispatch.REVIEW,
            dispatch.PLAN,
            dispatch.CLOSE,
            dispatch.OUTCOME,
            telemedicine.ORDER,
            access.REVIEW_GLASS,
            statistics.READ,
            ledger.READ,
            alerts.CLOSE,
            alerts.SUPERVISE,
            alerts.CALLS,
            following.SEE,
            shifts.SEE,
            shifts.WORK,
            shifts.SIGN,
            crisis.SEE,
            crisis.DECLARE,
            crisis.TRIAGE,
            crisis.REQUEST,
            callout.SEE,
            callout.CALL,
            critical.SEE,
            critical.INCLUDE,
            critical.MOVE,
            critical.END,
            critical.COUNCIL,
            critical.ALERTED,
            costs.DECLINES,
        },
    ),
    Role(
        "team",
        _("Flight or ground team"),
        ScopeKind.REGION,
        _LOOK
        | {
            patients.SEE,
            dispatch.ASSESS,
            dispatch.FLY,
            dispatch.SERVE,
            dispatch.CORRECT,
            tracking.REPORT,
            crisis.SEE,
            crisis.TRIAGE,
            callout.SEE,
        },
    ),
    Role(
        "operator",
        _("Operations desk of an airline"),
        ScopeKind.OPERATOR,
        _BASIC
        | {
            dispatch.SEE,
            dispatch.OPERATE,
            dispatch.FLY,
            fleet.SEE,
            fleet.SEE_CONTRACTS,
            fleet.STATE,
            tracking.REPORT,
            alerts.SEE,
            weather.SEE,
            following.SEE,
            operators.SEE,
            operators.BILL,
            operators.ANSWER,
            workforce.CONTACT,
            costs.READ,
            costs.DECLINES,
            costs.EXPORT,
        },
    ),
    Role(
        "road_dispatcher",
        _("Dispatcher of ambulances (103)"),
        ScopeKind.REGION,
        _LOOK
        | _CREWS
        | {
            patients.SEE,
            patients.REGISTER,
            ringing.ANSWER,
            dispatch.REGISTER,
            crisis.SEE,
            crisis.DECLARE,
            crisis.TRIAGE,
        },
    ),
    Role(
        "hospital",
        _("Coordinator of a hospital"),
        ScopeKind.ORGANISATION,
        _WARD
        | {hospitals.SEE, hospitals.STATE, dispatch.OUTCOME, workforce.CONTACT, callout.ANSWER},
    ),
    Role(
        "bedside",
        _("Physician of an intensive care unit"),
        ScopeKind.ORGANISATION,
        _WARD,
    ),
    Role(
        "specialist",
        _("Specialist for remote consultations"),
        ScopeKind.PROFILE,
        _BASIC
        | _ALERTED
        | {
            telemedicine.SEE,
            telemedicine.CONCLUDE,
            dispatch.SEE,
            dispatch.CONDITION,
            patients.SEE,
            critical.SEE,
            critical.ROUND,
            critical.COUNCIL,
            critical.MOVE,
            critical.ALERTED,
        },
    ),
    Role(
        "fleet_manager",
        _("Manager of fleet, contracts and rosters"),
        ScopeKind.NATION,
        _LOOK - {dispatch.CONDITION}
        | {
            standing.SEE,
            fleet.SEE_CONTRACTS,
            fleet.STATE,
            fleet.BASE,
            fleet.REGISTER,
            fleet.CONTRACT,
            operators.SEE,
            operators.BILL,
            operators.DECIDE,
            workforce.ROSTER,
            workforce.REGISTER,
            workforce.CONTACT,
            costs.READ,
            costs.EXPORT,
        },
    ),
    Role(
        "analyst",
        _("Analyst of the ministry"),
        ScopeKind.NATION,
        _COUNTS
        | {
            statistics.READ,
            statistics.EXPORT,
            statistics.IMPORT,
            ledger.READ,
            ledger.ENTER,
            dispatch.SEE,
            dispatch.CONDITION,
            telemedicine.SEE,
            fleet.SEE,
            fleet.SEE_CONTRACTS,
            operators.SEE,
            patients.IMPORT,
            costs.READ,
            costs.DECLINES,
            costs.EXPORT,
        },
    ),
    Role(
        "region_analyst",
        _("Analyst of a region"),
        ScopeKind.REGION,
        _COUNTS
        | {
            statistics.READ,
            statistics.EXPORT,
            dispatch.SEE,
            dispatch.CONDITION,
            telemedicine.SEE,
            costs.READ,
            costs.DECLINES,
            costs.EXPORT,
        },
    ),
    *ABROAD,
    Role(
        "partner",
        _("Centre of a partner country"),
        ScopeKind.COUNTRY,
        _BASIC | {dispatch.SEE, dispatch.CONDITION},
    ),
    *SYSTEMS,
    Role(
        "administrator",
        _("Administrator"),
        ScopeKind.NATION,
        _BASIC
        | {
            access.SEE_ACCOUNTS,
            access.MANAGE_ACCOUNTS,
            access.GRANT,
            access.ISSUE_TOKEN,
            access.REVIEW_GLASS,
            access.READ_AUDIT,
            messages.SEE,
            parameters.CHANGE,
            registry.LOAD,
            facilities.EDIT,
            workforce.CONTACT,
            web.GALLERY,
        },
    ),
    Role(
        "norm_keeper",
        _("Keeper of norms and parameters"),
        ScopeKind.NATION,
        _BASIC | {parameters.CHANGE, parameters.VERIFY},
    ),
)
