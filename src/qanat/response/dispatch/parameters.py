"""The dated parameters of dispatch: norms of its clocks, hours of urgency, rules of counting."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qanat.foundation.evidence import Evidence
from qanat.foundation.parameters.declarations import Declaration, Number, declare
from qanat.foundation.parameters.states import Kind
from qanat.foundation.refusals import Text
from qanat.response.weather.parameters import STALE

ASSUMED: Final = gettext_noop(
    "Design assumption; the operative text of order ҚР ДСМ-225/2020 is to be read"
)
CATEGORY_NORMS: Final = gettext_noop(
    "Order ҚР ДСМ-225/2020 as printed in the press; to be read in full"
)


def _minutes(key: str, label: Text, default: float, source: str = ASSUMED) -> str:
    return declare(
        Number(
            key=f"dispatch.{key}",
            label=label,
            unit="min",
            default=default,
            source=source,
            evidence=Evidence.ASSUMPTION if source == ASSUMED else Evidence.PUBLISHED,
            least=1,
            most=10_080,
        )
    )


REGISTRATION: Final = _minutes("registration_norm_min", _("Time to register a request"), 5)
DECISION: Final = _minutes("decision_norm_min", _("Time for the physician's decision"), 30)
BED: Final = _minutes("bed_norm_min", _("Time to have the destination's consent"), 30)
OPERATOR_ANSWER: Final = _minutes(
    "operator_answer_norm_min", _("Time for the operator's answer"), 15
)
AIRBORNE_HELICOPTER: Final = _minutes(
    "airborne_helicopter_norm_min", _("From decision to take-off, helicopter"), 60
)
AIRBORNE_AEROPLANE: Final = _minutes(
    "airborne_aeroplane_norm_min", _("From decision to take-off, aeroplane"), 120
)
WEATHER_REPORT: Final = _minutes(
    "weather_report_norm_min", _("Report while waiting for weather, every"), 60
)
URGENT_WITHIN: Final = _minutes("urgent_within_min", _("Urgent: help is due within"), 360)
WINDOW_LEAD: Final = _minutes(
    "window_lead_min", _("From an act of the queue to treatment, where a window runs"), 90
)
BETTER_BY: Final = _minutes(
    "better_way_min", _("Another way of a mission is told of when care begins sooner by"), 15
)
LATER_BY: Final = _minutes(
    "later_way_min", _("An open request alerts when care by its best way begins later by"), 45
)
PLANNED_WITHIN: Final = _minutes("planned_within_min", _("Planned: help is due within"), 1_440)
CALL_NORMS: Final = {
    1: _minutes("call_1_norm_min", _("Arrival, category 1"), 10, CATEGORY_NORMS),
    2: _minutes("call_2_norm_min", _("Arrival, category 2"), 15, CATEGORY_NORMS),
    3: _minutes("call_3_norm_min", _("Arrival, category 3"), 30, CATEGORY_NORMS),
    4: _minutes("call_4_norm_min", _("Arrival, category 4"), 60, CATEGORY_NORMS),
}
PLAN_TOLERANCE: Final = _minutes(
    "plan_tolerance_min", _("A mission misses its promise when later by more than"), 15
)
PROMISE_STEP: Final = _minutes(
    "promise_step_min", _("The promise of a late mission grows in steps of"), 15
)
PROMISE_MOST: Final = _minutes(
    "promise_most_min", _("The promise of a late mission grows by at most"), 720
)
DUPLICATE_WITHIN: Final = _minutes(
    "duplicate_within_min", _("Look for duplicates of a request within"), 720
)

OFFERED_AGAIN_WITHIN: Final = declare(
    Number(
        key="dispatch.offered_again_within_h",
        label=_("Who is offered a need is told who declined it within"),
        unit="h",
        default=24,
        source=ASSUMED,
        least=1,
        most=720,
    )
)
LATER_WITHIN: Final = declare(
    Number(
        key="dispatch.later_entry_within_d",
        label=_("A request may be entered later within"),
        unit="d",
        default=30,
        source=ASSUMED,
        least=1,
        most=366,
    )
)
PLANNING: Final = gettext_noop("Design assumption of planning")


def _planning(key: str, label: Text, unit: str, default: float, most: float = 1e7) -> str:
    return declare(
        Number(
            key=f"planning.{key}",
            label=label,
            unit=unit,
            default=default,
            source=PLANNING,
            least=-90,
            most=most,
        )
    )


FIGURES: Final = {
    "road_load_s": _planning("road_load_s", _("Taking the patient into an ambulance"), "s", 900),
    "road_unload_s": _planning("road_unload_s", _("Hand-over from an ambulance"), "s", 600),
    "air_load_s": _planning("air_load_s", _("Taking the patient into an aircraft"), "s", 1200),
    "air_unload_s": _planning("air_unload_s", _("Taking the patient out of it"), "s", 900),
    "team_load_s": _planning("team_load_s", _("A team boards"), "s", 300),
    "team_unload_s": _planning("team_unload_s", _("A team alights"), "s", 300),
    "team_setup_s": _planning("team_setup_s", _("A team begins to treat"), "s", 1800),
    "consultation_s": _planning("consultation_s", _("A remote consultation begins"), "s", 1800),
    "ahead_s": _planning("ahead_s", _("Ambulances are at the aircraft before it by"), "s", 600),
    "refuel_s": _planning("refuel_s", _("Refuelling"), "s", 1800),
    "headwind_share": _planning("headwind_share", _("Lost to the wind"), "1", 0.1, 0.9),
    "rotor_reserve_m": _planning("rotor_reserve_m", _("Helicopter's reserve"), "m", 80_000),
    "wing_reserve_m": _planning("wing_reserve_m", _("Aeroplane's reserve"), "m", 250_000),
    "night_below_deg": _planning("night_below_deg", _("Night: sun below"), "deg", -6, 10),
    "weather_stale_s": STALE,
    "horizon_s": _planning("horizon_s", _("Plans reach ahead"), "s", 86_400),
    "limit": _planning("limit", _("Plans shown"), "1", 8, 100),
}
CREW_REST: Final = _planning(
    "crew_rest_s", _("A crew whose duty ends abroad rests before it flies home for"), "s", 43_200
)
POLICIES: Final = declare(
    Declaration(
        key="planning.policies",
        label=_("Policies by which plans are ranked, besides the time alone"),
        kind=Kind.TABLE,
        default=[
            {
                "policy": policy,
                "contact_percent": contact_percent,
                "hand_over_min": hand_over_min,
                "million_min": million_min,
                "coverage_min": coverage_min,
            }
            for policy, contact_percent, hand_over_min, million_min, coverage_min in (
                ("balanced", 20, 5, 3, 0.2),
                ("gentle", 10, 20, 0, 0),
                ("sparing", 10, 5, 15, 0.2),
            )
        ],
        source=PLANNING,
        evidence=Evidence.ASSUMPTION,
    )
)
CURVES_OF: Final = declare(
    Declaration(
        key="planning.outcome_curves",
        label=_("Which outcome curves a diagnosis has; the first rule that fits counts"),
        kind=Kind.TABLE,
        default=[
            dict(
                zip(
                    ("icd_from", "icd_to", "nosology", "contact_curve", "care_curve"),
                    rule,
                    strict=True,
                )
            )
            for rule in (
                ("I46", "I46", "", "arrest", "hours"),
                ("I63", "I64", "", "hours", "stroke_thrombolysis"),
                ("I21", "I22", "", "hours", "infarction"),
                ("T36", "T65", "", "hours", "hours"),
                ("S00", "T35", "trauma", "hours", "trauma"),
                ("", "", "obstetric", "hours", "birth"),
                ("", "", "newborn", "hours", "newborn"),
            )
        ],
        source=PLANNING,
        evidence=Evidence.ASSUMPTION,
    )
)
SOONER_SHARE: Final = declare(
    Number(
        key="planning.sooner_share",
        label=_("Of a diagnosis' outcome curve: share of “the sooner the better”"),
        unit="1",
        default=0.2,
        source=PLANNING,
        least=0.01,
        most=1,
    )
)
PRESSURISED: Final = declare(
    Declaration(
        key="planning.pressurised_types",
        label=_("Aircraft types with a pressurised cabin"),
        kind=Kind.TABLE,
        default=[
            {"type": code}
            for code in (
                "pc-12ng", "king-air-b200", "king-air-b350", "yak-40", "an-24", "crj-200",
                "challenger-604",
            )
        ],
        source=gettext_noop(
            "General knowledge of the types; each aircraft's papers are to be read"
        ),
        evidence=Evidence.MEMORY,
    )
)  # fmt: skip
DRUG_UNITS: Final = declare(
    Declaration(
        key="dispatch.drug_units",
        label=_("Units in which the drugs of the list are usually recorded"),
        kind=Kind.TABLE,
        default={
            "epinephrine": "mg, ug/kg/min",
            "norepinephrine": "ug/kg/min",
            "dopamine": "ug/kg/min",
            "dobutamine": "ug/kg/min",
            "phenylephrine": "ug",
            "amiodarone": "mg",
            "lidocaine": "mg",
            "atropine": "mg",
            "esmolol": "mg",
            "metoprolol": "mg",
            "nitroglycerin": "ug/min",
            "urapidil": "mg, mg/h",
            "nifedipine": "mg",
            "methyldopa": "mg",
            "magnesium_sulfate": "g, mL",
            "oxytocin": "[iU]",
            "carbetocin": "ug",
            "hexoprenaline": "ug",
            "tranexamic_acid": "mg, g",
            "heparin": "[iU]",
            "enoxaparin": "mg",
            "alteplase": "mg",
            "tenecteplase": "mg",
            "acetylsalicylic_acid": "mg",
            "clopidogrel": "mg",
            "morphine": "mg",
            "fentanyl": "ug",
            "trimeperidine": "mg",
            "ketamine": "mg",
            "propofol": "mg, mg/h",
            "thiopental": "mg",
            "midazolam": "mg, mg/h",
            "diazepam": "mg",
            "suxamethonium": "mg",
            "rocuronium": "mg",
            "pipecuronium": "mg",
            "naloxone": "mg",
            "dexamethasone": "mg",
            "prednisolone": "mg",
            "hydrocortisone": "mg",
            "salbutamol": "mg",
            "aminophylline": "mg",
            "furosemide": "mg",
            "mannitol": "g, mL",
            "glucose": "mL",
            "insulin": "[iU]",
            "potassium_chloride": "mmol, mL",
            "calcium_gluconate": "mL",
            "sodium_bicarbonate": "mL, mmol",
            "sodium_chloride": "mL, mL/h",
            "balanced_crystalloid": "mL, mL/h",
            "surfactant": "mg",
            "caffeine_citrate": "mg",
            "phenobarbital": "mg",
            "valproate": "mg",
            "ceftriaxone": "g",
            "paracetamol": "mg",
            "ketorolac": "mg",
            "metoclopramide": "mg",
            "ondansetron": "mg",
            "omeprazole": "mg",
            "oxygen": "L/min",
        },
        source=gettext_noop(
            "General knowledge of emergency medicine; a clinical pharmacologist is to confirm it"
        ),
        evidence=Evidence.MEMORY,
        note=gettext_noop("Offered while a drug is typed; no dose is proposed or checked"),
    )
)
TURN_OUT: Final = _planning("turn_out_s", _("An idle ambulance sets out in"), "s", 120, 3_600)
ORGAN_PACKING: Final = _planning(
    "organ_packing_min", _("From cross-clamp until an organ can leave"), "min", 40, 600
)
LEAST_DUTY: Final = _planning(
    "least_duty_s", _("A crew waits for its relief if its duty ends within"), "s", 3_600, 43_200
)
DUTY_OVERRUN: Final = _planning(
    "duty_overrun_s", _("An ambulance's crew may be done after its duty by"), "s", 3_600, 14_400
)
AMBULANCE_REACH: Final = _planning(
    "ambulance_reach_min", _("An idle ambulance covers settlements within"), "min", 20, 240
)
AMBULANCE_BUSY: Final = _planning(
    "ambulance_busy", _("Chance that an ambulance is busy"), "1", 0.3, 0.99
)
DOOR_TO_TREATMENT: Final = _planning(
    "door_to_treatment_s", _("From the door to treatment"), "s", 1800
)
TEAM_READY: Final = _planning("team_ready_s", _("A hospital's team is ready in"), "s", 3600)
TEAM_SIZE: Final = _planning("team_size", _("People of a specialist's team"), "1", 2, 12)
OFF_ROAD_DETOUR: Final = _planning("detour", _("Unknown road over the great circle"), "1", 1.14, 3)
SEASON_LOW: Final = _planning("season_low", _("Season: quickest"), "1", 1.0, 5)
SEASON: Final = _planning("season", _("Season: likely"), "1", 1.1, 5)
SEASON_HIGH: Final = _planning("season_high", _("Season: slowest"), "1", 1.4, 5)
ROAD_SPEEDS: Final = {
    "trunk": _planning("trunk_kmh", _("Trunk road"), "km/h", 75, 140),
    "other": _planning("other_kmh", _("Other road"), "km/h", 60, 140),
    "gravel": _planning("gravel_kmh", _("Gravel road"), "km/h", 40, 140),
}
OFF_GRAPH_SPEED: Final = _planning("off_graph_kmh", _("Road not in the network"), "km/h", 50, 140)
TRANSFER_WORTH: Final = _planning(
    "transfer_worth_tiyn",
    _("A planned transfer waits for another day if flying it costs more than"),
    "tiyn",
    1_000_000_000,
    1e12,
)
TRANSFER_DRIVE: Final = _planning(
    "transfer_drive_min",
    _("A planned transfer flies from and to airfields within a drive of"),
    "min",
    180,
    1_440,
)
COMPANION_DRIVE: Final = _planning(
    "companion_drive_min",
    _("A specialist who comes along is fetched at airfields within a drive of"),
    "min",
    120,
    1_440,
)
SHARED_REACH: Final = _planning(
    "shared_reach_m", _("Another request shares a flight from within"), "m", 400_000, 4e6
)
SHARED_DELAY: Final = _planning(
    "shared_delay_s", _("Sharing a flight may delay a patient's care by"), "s", 3_600, 86_400
)
SHARED_MOST: Final = _planning(
    "shared_most", _("Requests asked whether they share a flight"), "1", 6, 20
)
AMBULANCE_HOUR: Final = _planning(
    "ambulance_hour_tiyn", _("An ambulance's hour"), "tiyn", 1_500_000, 1e9
)
