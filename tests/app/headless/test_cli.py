"""Headless commands: exit codes, and one line on stderr for everything that went wrong, never a traceback."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest
from pydicom import dcmread
from PySide6.QtGui import QImage

from app.headless import cli, opening
from tests.builders.dicom import color_image, cr_image, ct_slice, pt_slice, set_pixels, write, write_series
from tests.builders.headless import Said, say
from tests.builders.hostile import FILES, bomb, escaping_disc, fingerprint, junk, traversal
from tests.builders.presentation import presentation_state
from tests.builders.segmentations import ct_stack, segmentation
from tests.builders.uptake import pet_slice
from viewer.dicom.scan import FileList, list_files

pytestmark = pytest.mark.usefixtures(
    "qapp"
)  # rendering takes the application it finds, and other tests need all of one

DONE, PROBLEMS, WRONG_USE = 0, 1, 2


@pytest.fixture(autouse=True)
def _home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OVERREAD_HOME", str(tmp_path_factory.mktemp("home")))


@pytest.fixture
def ct(tmp_path: Path) -> Path:
    """A CT slice."""
    return write(ct_slice(), tmp_path / "in" / "ct.dcm")


def said_properly(said: Said) -> bool:
    return all(line.startswith("main.py: ") for line in said.complaints) and "Traceback" not in said.err


def drawn(folder: Path) -> list[np.ndarray[tuple[int, ...], np.dtype[np.uint8]]]:
    """Return the pictures written into a folder, in order."""
    return [
        np.asarray(cv2.imread(str(path), cv2.IMREAD_UNCHANGED), np.uint8) for path in sorted(folder.iterdir())
    ]


@pytest.mark.parametrize("name", FILES)
def test_f3_f5_f17_a_damaged_file_is_inspected_with_a_reason(tmp_path: Path, name: str) -> None:
    make, reason = FILES[name]
    path = make(tmp_path / name)
    before = fingerprint(tmp_path)

    said = say("inspect", path, "--json")

    counts = said.json["counts"]
    assert counts["files"] == counts["accounted"] == 1
    assert said_properly(said)
    assert fingerprint(tmp_path) == before
    if not reason:
        assert (said.code, counts["not_dicom"]) == (DONE, 1)
    else:
        assert reason in said.out


def test_f3_f5_f17_a_folder_of_damage_is_rendered_as_far_as_it_goes(tmp_path: Path) -> None:
    folder = junk(tmp_path / "in")
    write(ct_slice(), folder / "good.dcm")
    before = fingerprint(folder)

    said = say("render", folder, "--plain", "--out", tmp_path / "out")

    assert said.code == PROBLEMS
    assert said_properly(said)
    assert len(list((tmp_path / "out").iterdir())) == 1
    for name, reason in (
        ("nested.dcm", FILES["nested.dcm"][1]),
        ("cut.dcm", FILES["cut.dcm"][1]),
        ("truncated.dcm", "100 of 160 bytes"),
    ):
        (line,) = [line for line in said.complaints if f"{folder / name}: " in line]
        assert reason in line
    assert fingerprint(folder) == before


@pytest.mark.parametrize("command", ["inspect", "render"])
@pytest.mark.parametrize(
    ("place", "reason"),
    [("nowhere", "it is not there"), ("empty", ""), ("pipe", ""), ("dangling", "it is not there")],
)
def test_f18_places_without_files_are_told(tmp_path: Path, command: str, place: str, reason: str) -> None:
    (tmp_path / "empty").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "dangling").symlink_to(tmp_path / "gone")
    out = ("--out", tmp_path / "out") if command == "render" else ()

    said = say(command, tmp_path / place, *out)

    assert said.code == PROBLEMS
    assert said_properly(said)
    assert str(tmp_path / place) in said.err
    assert reason in said.err


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every folder")
def test_f18_a_folder_that_may_not_be_read_is_told(tmp_path: Path, ct: Path) -> None:
    locked = tmp_path / "in" / "locked"
    locked.mkdir()
    locked.chmod(0)

    said = say("inspect", ct.parent)

    locked.chmod(0o700)
    assert said.code == PROBLEMS
    assert any(str(locked) in line for line in said.complaints)


def test_f18_a_file_that_vanishes_after_it_was_found_is_told(
    ct: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = write(ct_slice(5.0), ct.parent / "other.dcm")

    def list_and_lose(places: Sequence[Path], unpack_into: Path) -> FileList:
        found = list_files(places, unpack_into)
        ct.unlink()
        return found

    monkeypatch.setattr(opening, "list_files", list_and_lose)
    said = say("render", ct.parent, "--plain", "--out", tmp_path / "out")

    assert said.code == PROBLEMS
    assert said_properly(said)
    assert [line for line in said.complaints if str(ct) in line]
    assert other.exists()
    assert len(drawn(tmp_path / "out")) == 1


def test_f4_f10_f11_nothing_leaves_an_archive_or_a_disc(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    bomb(folder / "bomb.zip")
    traversal(folder / "traversal.zip")
    escaping_disc(folder)
    before = fingerprint(tmp_path)

    blown, unpacked, disc = (
        say("inspect", folder / name, "--json") for name in ("bomb.zip", "traversal.zip", "DICOMDIR")
    )

    assert blown.code == PROBLEMS
    assert not blown.json["studies"]
    assert unpacked.json["counts"]["instances"] == 1
    assert disc.code == PROBLEMS
    assert not disc.json["studies"]
    assert disc.complaints
    assert fingerprint(tmp_path) == before


@pytest.mark.parametrize(
    "options",
    [
        ("--size", "10"),
        ("--size", "0x5"),
        ("--size", "-3x5"),
        ("--size", "99999x9"),
        ("--window", "40", "0"),
        ("--window", "40"),
        ("--window", "nan", "400"),
        ("--window", "40", "400", "--preset", "Lung"),
        ("--frame", "0"),
        ("--frame", "-2"),
        ("--frame", "first"),
        ("--frame", "1.5"),
        ("--format", "gif"),
    ],
    ids=" ".join,
)
def test_wrong_use_is_refused_with_2(ct: Path, tmp_path: Path, options: tuple[str, ...]) -> None:
    said = say("render", ct, "--out", tmp_path / "out", *options)

    assert said.code == WRONG_USE
    assert said.err
    assert "Traceback" not in said.err
    assert not (tmp_path / "out").exists()


def test_the_middle_frame_of_each_series_can_be_asked_for(tmp_path: Path) -> None:
    folder = tmp_path / "series"
    folder.mkdir()
    for place in range(5):
        write(ct_slice(float(place)), folder / f"{place}.dcm")

    said = say("render", folder, "--out", tmp_path / "out", "--frame", "middle", "--plain")

    assert [Path(line).name for line in said.out.splitlines()] == ["001-CT-0003.png"]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--frame", "2"), "nothing to render, frame 2"),
        (("--series", "1.2.3"), "nothing to render of series 1.2.3"),
        (("--preset", "Nonsense"), "There is no preset Nonsense"),
    ],
)
def test_what_is_not_there_to_render_is_told_with_1(
    ct: Path, tmp_path: Path, options: tuple[str, ...], told: str
) -> None:
    said = say("render", ct, "--out", tmp_path / "out", *options)

    assert said.code == PROBLEMS
    assert said_properly(said)
    (line,) = said.complaints
    assert told in line
    assert str(ct) in line


def test_a_place_that_takes_no_pictures_is_told(ct: Path) -> None:
    said = say("render", ct, "--out", ct)

    assert said.code == PROBLEMS
    assert said.complaints == [f"main.py: {ct}: File exists"]


def test_a_fault_of_our_own_is_one_line_too(ct: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> int:
        raise KeyError("secret of a patient")

    monkeypatch.setitem(cli._COMMANDS, "inspect", fail)
    said = say("inspect", ct)

    assert said.code == PROBLEMS
    assert len(said.complaints) == 1
    assert "KeyError in test_cli.py" in said.err
    assert "secret" not in said.err


def test_a_preset_and_a_window_give_what_they_say(ct: Path, tmp_path: Path) -> None:
    written = [
        say("render", ct, "--plain", "--out", tmp_path / str(place), *options)
        for place, options in enumerate((("--preset", "lung"), ("--window", "-600", "1500")))
    ]

    assert [said.code for said in written] == [DONE, DONE]
    (by_name,), (by_number,) = drawn(tmp_path / "0"), drawn(tmp_path / "1")
    assert np.array_equal(by_name, by_number)


def test_the_size_asked_for_is_the_size_written(ct: Path, tmp_path: Path) -> None:
    assert say("render", ct, "--out", tmp_path / "out", "--size", "320x240").code == DONE
    (picture,) = drawn(tmp_path / "out")

    assert picture.shape[:2] == (240, 320)


def test_h11_uptake_is_as_bright_in_every_slice_of_a_series(tmp_path: Path) -> None:
    """SAFETY's worked numbers: stored 9 everywhere, slopes 1, 0.5, 0.25, 1.5; one window for all four."""
    for place, slope in enumerate((1, 0.5, 0.25, 1.5)):
        dataset = pt_slice(5.0 * place, InstanceNumber=place + 1, RescaleSlope=str(slope))
        set_pixels(dataset, np.full((8, 10), 9, np.uint16), bits_stored=16)
        dataset.PixelData = np.arange(80, dtype="<u2").tobytes()[:-2] + b"\x09\x00"
        write(dataset, tmp_path / "in" / f"{place}.dcm")

    assert say("render", tmp_path / "in", "--plain", "--out", tmp_path / "out").code == DONE
    greys = [int(picture[0, 9]) for picture in drawn(tmp_path / "out")]

    shade = (np.array([9, 4.5, 2.25, 13.5]) / (78 * 0.25 * 0.99) * 255).round()
    assert greys == pytest.approx(shade.tolist(), abs=8)
    assert sorted(greys, reverse=True) == [greys[3], greys[0], greys[1], greys[2]]


