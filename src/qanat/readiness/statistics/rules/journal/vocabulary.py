"""Words of the journal: kinds of request and service, levels, routes, decisions."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, TypeVar

from qanat.foundation.tabular.cells import word_key


class RequestKind(StrEnum):
    """What is asked for: an aircraft, a remote consultation, a sanitary vehicle."""

    AVIATION = "aviation"
    CONSULTATION = "consultation"
    ROAD = "road"


class ServiceKind(StrEnum):
    """What was done for a patient, or for an organ."""

    TRANSPORT = "transport"
    ONSITE_CONSULTATION = "onsite_consultation"
    OPERATION = "operation"
    REMOTE_CONSULTATION = "remote_consultation"
    ORGAN_TRANSPORT = "organ_transport"
    TRANSPLANT_TEAM = "transplant_team"


class Level(StrEnum):
    """Who flies."""

    REGIONAL = "regional"
    ASTANA = "astana"
    ALMATY = "almaty"
    INTERNATIONAL = "international"


class Route(StrEnum):
    """Which borders a flight crosses."""

    WITHIN_REGION = "within_region"
    INTERREGIONAL = "interregional"
    INTERNATIONAL = "international"


class Decision(StrEnum):
    """What was decided about a request."""

    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    REMOTE_ONLY = "remote_only"
    GROUND_ONLY = "ground_only"
    WAITING = "waiting"


class Nosology(StrEnum):
    """Groups of conditions by which the reports split requests; codes as in terminology."""

    OBSTETRIC = "obstetric"
    CHILDHOOD = "childhood"
    CIRCULATORY = "circulatory"
    TRAUMA = "trauma"
    NEWBORN = "newborn"
    OTHER = "other"


class Sex(StrEnum):
    """Sex as written in documents."""

    MALE = "male"
    FEMALE = "female"


K = TypeVar("K", bound=StrEnum)
Words = Mapping[str, K]


def _words(said: Mapping[K, tuple[str, ...]]) -> dict[str, K]:
    return {word_key(text): kind for kind, texts in said.items() for text in (kind.value, *texts)}


REQUEST_KINDS: Final = _words({
    RequestKind.AVIATION: (
        "вылет", "заявка на вылет", "авиа", "авиация", "санавиация", "санитарная авиация",
        "медицинская авиация", "ұшып шығу", "ұшу", "медициналық авиация", "flight", "air",
    ),
    RequestKind.CONSULTATION: (
        "консультация", "дистанционная консультация", "телемедицина", "кеңес", "консультация беру",
        "қашықтықтан консультация", "remote consultation",
    ),
    RequestKind.ROAD: (
        "автотранспорт", "авто", "автомобиль", "санитарный автотранспорт", "наземный транспорт",
        "автокөлік", "санитарлық автокөлік", "ground", "road trip",
    ),
})  # fmt: skip

SERVICES: Final = _words({
    ServiceKind.TRANSPORT: (
        "транспортировка", "транспортировка пациента", "медицинская транспортировка",
        "перевозка пациента", "тасымалдау", "пациентті тасымалдау", "patient transport",
        "transportation", "tashish", "bemorni tashish",
    ),
    ServiceKind.ONSITE_CONSULTATION: (
        "очная консультация", "консультация на месте", "консультация очная",
        "консультация с выездом",
        "орнында кеңес беру", "күндізгі кеңес", "көзбе-көз консультация", "бетпе-бет консультация",
        "on-site consultation", "onsite consultation", "face-to-face consultation",
    ),
    ServiceKind.OPERATION: (
        "операция на месте", "операция", "хирургическая операция на месте",
        "оперативное вмешательство",
        "орнында операция", "орнында ота жасау", "ота", "operation on site", "on-site operation",
        "surgery on site",
    ),
    ServiceKind.REMOTE_CONSULTATION: (
        "дистанционная консультация", "консультация дистанционная",
        "дистанционная медицинская услуга",
        "телеконсультация", "телемедицинская консультация", "қашықтықтан консультация",
        "қашықтықтан кеңес", "қашықтықтан кеңес беру",
        "қашықтықтан көрсетілетін медициналық қызмет",
        "remote consultation", "teleconsultation",
    ),
    ServiceKind.ORGAN_TRANSPORT: (
        "транспортировка органов", "транспортировка органа", "транспортировка донорских органов",
        "транспортировка донорского органа", "перевозка органов", "ағзаларды тасымалдау",
        "донорлық ағзаны тасымалдау", "ағза тасымалдау", "organ transport", "transport of organs",
    ),
    ServiceKind.TRANSPLANT_TEAM: (
        "доставка трансплантационной бригады", "трансплантационная бригада",
        "бригада трансплантологов",
        "доставка бригады трансплантологов", "транспланттау бригадасы",
        "трансплантологтар бригадасы",
        "transplant team",
    ),
})  # fmt: skip

LEVELS: Final = _words({
    Level.REGIONAL: (
        "региональный", "регион", "межрегиональный", "областной", "өңірлік", "облыстық",
        "өңіраралық",
        "inter-regional", "interregional",
    ),
    Level.ASTANA: ("астана", "г. астана", "из астаны", "республиканский (астана)", "нұр-сұлтан"),
    Level.ALMATY: ("алматы", "г. алматы", "из алматы", "республиканский (алматы)"),
    Level.INTERNATIONAL: ("международный", "халықаралық"),
})  # fmt: skip

ROUTES: Final = _words({
    Route.WITHIN_REGION: (
        "внутри региона", "внутрирегиональный", "внутриобластной", "внутри области", "региональный",
        "өңір ішінде", "өңірішілік", "облыс ішінде", "within region", "within a region",
    ),
    Route.INTERREGIONAL: (
        "межрегиональный", "между регионами", "межобластной", "өңіраралық", "облысаралық",
        "inter-regional",
    ),
    Route.INTERNATIONAL: ("международный", "через границу", "халықаралық"),
})  # fmt: skip

DECISIONS: Final = _words({
    Decision.APPROVED: (
        "одобрена", "одобрено", "одобрить", "принята", "принято", "мақұлданды", "қабылданды",
        "accepted",
    ),
    Decision.DECLINED: ("отказ", "отказано", "отклонена", "отклонено", "бас тартылды", "refused"),
    Decision.WITHDRAWN: ("отозвана", "отозвано", "отзыв", "отменена", "кері қайтарылды",
        "cancelled"),
    Decision.REMOTE_ONLY: ("дистанционно", "только дистанционно", "қашықтықтан"),
    Decision.GROUND_ONLY: ("наземным транспортом", "автотранспортом", "жер үсті көлігімен"),
    Decision.WAITING: ("на рассмотрении", "ожидает", "қаралуда", "pending"),
})  # fmt: skip

NOSOLOGIES: Final = _words({
    Nosology.OBSTETRIC: (
        "акушерская патология", "акушерство", "акушерлік патология", "obstetric pathology",
    ),
    Nosology.CHILDHOOD: (
        "патология детского возраста", "детская патология", "балалар жасындағы патология",
        "балалар патологиясы", "childhood pathology", "paediatric",
    ),
    Nosology.CIRCULATORY: (
        "болезни системы кровообращения", "бск", "қан айналымы жүйесінің аурулары", "қажа",
        "diseases of the circulatory system",
    ),
    Nosology.TRAUMA: (
        "травмы", "травма", "травмы и отравления", "жарақаттар", "жарақат", "injury", "injuries",
    ),
    Nosology.NEWBORN: (
        "патология новорождённых", "патология новорождённого", "новорождённые",
        "жаңа туған нәрестелер патологиясы", "newborn pathology",
    ),
    Nosology.OTHER: ("прочие", "прочее", "другие", "другое", "басқалар", "басқа", "өзге"),
})  # fmt: skip

SEXES: Final = _words({
    Sex.MALE: ("м", "муж", "муж.", "мужской", "е", "ер", "еркек", "m"),
    Sex.FEMALE: ("ж", "жен", "жен.", "женский", "ә", "әйел", "f"),
})  # fmt: skip

YES_NO: Final[Mapping[str, bool]] = {
    **dict.fromkeys(("да", "иә", "ия", "yes", "y", "true", "1", "+", "есть", "бар", "ha"), True),
    **dict.fromkeys(("нет", "жоқ", "no", "n", "false", "0", "без", "yoʻq", "yo'q"), False),
}

JOURNAL_WORDS: Final[Mapping[str, str]] = {
    Nosology.OBSTETRIC: "акушерская патология",
    Nosology.CHILDHOOD: "патология детского возраста",
    Nosology.CIRCULATORY: "болезни системы кровообращения",
    Nosology.TRAUMA: "травмы",
    Nosology.NEWBORN: "патология новорождённых",
    Nosology.OTHER: "прочие",
}
"""By these words journals call the groups, and files of reports name their keys."""
