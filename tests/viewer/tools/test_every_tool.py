"""What holds for every tool, the next one included."""

import string

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders.gestures import TOOLBOX, Hand, Pixel, clicks, drag, surface
from tests.builders.images import axial, image, ramp
from viewer.core.annotations import Annotations, History
from viewer.core.calibration import Calibration, Region, Trust
from viewer.core.encoding import measurement_from_plain, measurement_to_plain
from viewer.core.geometry import PlaneGeometry, Vector
from viewer.core.images import Image
from viewer.core.measurements import Measurement
from viewer.core.shapes import Drawing, Handle, Label, Tone
from viewer.core.windowing import Window
from viewer.interaction.tool import Phase, Tool
from viewer.tools import TOOLS

MEASURING = [tool for tool in TOOLS if tool.measure]
MOVING = [tool for tool in TOOLS if not tool.measure]
PLACES: tuple[Pixel, ...] = ((20, 10), (44, 28), (30, 40), (60, 44))
NUMBER_OF_CLICKS = {"angle": 3, "cobb": 4, "probe": 1, "text": 1}

measuring = pytest.mark.parametrize("tool", MEASURING, ids=lambda tool: tool.name)
every = pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)


def placed(tool: Tool) -> tuple[Pixel, ...]:
    return PLACES[: NUMBER_OF_CLICKS.get(tool.name, 2)]


def made(tool: Tool, on: Image) -> Measurement:
    measurement = clicks(tool.name, *placed(tool), on=on)
    assert measurement is not None
    return measurement


def test_names_and_keys_are_unique() -> None:
    keys = [tool.key for tool in TOOLS if tool.key]

    assert len({tool.name for tool in TOOLS}) == len(TOOLS)
    assert len(set(keys)) == len(keys)
    assert set(keys) <= set(string.ascii_uppercase)


def test_bir_keys_are_where_the_standard_puts_them() -> None:
    keys = {tool.name: tool.key for tool in TOOLS}

    expected = {
        "scroll": "S",
        "window": "W",
        "zoom": "Z",
        "pan": "T",
        "length": "D",
        "cobb": "A",
        "crosshair": "J",
    }
    assert keys.items() >= expected.items()
    assert not set("VOICPRLUHK") & set(keys.values()), "taken by other commands of the standard"


@every
def test_a_tool_says_what_it_is_for(tool: Tool) -> None:
    assert tool.title
    assert tool.help[0].isupper()
    assert not tool.help.endswith(".")


@measuring
def test_a_measurement_knows_its_tool_place_trust_and_window(tool: Tool) -> None:
    shown = image(windows=(Window(40, 400),), uid="1.2.3.77")

    measurement = made(tool, shown)

    assert measurement.tool == tool.name
    assert measurement.place.frame == shown.frame.key
    assert (measurement.place.series_uid, measurement.place.study_uid) == ("1.2.3", "1.2")
    assert measurement.place.frame_of_reference_uid == "1.2.9"
    assert measurement.trust is Trust.PATIENT
    assert measurement.voi == Window(40, 400)


@measuring
def test_a_drawing_on_a_picture_without_patient_geometry_is_in_no_frame_of_reference(tool: Tool) -> None:
    measurement = made(tool, image(trust=Trust.DETECTOR))

    assert measurement.place.frame_of_reference_uid == ""
    assert measurement.trust is Trust.DETECTOR


@measuring
def test_draw_shows_every_handle(tool: Tool) -> None:
    assert tool.draw is not None
    measurement = made(tool, image())

    handles = [shape.at_lps for shape in tool.draw(measurement) if isinstance(shape, Handle)]

    assert sorted(handles) == sorted(measurement.points_lps)


@measuring
def test_a_measurement_is_written_beside_its_drawing(tool: Tool) -> None:
    assert tool.draw is not None
    measurement = made(tool, image())

    written = [line for shape in tool.draw(measurement) if isinstance(shape, Label) for line in shape.lines]

    for quantity in measurement.quantities:
        assert any(quantity.text in line for line in written)


@measuring
def test_h6_no_number_is_in_millimetres_where_nothing_supports_them(tool: Tool) -> None:
    measurement = made(tool, image(trust=Trust.NONE))

    assert measurement.trust is Trust.NONE
    assert not [known for known in measurement.quantities if "mm" in known.unit]


@measuring
def test_h6_every_length_and_area_carries_its_label(tool: Tool) -> None:
    measurement = made(tool, image(trust=Trust.DETECTOR))

    in_mm = [known for known in measurement.quantities if "mm" in known.unit]
    assert all(known.label == "at detector, not corrected" for known in in_mm)


