"""Never two patients side by side (FEATURES 1.1.6, BIR 5.3)."""

from dataclasses import replace

import pytest

from tests.builders.opened import ADA, BLAISE, display_set, images
from viewer.core.placement import is_same_patient, place, settled
from viewer.core.study import DisplaySet, Patient
from viewer.core.viewport import ViewportState

ADAS = display_set(images(2, patient=ADA))
ADAS_MR = display_set(images(2, patient=ADA, series_uid="1.2.4"))
BLAISES = display_set(images(2, patient=BLAISE, series_uid="7.3", study_uid="7"))
SETS = {one.uid: one for one in (ADAS, ADAS_MR, BLAISES)}
EMPTY = ViewportState()


def of(patient: Patient, study_uid: str = "1.2") -> DisplaySet:
    return display_set(images(1, patient=patient, study_uid=study_uid))


def test_h16_series_of_one_patient_stand_side_by_side() -> None:
    placed = place([EMPTY.showing(ADAS.uid), EMPTY], SETS, ADAS_MR, 1)

    assert [state.display_set_uid for state in placed.viewports] == [ADAS.uid, ADAS_MR.uid]
    assert placed.notice == ""


def test_h16_another_patient_clears_every_viewport_even_those_not_on_the_screen() -> None:
    placed = place([EMPTY, EMPTY.showing(ADAS.uid), EMPTY.showing(ADAS_MR.uid)], SETS, BLAISES, 0)

    assert [state.display_set_uid for state in placed.viewports] == [BLAISES.uid, "", ""]
    assert "Another patient" in placed.notice


def test_h16_a_set_of_mixed_patients_is_not_shown() -> None:
    mixed = replace(ADAS, blocked="two patients in one study")

    placed = place([EMPTY.showing(ADAS_MR.uid)], SETS, mixed, 0)

    assert not placed.shown
    assert placed.viewports[0].display_set_uid == ADAS_MR.uid
    assert placed.notice == "Not shown: two patients in one study"


def test_a_series_dropped_where_it_is_already_keeps_its_window_and_place() -> None:
    state = replace(EMPTY.showing(ADAS.uid), index=1, preset="Lung")

    assert place([state], SETS, ADAS, 0).viewports == (state,)


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (ADA, True),
        (replace(ADA, sex="O"), True),
        (replace(ADA, patient_id="A2"), False),
        (replace(ADA, name="Lovelace^Augusta"), False),
        (replace(ADA, birth_date="18160101"), False),
        (replace(ADA, birth_date=""), True),
    ],
    ids=["identical", "other sex", "other id", "other name", "other birth date", "no birth date"],
)
def test_h16_id_and_name_make_a_patient_and_nothing_may_contradict(other: Patient, same: bool) -> None:
    assert is_same_patient(of(ADA), of(other)) is same


def test_h16_issuers_that_differ_are_two_patients() -> None:
    assert not is_same_patient(of(replace(ADA, issuer="North")), of(replace(ADA, issuer="South")))


def test_h16_images_without_any_identity_belong_together_only_in_one_study() -> None:
    assert is_same_patient(of(Patient()), of(Patient()))
    assert not is_same_patient(of(Patient()), of(Patient(), study_uid="9"))
    assert not is_same_patient(of(Patient()), of(ADA))


def test_h16_a_name_without_id_or_birth_date_is_no_proof_of_one_patient() -> None:
    named, born = Patient(name="Doe^Jane"), Patient(name="Doe^Jane", birth_date="19700101")

    assert is_same_patient(of(named), of(named))
    assert not is_same_patient(of(named), of(named, study_uid="9"))
    assert not is_same_patient(of(named), of(born, study_uid="9"))
    assert is_same_patient(of(born), of(born, study_uid="9"))


def test_h30_a_set_that_became_another_patients_leaves_the_viewport() -> None:
    taken = replace(BLAISES, uid=ADAS.uid)

    (state,) = settled([EMPTY.showing(ADAS.uid, 1)], SETS, {ADAS.uid: taken})

    assert state == EMPTY
