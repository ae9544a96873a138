"""ECG paper: where each stretch of each lead stands, in millimetres, and what calipers read there."""

import numpy as np
import pytest

from tests.builders.waveforms import recording
from viewer.core.waveforms.calipers import Caliper, words
from viewer.core.waveforms.leads import lead_name
from viewer.core.waveforms.paper import MARGIN_MM, Layout, layouts_for, pages, sheet
from viewer.core.waveforms.recording import Channel, Filters, Group


def test_twelve_leads_stand_in_three_rows_of_four_over_a_rhythm_strip() -> None:
    group = recording().groups[0]

    laid = sheet(group, Layout.TWELVE)

    rows = [
        [group.channels[strip.channel].name for strip in laid.strips if strip.row == row] for row in range(4)
    ]
    assert rows == [["I", "aVR", "V1", "V4"], ["II", "aVL", "V2", "V5"], ["III", "aVF", "V3", "V6"], ["II"]]
    assert [strip.start_s for strip in laid.strips if strip.row == 0] == [0, 2.5, 5, 7.5]
    assert (laid.strips[-1].start_s, laid.strips[-1].end_s) == (0, 10)


def test_a_second_is_25_mm_wide_and_a_millivolt_10_mm_high() -> None:
    laid = sheet(recording().groups[0], Layout.STACKED)
    strip = laid.strips[1]

    assert laid.x_mm(strip, 3.0) - laid.x_mm(strip, 2.0) == pytest.approx(25.0)
    assert laid.y_mm(strip, 0.0) - laid.y_mm(strip, 1.0) == pytest.approx(10.0)
    assert laid.width_mm == pytest.approx(MARGIN_MM + 250 + 2.5)
    assert laid.strip_at(100.0, laid.middle_mm(1)) == strip
    assert laid.time_s(strip, laid.x_mm(strip, 4.2)) == pytest.approx(4.2)
    assert laid.value(strip, laid.y_mm(strip, 0.7)) == pytest.approx(0.7)


@pytest.mark.parametrize(("speed", "gain"), [(50.0, 20.0), (12.5, 5.0)])
def test_other_speeds_and_gains_stretch_the_paper(speed: float, gain: float) -> None:
    laid = sheet(recording().groups[0], Layout.TWELVE, speed_mm_s=speed, gain_mm_mv=gain)
    strip = laid.strips[0]

    assert laid.x_mm(strip, 1.0) - laid.x_mm(strip, 0.0) == pytest.approx(speed)
    assert laid.y_mm(strip, 0.0) - laid.y_mm(strip, 1.0) == pytest.approx(gain)


def test_a_long_recording_lies_on_pages_of_ten_seconds() -> None:
    group = recording(24.0).groups[0]

    assert (
        pages(group, Layout.TWELVE),
        pages(group, Layout.STACKED),
        pages(recording().groups[0], Layout.TWELVE),
    ) == (3, 1, 1)
    last = sheet(group, Layout.TWELVE, page=2)
    assert [(strip.start_s, strip.end_s) for strip in last.strips if strip.row == 0] == [
        (20, 22.5),
        (22.5, 24),
    ]


def test_a_single_beat_begins_in_every_column() -> None:
    laid = sheet(recording(1.2).groups[0], Layout.TWELVE)

    assert {(strip.start_s, strip.end_s) for strip in laid.strips} == {(0, 1.2)}
    assert laid.rows == 3


def test_what_is_no_twelve_lead_ecg_is_stacked_and_pressures_fill_their_row_in_round_steps() -> None:
    group = Group("", 100.0, (Channel("Aorta", unit="mm[Hg]"),), np.linspace(62, 131, 50)[:, None])

    assert layouts_for(group) == (Layout.STACKED,)
    scale = sheet(group, Layout.STACKED).scales[0]
    assert 10 / scale.mm_per_unit == pytest.approx(50)  # mmHg to a centimetre: 69 would not fit at 20
    assert group.shown_unit(0) == "mmHg"


def test_calipers_say_time_rate_and_difference() -> None:
    group = recording().groups[0]

    assert words(Caliper(1, 1.0, 0.1, 1.8, 1.35), group) == "II   800 ms  ·  75 bpm  ·  +1.25 mV"
    assert (
        words(Caliper(1, 1.0, 0.0, 1.08, -0.2), group) == "II   80 ms  ·  -0.20 mV"
    )  # no heart beats so fast


def test_voltages_are_compared_in_one_unit_whatever_the_object_uses() -> None:
    stored = np.array([[1000, 1]], dtype=np.int16)
    group = Group("", 500.0, (Channel("I", unit="uV"), Channel("II", unit="V", sensitivity=0.001)), stored)

    assert (group.shown(0)[0], group.shown(1)[0]) == pytest.approx((1.0, 1.0))


@pytest.mark.parametrize(
    ("coded", "name"),
    [
        (("2:62", "MDC", "Lead aVR"), "aVR"),
        (("5.6.3-9-61", "SCPECG", "Lead III"), "III"),
        (("5.6.3-9-3", "SCPECG", ""), "V1"),
        (("X", "99X", "Lead AVF"), "aVF"),
        (("X", "99X", "Lead I (Einthoven)"), "I"),
        (("X", "99X", "Vital signs"), "Vital signs"),
        (("X", "99X", "Source", "Aorta"), "Aorta"),
    ],
)
def test_leads_are_named_by_their_code_else_by_their_words(coded: tuple[str, ...], name: str) -> None:
    assert lead_name(*coded) == name


@pytest.mark.parametrize(
    ("filters", "said"),
    [
        (Filters(0.05, 150, 50), "0.05–150 Hz, notch 50 Hz"),
        (Filters(high_hz=40, notch_hz=0), "below 40 Hz, no notch"),
        (Filters(notch_hz=60, notch_width_hz=2), "notch 60 Hz (width 2 Hz)"),
        (Filters(), ""),
    ],
)
def test_filters_are_said_as_the_object_states_them(filters: Filters, said: str) -> None:
    assert filters.words == said