@measuring
def test_h6_a_second_candidate_is_shown_beside_the_first(tool: Tool) -> None:
    estimated = Calibration(0.1, 0.1, Trust.MAGNIFICATION, "estimated, ERMF 2")
    both = Calibration(0.2, 0.2, Trust.DETECTOR, "at detector", alternative=estimated)

    measurement = made(tool, image(trust=Trust.DETECTOR, calibration=both))

    in_mm = [known for known in measurement.quantities if "mm" in known.unit]
    assert [known.label for known in in_mm] == ["at detector", "estimated, ERMF 2"][: len(in_mm)]
    assert len(in_mm) in (0, 2)


@measuring
def test_h25_a_drawing_across_ultrasound_regions_is_in_pixels(tool: Tool) -> None:
    known = Calibration(0.1, 0.1, Trust.REGION, "US region 1")
    regions = (Region(0, 0, 25, 63, known), Region(26, 0, 95, 63, known))
    shown = image(trust=Trust.NONE, regions=regions)

    measurement = made(tool, shown)

    inside_one = len(placed(tool)) == 1
    assert measurement.trust is (Trust.REGION if inside_one else Trust.NONE)
    assert not [quantity for quantity in measurement.quantities if "mm" in quantity.unit]


@measuring
def test_a_measurement_survives_being_written_down(tool: Tool) -> None:
    for shown in (image(), image(trust=Trust.NONE), image(np.zeros((64, 96, 3), dtype=np.uint8))):
        measurement = made(tool, shown)
        assert measurement_from_plain(measurement_to_plain(measurement)) == measurement


@measuring
def test_colors_have_no_value_unit(tool: Tool) -> None:
    measurement = made(tool, image(np.full((64, 96, 3), 128, dtype=np.uint8), trust=Trust.NONE, unit="HU"))

    for quantity in measurement.quantities:
        assert quantity.unit in ("", "px", "px²", "°")
        if quantity.name in ("Mean", "SD", "Min", "Max", "Value"):
            assert quantity.label == "luminance"


angles = st.floats(-np.pi, np.pi)
moves = st.tuples(*(st.floats(-500, 500) for _ in range(3)))


def turned(plane: PlaneGeometry, about_z: float, about_x: float, by_mm: Vector) -> PlaneGeometry:
    """Return the plane as it lies once the patient has turned and moved."""
    c, s = np.cos(about_z), np.sin(about_z)
    d, t = np.cos(about_x), np.sin(about_x)
    turn = np.array([[1, 0, 0], [0, d, -t], [0, t, d]]) @ np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])

    def vector(of: Vector, add: Vector = (0.0, 0.0, 0.0)) -> Vector:
        x, y, z = (float(part) for part in turn @ of + np.asarray(add))
        return x, y, z

    return PlaneGeometry(
        vector(plane.origin_lps, by_mm),
        vector(plane.right),
        vector(plane.down),
        plane.column_spacing_mm,
        plane.row_spacing_mm,
    )


@measuring
@given(about_z=angles, about_x=angles, by_mm=moves)
@settings(max_examples=20, deadline=None)
def test_moving_or_turning_the_patient_changes_no_number(
    tool: Tool, about_z: float, about_x: float, by_mm: Vector
) -> None:
    upright = axial((0.5, 0.8))
    values = ramp()

    here = made(tool, image(values, plane=upright))
    there = made(tool, image(values, plane=turned(upright, about_z, about_x, by_mm)))

    assert [(known.name, known.unit, known.label) for known in there.quantities] == [
        (known.name, known.unit, known.label) for known in here.quantities
    ]
    assert [known.value for known in there.quantities] == pytest.approx(
        [known.value for known in here.quantities], abs=1e-6
    )


@measuring
def test_a_drawing_is_previewed_while_it_is_made_and_gone_when_it_is_done(tool: Tool) -> None:
    hand = Hand(tool.name, surface(image())).clicks(*placed(tool))

    *during, after = hand.heard.previews

    assert during
    assert after is None
    assert all(drawing and drawing.tone is Tone.PREVIEW and drawing.shapes for drawing in during)


@measuring
def test_the_number_is_shown_while_the_last_point_follows_the_hand(tool: Tool) -> None:
    measurement = made(tool, image())
    hand = Hand(tool.name, surface(image()))

    hand.clicks(*placed(tool)[:-1])
    hand.moves(placed(tool)[-1])
    hand.presses(placed(tool)[-1])

    preview = hand.heard.previews[-1]
    assert isinstance(preview, Drawing)
    assert tool.draw is not None
    assert preview.shapes == tool.draw(measurement)


