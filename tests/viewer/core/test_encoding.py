"""What is written down comes back as it was, and what is damaged is refused."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from viewer.core.calibration import Trust
from viewer.core.camera import Camera
from viewer.core.encoding import (
    camera_from_plain,
    camera_to_plain,
    frame_key_from_plain,
    frame_key_to_plain,
    measurement_from_plain,
    measurement_to_plain,
    shading_from_plain,
    shading_to_plain,
    voi_from_plain,
    voi_to_plain,
)
from viewer.core.images import Shading
from viewer.core.measurements import Measurement, Place, Quantity
from viewer.core.plain import EncodingError
from viewer.core.study import FrameKey
from viewer.core.windowing import Voi, VoiFunction, VoiLut, Window

numbers = st.floats(allow_nan=False, allow_infinity=False)
words = st.text(max_size=20)
wholes = st.integers(-(2**40), 2**40)
keys = st.builds(FrameKey, words, st.integers(1, 10_000))
windows = st.builds(Window, numbers, st.floats(1, 1e9), st.sampled_from(VoiFunction), explanation=words)
luts = st.builds(
    VoiLut, wholes, st.lists(st.integers(0, 65535), max_size=9).map(tuple), st.integers(8, 16), words
)
vois = st.one_of(windows, luts)
measurements = st.builds(
    Measurement,
    tool=words,
    place=st.builds(Place, keys, words, words, words),
    points_lps=st.lists(st.tuples(numbers, numbers, numbers), max_size=4).map(tuple),
    quantities=st.lists(st.builds(Quantity, words, numbers, words, words, st.integers(0, 6)), max_size=3).map(
        tuple
    ),
    trust=st.sampled_from(Trust),
    text=words,
    notes=st.lists(words, max_size=2).map(tuple),
    voi=st.one_of(st.none(), vois),
    uid=words,
)


def through_json(plain: dict[str, object]) -> Any:
    return json.loads(json.dumps(plain, allow_nan=False))


@given(measurements)
def test_a_measurement_comes_back_from_json_as_it_was(measurement: Measurement) -> None:
    assert measurement_from_plain(through_json(measurement_to_plain(measurement))) == measurement


@given(vois, st.booleans())
def test_a_shading_comes_back_from_json_as_it_was(voi: Voi, inverted: bool) -> None:
    shading = Shading(voi, inverted)

    assert shading_from_plain(through_json(shading_to_plain(shading))) == shading
    assert voi_from_plain(through_json(voi_to_plain(voi))) == voi


@given(st.builds(Camera, st.one_of(st.none(), numbers), st.tuples(numbers, numbers), wholes, st.booleans()))
def test_a_camera_comes_back_from_json_as_it_was(camera: Camera) -> None:
    assert camera_from_plain(through_json(camera_to_plain(camera))) == camera


@given(keys)
def test_a_frame_key_comes_back_from_json_as_it_was(key: FrameKey) -> None:
    assert frame_key_from_plain(through_json(frame_key_to_plain(key))) == key


def test_no_shading_of_its_own_stays_no_shading() -> None:
    assert shading_from_plain(shading_to_plain(Shading())) == Shading()


def written() -> dict[str, Any]:
    place = Place(FrameKey("1.2.3.1"), "1.2.3", "1.2", "1.2.9")
    length = Quantity("Length", 12.5, "mm", "at detector, not corrected")
    points = ((0.0, 0.0, 0.0), (12.5, 0.0, 0.0))
    measurement = Measurement(
        "length", place, points, (length,), Trust.DETECTOR, voi=Window(40, 400), uid="a"
    )
    plain: dict[str, Any] = through_json(measurement_to_plain(measurement))
    return plain


def _set(*path: str | int, to: object) -> Callable[[dict[str, Any]], None]:
    def change(plain: dict[str, Any]) -> None:
        inner: Any = plain
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] = to

    return change


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        (lambda plain: plain.pop("trust"), "lacks trust"),
        (_set("colour", to="red"), "does not know"),
        (_set("tool", to=7), "tool"),
        (_set("trust", to="PERFECT"), "trust"),
        (_set("points_lps", to="here"), "points_lps"),
        (_set("points_lps", 0, to=[1.0, 2.0]), "points_lps"),
        (_set("points_lps", 0, to=[1.0, 2.0, float("nan")]), "points_lps"),
        (_set("points_lps", 0, to=[1.0, 2.0, True]), "points_lps"),
        (_set("quantities", 0, "value", to="12.5"), "quantity.value"),
        (_set("quantities", 0, "decimals", to=1.5), "quantity.decimals"),
        (_set("place", to=None), "place"),
        (_set("place", "frame", "frame", to=True), "frame.frame"),
        (_set("voi", "width", to=-3.0), "voi.width"),
        (_set("voi", "width", to=None), "voi.width"),
        (_set("voi", "kind", to="curtain"), "voi.kind"),
    ],
)
def test_f19_a_damaged_measurement_is_refused_and_the_field_named(
    damage: Callable[[dict[str, Any]], None], named: str
) -> None:
    plain = written()
    damage(plain)

    with pytest.raises(EncodingError, match=named):
        measurement_from_plain(plain)


@pytest.mark.parametrize("damage", [_set("center", to=[0.5]), _set("flipped", to=1), _set("zoom", to="fit")])
def test_f19_a_damaged_camera_is_refused(damage: Callable[[dict[str, Any]], None]) -> None:
    plain = camera_to_plain(Camera())
    damage(plain)

    with pytest.raises(EncodingError):
        camera_from_plain(plain)


def test_a_number_that_is_not_finite_is_never_written() -> None:
    with pytest.raises(EncodingError):
        camera_to_plain(Camera(zoom=float("inf")))


def test_an_error_never_repeats_the_reader_s_words() -> None:
    plain = written() | {"tool": ["Smith^John"]}

    with pytest.raises(EncodingError) as caught:
        measurement_from_plain(plain)

    assert "Smith" not in str(caught.value)
