"""How the audit trail calls kinds of records; every audited table has its words here."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qanat.foundation.refusals import Text

RECORDS: Final[dict[str, Text]] = {
    "access_account": _("Account"),
    "access_break_glass": _("Emergency access"),
    "access_role_grant": pgettext_lazy("record", "Role of an account"),
    "access_token": pgettext_lazy("record", "Key for another system"),
    "alerts_alert": pgettext_lazy("record", "Alert"),
    "callout_ask": pgettext_lazy("record", "Who is asked in a call-out"),
    "callout_callout": pgettext_lazy("record", "Call-out of people or hospitals"),
    "commitments_commitment": pgettext_lazy("record", "Promise of a resource"),
    "dispatch_assessment": pgettext_lazy("record", "Assessment of a patient"),
    "dispatch_call": pgettext_lazy("record", "Ambulance call"),
    "dispatch_costline": pgettext_lazy("record", "Cost line"),
    "dispatch_crewmember": pgettext_lazy("record", "Member of a crew"),
    "dispatch_leg": pgettext_lazy("record", "Leg"),
    "dispatch_mission": _("Mission"),
    "dispatch_missionrequest": pgettext_lazy("record", "Request of a mission"),
    "dispatch_outcome": _("Outcome"),
    "dispatch_plan": pgettext_lazy("record", "Plan"),
    "dispatch_request": _("Request"),
    "dispatch_requestlog": pgettext_lazy("record", "Line of the log"),
    "dispatch_requestpatient": pgettext_lazy("record", "Patient of a request"),
    "dispatch_review": pgettext_lazy("record", "Clinical decision"),
    "dispatch_service": _("Service"),
    "dispatch_servicepatient": pgettext_lazy("record", "Patient of a service"),
    "dispatch_stamp": pgettext_lazy("record", "Time stamp"),
    "fleet_aircraft": pgettext_lazy("vehicle", "Aircraft"),
    "fleet_aircrafttype": pgettext_lazy("record", "Aircraft type"),
    "fleet_ambulance": _("Ambulance"),
    "fleet_base": _("Base"),
    "fleet_basing": pgettext_lazy("record", "Basing of an aircraft"),
    "fleet_contract": pgettext_lazy("record", "Contract"),
    "fleet_contractrate": pgettext_lazy("record", "Price under a contract"),
    "fleet_medicalmodule": _("Medical module"),
    "fleet_modulecertificate": pgettext_lazy("record", "Certificate of a module"),
    "fleet_operator": _("Operator"),
    "fleet_serviceability": pgettext_lazy("record", "Statement about an aircraft"),
    "following_flightreport": pgettext_lazy("record", "Report of a flight"),
    "following_sheetstep": pgettext_lazy("record", "Step of an emergency plan"),
    "handover_handover": pgettext_lazy("record", "Hand-over of a patient"),
    "ledger_publication": pgettext_lazy("record", "Publication"),
    "ledger_publishedfigure": pgettext_lazy("record", "Published figure"),
    "mfa_authenticator": _("Second factor"),
    "operators_answer": pgettext_lazy("record", "Answer of an airline"),
    "operators_delay": pgettext_lazy("record", "Delay of a mission"),
    "operators_difference": pgettext_lazy("record", "Difference of an invoice"),
    "operators_invoice": pgettext_lazy("record", "Invoice of an airline"),
    "operators_invoicefile": pgettext_lazy("record", "File of an invoice"),
    "outbound_call_out": pgettext_lazy("record", "Call-out"),
    "outbound_message": _("Message"),
    "parameters_parameter": pgettext_lazy("record", "Version of a parameter"),
    "patients_alias": pgettext_lazy("record", "Other name of a patient"),
    "patients_identifier": pgettext_lazy("record", "Number of a patient"),
    "patients_identifierreveal": _("Numbers shown"),
    "patients_merge": pgettext_lazy("record", "Merge of patients"),
    "patients_patient": _("Patient"),
    "patients_patientlink": pgettext_lazy("record", "Access to a patient"),
    "reception_handin": pgettext_lazy("record", "Incident handed in"),
    "commission_attendance": pgettext_lazy("record", "Presence at a sitting"),
    "commission_body": pgettext_lazy("record", "Commission"),
    "commission_calendarfeed": pgettext_lazy("record", "Calendar of somebody"),
    "commission_concern": pgettext_lazy("record", "Who is barred from a matter"),
    "commission_conflict": pgettext_lazy("record", "Conflict of interest, declared"),
    "commission_item": pgettext_lazy("record", "Matter before a commission"),
    "commission_member": pgettext_lazy("record", "Seat in a commission"),
    "commission_minorityopinion": pgettext_lazy("record", "Minority opinion"),
    "commission_paper": pgettext_lazy("record", "Signed paper"),
    "commission_sitting": pgettext_lazy("record", "Sitting of a commission"),
    "commission_vote": pgettext_lazy("record", "Vote of a member"),
    "critical_council": pgettext_lazy("record", "Council on a critical patient"),
    "critical_councilseat": pgettext_lazy("record", "Specialty asked into a council"),
    "critical_findings": pgettext_lazy("record", "Findings of a critical patient"),
    "critical_opinion": pgettext_lazy("record", "Opinion in a council"),
    "critical_round": pgettext_lazy("record", "Round of a critical patient"),
    "critical_watch": pgettext_lazy("record", "Watch over a critical patient"),
    "crisis_casualty": pgettext_lazy("record", "Casualty"),
    "crisis_incident": pgettext_lazy("record", "Mass-casualty incident"),
    "crisis_triagerecord": pgettext_lazy("record", "Triage of a casualty"),
    "shifts_handover": pgettext_lazy("record", "Hand-over of a shift"),
    "shifts_shift": pgettext_lazy("record", "Shift"),
    "shifts_shiftentry": pgettext_lazy("record", "Line of a shift's log"),
    "shifts_shiftmember": pgettext_lazy("record", "Member of a shift"),
    "statistics_journal": _("Journal"),
    "statistics_journalfile": pgettext_lazy("record", "File of a journal"),
    "telemedicine_consultationorder": pgettext_lazy("journal", "Consultation order"),
    "telemedicine_furtherquestion": pgettext_lazy("record", "Further question"),
    "telemedicine_orderpatient": pgettext_lazy("record", "Patient of a consultation order"),
    "telemedicine_remoteservice": pgettext_lazy("record", "Conclusion of a consultation"),
    "workforce_duty": pgettext_lazy("record", "Duty"),
    "workforce_dutycontact": pgettext_lazy("record", "Contact for call-outs"),
    "workforce_person": _("Person"),
    "workforce_qualification": pgettext_lazy("record", "Qualification"),
}
"""Every audited table."""


def record_name(table: str) -> str:
    """Return how a kind of record is called."""
    return str(RECORDS.get(table, table))


def record_choices() -> list[tuple[str, str]]:
    """Return the kinds of records with their names, by name."""
    return sorted(((table, str(name)) for table, name in RECORDS.items()), key=lambda row: row[1])
