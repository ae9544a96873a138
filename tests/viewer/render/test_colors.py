"""Colors as their maker meant them: ICC profiles and supplemental palettes, held against Little CMS."""

from dataclasses import replace
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QColorSpace

from tests.builders.images import image
from tests.builders.scenes import scene
from viewer.core.colors import ColorProfile, Supplement
from viewer.core.images import Image, Rendition, Shading
from viewer.core.study import Frame
from viewer.core.windowing import Rescale, Window
from viewer.dicom.decoding import decode_frame
from viewer.dicom.header import read_instance
from viewer.render.colors import Colors, color_badges, colored, to_srgb, transform
from viewer.render.raster import RasterPresenter
from viewer.render.snapshot import render_plain

RGB = NDArray[np.uint8]
SPACES = QColorSpace.NamedColorSpace


def profile_of(space: QColorSpace) -> ColorProfile:
    return ColorProfile(space.description(), bytes(space.iccProfile().data()))


ADOBE = profile_of(QColorSpace(SPACES.AdobeRgb))
SRGB = profile_of(QColorSpace(SPACES.SRgb))
BROKEN = ColorProfile("broken", b"no profile at all")


def every_color() -> RGB:
    """Return 16 levels of each color mixed with all others, (64, 64, 3)."""
    levels = np.arange(16) * 17
    mixed = np.stack(np.meshgrid(levels, levels, levels), axis=-1)
    return mixed.reshape(64, 64, 3).astype(np.uint8)


def photograph(profile: ColorProfile | None, stored: RGB | None = None) -> Image:
    made = image(every_color() if stored is None else stored)
    (described,) = made.frame.instance.descriptions
    instance = replace(made.frame.instance, descriptions=(replace(described, profile=profile),))
    return replace(made, frame=replace(made.frame, instance=instance))


def perfusion(first: int = 4, colors: bytes = bytes([255, 0, 0, 0, 0, 255])) -> Image:
    """Return numbers 0 to 7, colored from ``first`` on: red, then blue."""
    made = image(np.arange(8, dtype=np.uint16).reshape(2, 4), windows=(Window(2, 4),))
    instance = replace(made.frame.instance, supplement=Supplement(first, colors))
    return replace(made, frame=replace(made.frame, instance=instance))


@pytest.mark.parametrize(
    "space",
    [
        QColorSpace(SPACES.AdobeRgb),
        QColorSpace(SPACES.DisplayP3),
        QColorSpace(SPACES.ProPhotoRgb),
        QColorSpace(QColorSpace.Primaries.SRgb, 1.8),
    ],
    ids=["Adobe RGB", "Display P3", "ProPhoto RGB", "gamma 1.8"],
)
def test_h31_a_profile_gives_the_colors_that_little_cms_gives(space: QColorSpace) -> None:
    profile, stored = profile_of(space), every_color()

    ours = to_srgb(stored, profile).astype(int)

    theirs = imagecodecs.cms_transform(
        stored, profile.data, imagecodecs.cms_profile("srgb"), colorspace="rgb", outcolorspace="rgb"
    )
    assert np.abs(ours - theirs).max() <= 3
    assert np.abs(ours - theirs).mean() < 0.5
    assert np.abs(ours - stored.astype(int)).max() > 10, "it makes a difference"


def test_h31_srgb_stays_as_it_is() -> None:
    assert np.array_equal(to_srgb(every_color(), SRGB), every_color())


@pytest.mark.parametrize("columns", [1, 2, 3, 5, 640])
def test_lines_of_any_length_are_converted_whole(columns: int) -> None:
    stored = np.tile(np.array([200, 30, 90], np.uint8), (3, columns, 1))

    made = to_srgb(stored, ADOBE)

    assert made.shape == stored.shape
    assert len(np.unique(made.reshape(-1, 3), axis=0)) == 1


def test_a_color_space_that_is_only_named_is_known() -> None:
    assert np.array_equal(to_srgb(every_color(), ColorProfile("Adobe RGB")), to_srgb(every_color(), ADOBE))