@pytest.mark.parametrize(("preset", "top_suv"), [((), 5.0), (("--preset", "suv 0–10"), 10.0)])
def test_h19_uptake_is_drawn_under_its_usual_window_or_the_one_asked_for(
    tmp_path: Path, preset: tuple[str, ...], top_suv: float
) -> None:
    per_bq = 1.381683 / 5000
    suv = np.tile(np.linspace(0, 12, 10), (8, 1))
    dataset = pet_slice(RescaleSlope="1")
    set_pixels(dataset, (suv / per_bq).astype(np.uint16), bits_stored=16)
    write(dataset, tmp_path / "pet" / "one.dcm")

    assert say("render", tmp_path / "pet", "--plain", *preset, "--out", tmp_path / "out").code == DONE
    (picture,) = drawn(tmp_path / "out")
    expected = np.clip(suv / top_suv, 0, 1) * 255
    np.testing.assert_allclose(picture if picture.ndim == 2 else picture[..., 0], expected, atol=1.0)


def test_colors_come_out_as_they_went_in(tmp_path: Path) -> None:
    write(color_image(), tmp_path / "in" / "c.dcm")

    assert say("render", tmp_path / "in", "--plain", "--out", tmp_path / "out").code == DONE
    (picture,) = drawn(tmp_path / "out")

    assert picture[7, 9].tolist() == [0, 210, 225], "blue, green, red"


