"""Standardized uptake values: the worked numbers of SAFETY H19, and every reason to refuse."""

from dataclasses import replace
from datetime import datetime, time

import pytest

from viewer.core.suv import PetFacts, Refusal, SuvFactors, suv_factors

SCAN = datetime(2026, 3, 1, 11, 0)

FACTS = PetFacts(
    units="BQML",
    corrections=("DECY", "ATTN"),
    decay_correction="START",
    series_at=SCAN,
    acquired_at=SCAN,
    injection_time=time(10, 0),
    half_life_s=6586.2,
    dose_bq=370e6,
    weight_kg=70.0,
    height_m=1.75,
    sex="M",
)
"""70 kg, 370 MBq of fluorine-18 injected an hour before the scan."""


def factor(facts: PetFacts, name: str = "SUVbw") -> float:
    (result,) = suv_factors([facts])
    assert isinstance(result, SuvFactors), result
    found = result.named(name)
    assert found is not None, result.refused
    return found.factor


def refusal(*series: PetFacts) -> str:
    first, *others = suv_factors(series)
    assert isinstance(first, Refusal)
    assert all(other == first for other in others)
    return first.text


def test_h19_values_corrected_to_the_start_of_the_scan_are_divided_by_the_dose_left_then() -> None:
    assert 5000 * factor(FACTS) == pytest.approx(1.381683, abs=5e-7)


def test_h19_values_corrected_to_the_injection_are_divided_by_the_whole_dose() -> None:
    assert 5000 * factor(replace(FACTS, decay_correction="ADMIN")) == pytest.approx(0.945946, abs=5e-7)


def test_h19_taking_one_correction_for_the_other_would_be_wrong_by_half() -> None:
    to_injection = replace(FACTS, decay_correction="ADMIN")

    assert factor(FACTS) / factor(to_injection) == pytest.approx(1.4606, abs=5e-5)


def test_h19_an_injection_before_midnight_was_the_day_before() -> None:
    after = datetime(2026, 3, 2, 0, 30)
    night = replace(FACTS, series_at=after, acquired_at=after, injection_time=time(23, 30))

    assert factor(night) == pytest.approx(factor(FACTS))


def test_h19_the_day_of_the_injection_counts_where_it_is_given() -> None:
    dated = replace(FACTS, injected_at=datetime(2026, 3, 1, 10, 0), injection_time=time(9, 0))

    assert factor(dated) == pytest.approx(factor(FACTS))


LATE = replace(FACTS, series_at=datetime(2026, 3, 1, 11, 30))
"""A series that was made, or made again, half an hour after the scan."""


def test_h19_a_series_time_after_the_acquisition_is_that_of_the_reconstruction() -> None:
    wrong = 0.5 ** (-1800 / 6586.2)

    assert wrong == pytest.approx(1.2086, abs=5e-5)
    assert factor(LATE) == pytest.approx(factor(FACTS))


def test_h19_the_scan_time_of_the_maker_comes_before_the_acquisition_times() -> None:
    noted = replace(LATE, acquired_at=datetime(2026, 3, 1, 11, 10), ge_scan_at=SCAN)

    assert factor(noted) == pytest.approx(factor(FACTS))


def test_h19_the_scan_of_many_beds_began_with_the_first_of_them() -> None:
    beds = [replace(LATE, acquired_at=datetime(2026, 3, 1, 11, minute)) for minute in (8, 0, 4)]
    found = suv_factors(beds)

    assert [isinstance(one, SuvFactors) and one.factors[0].factor for one in found] == [
        pytest.approx(factor(FACTS))
    ] * 3


def test_h19_counts_become_uptake_by_the_factor_of_the_maker() -> None:
    counts = replace(FACTS, units="CNTS", philips_suv_factor=0.000551)

    assert 1000 * 1.5 * factor(counts) == pytest.approx(0.8265)


def test_h19_counts_become_activity_first_where_the_maker_gives_only_that_factor() -> None:
    counts = replace(FACTS, units="CNTS", philips_bq_factor=1.2)

    assert 1000 * 1.5 * factor(counts) == pytest.approx(1800 * factor(FACTS))


def test_h19_values_stored_as_uptake_stay_what_they_are_and_the_type_is_said() -> None:
    (stored,) = suv_factors([replace(FACTS, units="GML", suv_type="BW", dose_bq=None)])

    assert isinstance(stored, SuvFactors)
    assert stored.factors[0].factor == 1
    assert stored.factors[0].formula == "stored as SUVbw (Units GML, SUV Type BW)"


def test_h19_a_type_that_is_not_given_is_said_beside_every_number() -> None:
    (stored,) = suv_factors([replace(FACTS, units="GML")])

    assert isinstance(stored, SuvFactors)
    assert {known.label for known in stored.factors} == {"type not given"}