@pytest.mark.parametrize(
    ("tool", "clicked"),
    [(tool, n) for tool in MEASURING for n in range(len(placed(tool)))],
    ids=lambda known: getattr(known, "name", str(known)),
)
def test_cancelling_leaves_nothing(tool: Tool, clicked: int) -> None:
    hand = Hand(tool.name, surface(image())).clicks(*placed(tool)[:clicked])
    hand.presses((70, 50))
    before = hand.runner.is_running

    hand.runner.cancel()

    assert (before, hand.runner.is_running) == (True, False)
    assert hand.measurement is None
    assert hand.heard.previews[-1] is None
    assert not hand.does(Phase.RELEASE, (70, 50))


@measuring
def test_one_undo_takes_a_measurement_back_and_redo_brings_it_again(tool: Tool) -> None:
    measurement = made(tool, image())
    history = History().record(Annotations((measurement,)))

    assert history.undo().now == Annotations()
    assert history.undo().redo().now.measurements == (measurement,)


@pytest.mark.parametrize(
    "tool", [tool for tool in MEASURING if len(placed(tool)) > 1], ids=lambda tool: tool.name
)
def test_clicks_at_one_place_measure_nothing(tool: Tool) -> None:
    assert clicks(tool.name, *[(20, 10)] * len(placed(tool)), on=image()) is None


@pytest.mark.parametrize(
    "tool", [tool for tool in MEASURING if len(placed(tool)) == 2], ids=lambda tool: tool.name
)
def test_dragging_and_clicking_measure_the_same(tool: Tool) -> None:
    dragged, clicked = (how(tool.name, *PLACES[:2], on=image()) for how in (drag, clicks))

    assert dragged is not None
    assert clicked is not None
    assert dragged.quantities == clicked.quantities
    assert dragged.points_lps == clicked.points_lps


@measuring
def test_grabbing_any_handle_and_letting_go_elsewhere_measures_again(tool: Tool) -> None:
    shown = image()
    measurement = made(tool, shown)
    for index, point in enumerate(measurement.points_lps):
        i, j = (float(part) for part in shown.plane.to_pixels(point))
        hand = Hand("scroll", surface(shown, measurements=(measurement,))).drags((i, j), (i + 2, j + 3))

        changed = hand.measurement

        assert changed is not None
        assert changed.uid == measurement.uid
        assert changed.points_lps[index] != point
        assert hand.heard.selections == [measurement.uid]


@measuring
def test_measuring_the_same_points_again_gives_the_same(tool: Tool) -> None:
    assert tool.measure is not None
    shown = image()
    measurement = made(tool, shown)

    assert measurement.remeasured(tool.measure(shown, measurement.points_lps)) == measurement


@pytest.mark.parametrize("tool", MOVING, ids=lambda tool: tool.name)
def test_tools_that_move_the_picture_measure_nothing_and_change_only_their_own(tool: Tool) -> None:
    hand = Hand(tool.name, surface(image(), frames=20, index=5)).drags((20, 10), (40, 30))

    assert hand.measurement is None
    assert not [drawing for drawing in hand.heard.previews if drawing]
    own: dict[str, set[str]] = {
        "scroll": {"index"},
        "window": {"shading", "preset"},
        "pan": {"camera"},
        "zoom": {"camera"},
        "crosshair": set(),
    }
    before = hand.where.state
    state = hand.heard.states[-1] if hand.heard.states else before
    fields = ("display_set_uid", "index", "shading", "preset", "camera", "interpolated")
    assert {name for name in fields if getattr(state, name) != getattr(before, name)} == own[tool.name]


def test_the_cross_hair_points_where_the_hand_is_as_long_as_it_is_held() -> None:
    shown = image()
    hand = Hand("crosshair", surface(shown)).drags((20, 10), (40, 30))
    hand.moves((50, 30))

    assert [place for place, _ in hand.heard.places] == [(20, 10, 0), (40, 30, 0), (40, 30, 0)]
    assert all(frame == shown.frame for _, frame in hand.heard.places)
    assert hand.heard.states == []


def test_every_tool_of_the_toolbox_can_be_named() -> None:
    moving = ["scroll", "window", "pan", "zoom", "crosshair"]
    measuring = ["length", "angle", "cobb", "ellipse", "rectangle", "probe", "arrow", "text"]

    assert list(TOOLBOX) == [*moving, *measuring]
