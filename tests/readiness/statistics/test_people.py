from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from qanat.readiness.statistics.rules.journal.patients import read_patients
from qanat.readiness.statistics.rules.journal.people import Patient, iin_is_valid, tidy_iin
from qanat.readiness.statistics.rules.journal.persons import Sighting, same_persons
from qanat.readiness.statistics.rules.journal.vocabulary import Sex
from qanat.readiness.statistics.states import Doubt, Fault

TODAY = date(2026, 11, 25)
BORN = date(1985, 1, 1)
IIN, OTHER_IIN = "850101300124", "850101400120"


def count(*patients: Patient) -> int:
    return len(set(same_persons([Sighting(one, at) for at, one in enumerate(patients)])))


def test_the_same_iin_is_one_person_however_the_name_is_spelled() -> None:
    assert count(Patient("Иванов", IIN, BORN), Patient("Ивановна", IIN)) == 1


def test_two_iin_are_two_persons_of_one_name_and_birth() -> None:
    assert count(Patient("Иванов", IIN, BORN), Patient("Иванов", OTHER_IIN, BORN)) == 2


def test_without_numbers_name_and_birth_tell_a_person() -> None:
    assert count(Patient("Өтеген  Ёлка", "", BORN), Patient(" ӨТЕГЕН елка", "", BORN)) == 1
    assert count(Patient("Иванов", "", BORN), Patient("Иванов", "", date(1985, 1, 2))) == 2


def test_a_mention_without_iin_joins_the_one_person_of_its_name_and_birth() -> None:
    assert count(Patient("Иванов", "", BORN), Patient("Иванов", IIN, BORN)) == 1


def test_a_mention_that_fits_two_persons_stays_apart() -> None:
    both = (Patient("Иванов", IIN, BORN), Patient("Иванов", OTHER_IIN, BORN))
    assert count(Patient("Иванов", "", BORN), *both) == 3


def test_the_same_document_is_one_person() -> None:
    assert (
        count(Patient("A", "", None, None, "N 12-34"), Patient("B", "", None, None, "n12-34")) == 1
    )
    assert count(Patient("A", IIN, None, None, "N1"), Patient("B", "", None, None, "N1")) == 1


def test_a_document_alone_and_an_iin_alone_meet_by_name_and_birth() -> None:
    assert count(Patient("A", IIN, BORN), Patient("A", "", BORN, None, "N1")) == 1


def test_a_name_without_birth_tells_a_person_only_within_a_request() -> None:
    mentions = [Sighting(Patient("Иванов"), request) for request in ("A", "A", "B")]
    assert same_persons(mentions) == [0, 0, 1]


def test_unknown_persons_are_told_by_request_and_place() -> None:
    unknown = Patient("НЕИЗВЕСТНЫЙ")
    mentions = [("A", 0), ("A", 1), ("A", 0), ("B", 0)]
    assert same_persons([Sighting(unknown, *where) for where in mentions]) == [0, 1, 0, 2]


PATIENTS = st.builds(
    Patient,
    st.sampled_from(["Иванов", "иванов ", "Ким", "неизвестный", ""]),
    st.sampled_from(["", "", IIN, OTHER_IIN]),
    st.sampled_from([None, BORN, date(2000, 5, 5)]),
    st.none(),
    st.sampled_from(["", "", "N1", "N2"]),
)


@given(st.lists(st.tuples(PATIENTS, st.sampled_from("AB")), max_size=8), st.randoms())
def test_the_order_of_mentions_does_not_matter(mentions: list, chance) -> None:  # type: ignore[no-untyped-def,type-arg]  # a strategy's own types
    seen = [Sighting(patient, request) for patient, request in mentions]
    order = list(range(len(seen)))
    chance.shuffle(order)
    straight, mixed = same_persons(seen), same_persons([seen[at] for at in order])
    pairs = {(straight[at], mixed[place]) for place, at in enumerate(order)}
    assert len(pairs) == len(set(straight)) == len(set(mixed))


def test_leading_zeros_eaten_by_a_spreadsheet_come_back_where_the_birth_agrees() -> None:
    assert tidy_iin("50908636233", date(2005, 9, 8)) == "050908636233"
    assert tidy_iin("50908636233", date(2004, 9, 8)) == ""
    assert tidy_iin("8501 0130-0124", None) == IIN
    assert tidy_iin("нет", None) == tidy_iin("000000000000", None) == ""


def test_the_control_digit_of_an_iin_is_checked() -> None:
    assert iin_is_valid(IIN)
    assert iin_is_valid("900515300908")
    assert not iin_is_valid("070210653849")


def test_several_patients_stand_in_one_cell() -> None:
    cells = {"patient": "Нұрғалиев Өмір; Әбенов Инна", "iin": "; 760909327932",
             "born_on": "25.11.1949; 09.09.1976", "sex": "ж; м"}  # fmt: skip
    read = read_patients(cells, TODAY)
    assert read.patients == (
        Patient("Нұрғалиев Өмір", "", date(1949, 11, 25), Sex.FEMALE),
        Patient("Әбенов Инна", "760909327932", date(1976, 9, 9), Sex.MALE),
    )
    assert not read.wrong


def test_a_stray_mark_at_the_end_is_no_patient() -> None:
    assert len(read_patients({"patient": "Иванов; ", "iin": f"{IIN};"}, TODAY).patients) == 1


def test_a_list_of_another_length_is_a_fault() -> None:
    read = read_patients({"patient": "Иванов; Ким", "iin": IIN}, TODAY)
    assert (Fault.MISALIGNED, "iin", IIN) in read.wrong


def test_a_misplaced_sex_is_only_a_doubt() -> None:
    read = read_patients({"patient": "Иванов; Ким", "sex": "м"}, TODAY)
    assert read.wrong == [(Doubt.UNKNOWN_VALUE, "sex", "м")]


def test_a_wrong_iin_is_a_doubt_and_still_tells_the_person() -> None:
    read = read_patients({"patient": "Иванов", "iin": "850101300125"}, TODAY)
    assert read.patients[0].iin == "850101300125"
    assert read.wrong == [(Doubt.BAD_IIN, "iin", "850101300125")]


def test_the_iin_tells_the_century_and_a_missing_birth() -> None:
    old = {"patient": "Иванов", "iin": IIN, "born_on": "01.01.85"}
    assert read_patients(old, TODAY).patients[0].born_on == BORN
    assert read_patients({"patient": "Иванов", "iin": IIN}, TODAY).patients[0].born_on == BORN


def test_an_empty_cell_holds_nobody() -> None:
    assert read_patients({"patient": " ", "iin": "-", "born_on": None}, TODAY).patients == ()


@given(st.dictionaries(st.sampled_from(["patient", "iin", "born_on", "sex"]), st.text(max_size=20)))
def test_no_text_breaks_the_reader_of_patients(cells: dict[str, str]) -> None:
    read = read_patients(cells, TODAY)
    assert len(read.patients) <= max((text.count(";") + 1 for text in cells.values()), default=0)