def test_values_stored_by_lean_body_mass_are_not_called_body_weight() -> None:
    (stored,) = suv_factors([replace(FACTS, units="GML", suv_type="LBMJANMA")])

    assert isinstance(stored, SuvFactors)
    assert [known.name for known in stored.factors] == ["SUVlbm(Janma)"]


def test_the_formula_names_every_number_that_went_in() -> None:
    (result,) = suv_factors([FACTS])

    assert isinstance(result, SuvFactors)
    assert result.factors[0].formula == (
        "SUVbw = Bq/ml × 70 kg / (370 MBq × 0.684633) = Bq/ml × 0.000276337; decay 3600 s from injection at"
        " 10:00:00 to 11:00:00 (series time), half-life 6586.2 s"
    )


@pytest.mark.parametrize(
    ("name", "sex", "by_weight"),
    [
        ("SUVlbm(Janma)", "M", 9270 / (6680 + 216 * 70 / 1.75**2)),
        ("SUVlbm(Janma)", "F", 9270 / (8780 + 244 * 70 / 1.75**2)),
        ("SUVlbm(James128)", "M", (1.10 * 70 - 128 * 0.16) / 70),
        ("SUVlbm(James128)", "F", (1.07 * 70 - 148 * 0.16) / 70),
        ("SUVbsa", "O", 71.84 * 70**0.425 * 175**0.725 / 70_000),
        ("SUVibw", "M", (48.0 + 1.06 * 23) / 70),
        ("SUVibw", "F", (45.5 + 0.91 * 23) / 70),
    ],
)
def test_h19_other_measures_of_the_body_take_the_place_of_its_weight(
    name: str, sex: str, by_weight: float
) -> None:
    facts = replace(FACTS, sex=sex)

    assert factor(facts, name) / factor(facts) == pytest.approx(by_weight)


def test_what_needs_height_and_sex_is_refused_alone() -> None:
    (result,) = suv_factors([replace(FACTS, height_m=None, sex="")])

    assert isinstance(result, SuvFactors)
    assert [known.name for known in result.factors] == ["SUVbw"]
    assert {name for name, _ in result.refused} == {"SUVlbm(Janma)", "SUVlbm(James128)", "SUVbsa", "SUVibw"}


def test_the_formula_of_james_is_not_used_where_more_weight_means_less_lean_mass() -> None:
    (result,) = suv_factors([replace(FACTS, weight_kg=140.0)])

    assert isinstance(result, SuvFactors)
    assert ("SUVlbm(James128)", "the formula of James does not hold for so heavy a patient") in result.refused


def changed(**facts: object) -> PetFacts:
    return replace(FACTS, **facts)  # type: ignore[arg-type]  # names and values of each case


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (changed(corrections=("DECY",)), "not corrected for attenuation"),
        (changed(corrections=("ATTN",)), "not corrected for decay"),
        (changed(decay_correction="NONE"), "Decay Correction is NONE"),
        (changed(decay_correction=""), "Decay Correction is missing"),
        (changed(weight_kg=None), "weight is missing"),
        (changed(weight_kg=0.0), "weight is missing"),
        (changed(weight_kg=70_000.0), "weight cannot be 70000 kg"),
        (changed(dose_bq=None), "dose is missing"),
        (changed(dose_bq=0.0), "dose is missing"),
        (changed(dose_bq=370.0), "dose cannot be 370 Bq"),
        (changed(half_life_s=None), "half-life is missing"),
        (changed(half_life_s=0.0), "half-life is missing"),
        (changed(injection_time=None), "time of injection is missing"),
        (changed(acquired_at=None), "date or time of acquisition is missing"),
        (changed(injected_at=datetime(2026, 3, 2, 10, 0)), "injection is later than the scan"),
        (changed(injected_at=datetime(2026, 2, 1, 10, 0)), "h before the scan"),
        (changed(half_life_s=78.4 * 3600), "day of injection is missing"),
        (changed(injections=2), "more than one radiopharmaceutical"),
        (changed(units=""), "Units (0054,1001) are missing"),
        (changed(units="PROPCPS"), "values are in PROPCPS"),
        (changed(units="CNTS"), "no factor to Bq/ml"),
        (changed(units="GML", suv_type="BSA"), "does not fit Units GML"),
    ],
)
def test_h19_nothing_is_guessed_where_something_is_missing(facts: PetFacts, reason: str) -> None:
    said = refusal(facts)

    assert said.startswith("SUV n/a: ")
    assert reason in said


def test_images_that_disagree_on_the_dose_have_no_uptake_values() -> None:
    assert refusal(FACTS, changed(dose_bq=185e6)).endswith("the images of the series disagree on the dose")


def test_images_stored_as_uptake_may_disagree_on_times() -> None:
    stored = changed(units="GML", suv_type="BW")
    first, second = suv_factors([stored, replace(stored, series_at=None)])

    assert isinstance(first, SuvFactors)
    assert first == second
