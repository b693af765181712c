"""Names stand in the order of the reader's alphabet."""

import pytest
from django.utils import translation

from qanat.foundation.alphabets import name_order, place_order


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("kk", ["Ақмола", "Әйтеке", "Батыс", "Қарағанды", "Қостанай", "Маңғыстау", "Ұлытау"]),
        ("ru", ["Елец", "Ёлкино", "Ждановка", "Уральск", "Ұлытау", "Фёдоровка"]),
        ("uz-cyrl", ["Абай", "Туркистон", "Ўзбек", "Қизилўрда", "Ғарбий", "Ҳазор"]),
        ("uz", ["Abay", "Olmaota", "Xorazm", "Oʻzbek", "Gʻarbiy", "Shimoliy", "Chimkent"]),
        ("en", ["Abai", "aktobe", "Zhetisu"]),
    ],
)
def test_names_stand_in_the_order_of_the_alphabet(language: str, names: list[str]) -> None:
    with translation.override(language):
        mixed = names[::-1]
        assert sorted(mixed, key=name_order) == names


def test_the_kind_of_a_place_does_not_count() -> None:
    names = ["область Абай", "Акмолинская область", "город Алматы", "Атырауская область"]
    with translation.override("ru"):
        mixed = names[::-1]
        assert sorted(mixed, key=place_order) == names
