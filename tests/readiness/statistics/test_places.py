import pytest

from qanat.readiness.statistics.rules.journal.places import REGIONS, find_country, find_region

NAMES = {
    "KZ-10": ("область Абай", "Абай облысы", "Abai Region", "Abay viloyati", "Абайская обл."),
    "KZ-11": ("Акмолинская область", "Ақмола облысы", "Akmola Region", "Aqmola viloyati"),
    "KZ-15": ("Актюбинская область", "Ақтөбе облысы", "Aktobe Region", "Aqtoʻba viloyati"),
    "KZ-19": ("Алматинская область", "Алматы облысы", "Almaty Region", "Olmaota viloyati",
              "Олмаота вилояти", "Алматы обл."),
    "KZ-23": ("Атырауская область", "Атырау облысы", "Atyrau Region", "Atirau viloyati"),
    "KZ-27": ("Западно-Казахстанская область", "Батыс Қазақстан облысы", "ЗКО", "БҚО",
              "West Kazakhstan Region", "Gʻarbiy Qozogʻiston viloyati"),
    "KZ-31": ("Жамбылская область", "Жамбыл облысы", "Zhambyl Region", "Jambul viloyati"),
    "KZ-33": ("область Жетісу", "Жетісу облысы", "Zhetisu Region", "Жетысуская область"),
    "KZ-35": ("Карагандинская область", "Қарағанды облысы", "Karaganda Region"),
    "KZ-39": ("Костанайская область", "Қостанай облысы", "Kostanay Region"),
    "KZ-43": ("Кызылординская область", "Қызылорда облысы", "Kyzylorda Region",
              "Qiziloʻrda viloyati"),
    "KZ-47": ("Мангистауская область", "Маңғыстау облысы", "Mangystau Region"),
    "KZ-55": ("Павлодарская область", "Павлодар облысы", "Pavlodar Region", "павлодар"),
    "KZ-59": ("Северо-Казахстанская область", "Солтүстік Қазақстан облысы", "СКО",
              "North Kazakhstan Region", "Северо - Казахстанская обл"),
    "KZ-61": ("Туркестанская область", "Түркістан облысы", "Turkistan Region"),
    "KZ-62": ("область Ұлытау", "Ұлытау облысы", "Ulytau Region", "область Улытау"),
    "KZ-63": ("Восточно-Казахстанская область", "Шығыс Қазақстан облысы", "ВКО", "ШҚО"),
    "KZ-71": ("город Астана", "Астана қаласы", "Astana (city)", "г.Астана", "Нур-Султан"),
    "KZ-75": ("город Алматы", "Алматы қаласы", "Almaty (city)", "Алматы", "Алма-Ата"),
    "KZ-79": ("город Шымкент", "Шымкент қаласы", "Shymkent", "Chimkent shahri"),
}  # fmt: skip


def test_every_region_of_the_country_has_names() -> None:
    assert set(NAMES) == set(REGIONS)
    assert len(REGIONS) == 20


@pytest.mark.parametrize("code", sorted(NAMES))
def test_a_region_is_found_by_every_name_in_any_case(code: str) -> None:
    spoiled = [form for name in NAMES[code] for form in (name, name.upper(), f"  {name.lower()} ")]
    assert {find_region(form) for form in spoiled} == {code}


def test_a_region_is_found_by_its_codes() -> None:
    assert find_region("KZ-19") == find_region("kz19") == find_region("190000000") == "KZ-19"
    assert find_region("KZ-ALA") == "KZ-75"


@pytest.mark.parametrize("name", ["", "Атлантида", "область", "г.", "Самарская область", "KZ-99"])
def test_another_name_is_no_region(name: str) -> None:
    assert find_region(name) is None


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Турция", "TR"), ("ТҮРКИЯ", "TR"), ("Кыргызстан", "KG"), ("Южная Корея", "KR"),
        ("Оңтүстік Корея", "KR"), ("Египет", "EG"), ("Germany", "DE"), ("США", "US"),
        (" оаэ ", "AE"), ("Казахстан", "KZ"), ("kg", "KG"), ("Марс", None), ("", None),
    ],
)  # fmt: skip
def test_a_country_is_found_by_its_name(name: str, code: str | None) -> None:
    assert find_country(name) == code