def test_h3_pixels_that_are_not_square_are_drawn_as_they_are(tmp_path: Path) -> None:
    """PixelAspectRatio 2\\1, vertical to horizontal: drawn twice as high as wide."""
    plain = np.full((100, 100), 4000, np.uint16)
    dataset = cr_image(ImagerPixelSpacing=None, PixelAspectRatio=["2", "1"])
    set_pixels(dataset, plain, bits_stored=12)
    write(dataset, tmp_path / "in" / "cr.dcm")

    say("render", tmp_path / "in", "--out", tmp_path / "out", "--size", "400x400", "--window", "2048", "4096")
    (picture,) = drawn(tmp_path / "out")
    lit = picture[300, :, 1] > 200

    assert lit[102:298].all()
    assert not lit[60:98].any()
    assert not lit[302:340].any()
    assert picture[[3, 396], 150, 1].min() > 200


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("OVERREAD_HOME", str(home))
    write_series(tmp_path / "in", (0.0, 5.0))
    shutil.make_archive(str(tmp_path / "study"), "zip", tmp_path / "in")

    said = say("render", tmp_path / "study.zip", "--plain", "--out", tmp_path / "out")

    assert said.code == DONE
    assert len(drawn(tmp_path / "out")) == 2
    assert list(home.iterdir()) == []


def test_h33_render_lays_segmentations_over_images_where_wanted(tmp_path: Path) -> None:
    stack = ct_stack(2, rows=16, columns=16)
    for number, made in enumerate(stack):
        write(made, tmp_path / "in" / f"{number}")
    pixels = np.zeros((2, 16, 16), np.uint8)
    pixels[:, 4:12, 4:12] = 1
    write(segmentation(stack, pixels), tmp_path / "in" / "seg")
    places = ("--size", "160x160", "--frame", "1", "--out")

    assert say("render", tmp_path / "in", *places, tmp_path / "bare").code == DONE
    assert say("render", tmp_path / "in", "--overlays", *places, tmp_path / "laid").code == DONE

    (bare,), (laid,) = (list((tmp_path / name).glob("*CT*")) for name in ("bare", "laid"))
    assert QImage(str(bare)).pixelColor(70, 90).saturation() == 0
    assert QImage(str(laid)).pixelColor(70, 90).saturation() > 60


def test_h27_render_applies_presentation_states_where_wanted(ct: Path, tmp_path: Path) -> None:
    shut = {"ShutterShape": "RECTANGULAR", "ShutterLeftVerticalEdge": "1", "ShutterRightVerticalEdge": "2"}
    edges = {"ShutterUpperHorizontalEdge": "1", "ShutterLowerHorizontalEdge": "2"}
    write(presentation_state(dcmread(ct), **shut, **edges), ct.parent / "state")
    middle = ("render", ct.parent, "--size", "300x300", "--out")

    assert say(*middle, tmp_path / "bare", "--window", "-2000", "2").code == DONE
    assert say(*middle, tmp_path / "shown", "--window", "-2000", "2", "--presented").code == DONE

    (bare,), (shown,) = (list((tmp_path / name).glob("*CT*")) for name in ("bare", "shown"))
    assert QImage(str(bare)).pixelColor(170, 140).red() == 255
    assert QImage(str(shown)).pixelColor(170, 140).red() == 0