def test_h31_the_reader_is_told_by_which_profile_and_when_it_is_off() -> None:
    shown = photograph(ADOBE)

    assert [badge.text for badge in color_badges(shown, Shading())] == [f"ICC: {ADOBE.name}"]
    assert [badge.text for badge in color_badges(shown, Shading(managed=False))] == ["ICC PROFILE OFF"]
    assert color_badges(photograph(None), Shading()) == ()


def test_f7_a_profile_that_makes_no_sense_is_left_out_and_said_so() -> None:
    shown = photograph(BROKEN)

    assert transform(BROKEN) is None
    assert Colors().of(scene(shown)).image is shown
    assert [badge.text for badge in color_badges(shown, Shading())] == ["ICC PROFILE NOT USABLE"]


def test_measured_numbers_stay_those_of_the_file() -> None:
    shown = photograph(ADOBE)
    given = scene(shown)

    seen = Colors().of(given)

    assert np.array_equal(shown.stored, every_color())
    assert not np.array_equal(seen.image.stored, every_color())
    assert given.image is shown


def test_pan_and_zoom_color_nothing_again() -> None:
    colors, shown = Colors(), photograph(ADOBE)

    assert colors.of(scene(shown)).image is colors.of(scene(shown, (300, 200))).image


def test_colors_can_be_inverted_after_their_profile() -> None:
    shown = photograph(ADOBE)
    plain, inverted = (Colors().of(scene(shown, shading=Shading(inverted=turn))) for turn in (False, True))

    one, other = RasterPresenter().pixels(plain).astype(int), RasterPresenter().pixels(inverted).astype(int)

    inside = one.sum(axis=2) > 0
    assert np.array_equal(one[inside] + other[inside], np.full_like(one[inside], 255))


def test_h31_numbers_from_the_first_on_are_colored_and_those_below_are_grey() -> None:
    seen = colored(perfusion(), Shading()).stored

    assert np.array_equal(seen[0], np.repeat([[0], [85], [170], [255]], 3, axis=1))
    assert seen[1].tolist() == [[255, 0, 0], [0, 0, 255], [0, 0, 255], [0, 0, 255]], "the last for all beyond"


def test_inversion_and_window_change_the_grey_part_only() -> None:
    plain, turned = colored(perfusion(), Shading()).stored, render_plain(perfusion(), Shading(inverted=True))
    seen = Colors().of(scene(perfusion(), shading=Shading(inverted=True)))

    assert np.array_equal(turned[0], 255 - plain[0])
    assert np.array_equal(turned[1], plain[1])
    assert np.array_equal(seen.image.stored, turned)
    assert not seen.shading.inverted, "it is inverted already"


def test_a_palette_can_be_left_out_and_is_under_a_presentation_state() -> None:
    off = Shading(managed=False)
    presented = Shading(rendition=Rendition(Rescale(), Window(2, 4)))

    for shading in (off, presented):
        assert colored(perfusion(), shading).stored.ndim == 2
        assert [badge.text for badge in color_badges(perfusion(), shading)] == ["COLOR PALETTE OFF"]
    assert [badge.text for badge in color_badges(perfusion(), Shading())] == ["COLOR PALETTE"]


@pytest.mark.corpus
def test_h31_a_perfusion_map_of_the_corpus_is_colored(corpus: Path) -> None:
    instance = read_instance(corpus / "ct/enhanced/eCT_Supplemental.dcm")
    shown = Image(Frame(instance, 1), decode_frame(instance, 1))

    seen = render_plain(shown, Shading())

    assert instance.supplement is not None
    upper = shown.stored.astype(int) >= instance.supplement.first
    grey = (seen[..., 0] == seen[..., 1]) & (seen[..., 1] == seen[..., 2])
    assert 0.1 < upper.mean() < 0.9
    assert grey[~upper].all()
    assert grey[upper].mean() < 0.2
