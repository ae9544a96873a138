"""Linked viewports scroll together; the cross-hair and the localizer lines are the same place everywhere."""

from dataclasses import replace

import pytest

from tests.builders.opened import display_set, images, opened
from viewer.core.images import Image
from viewer.core.session import Session
from viewer.core.shapes import Segment
from viewer.core.study import DisplaySet, Frame
from viewer.core.viewport import Layout
from viewer.interaction.following import Following


def stack(
    series_uid: str, count: int, *, study_uid: str = "1.2", reference: str = "", z_mm: float = 0.0
) -> DisplaySet:
    moved = []
    for one in images(count, series_uid=series_uid, study_uid=study_uid):
        instance = one.frame.instance
        plane = one.plane
        description = replace(
            instance.descriptions[0],
            plane=replace(plane, origin_lps=(0.0, 0.0, plane.origin_lps[2] + z_mm)),
        )
        instance = replace(
            instance,
            descriptions=(description,),
            frame_of_reference_uid=reference or instance.frame_of_reference_uid,
        )
        moved.append(Image(Frame(instance), one.stored))
    return display_set(moved)


@pytest.fixture
def session() -> Session:
    made = Session()
    made.layout.set(Layout(1, 2))
    return made


def show(session: Session, left: DisplaySet, right: DisplaySet) -> Following:
    session.opened.set(opened(left, right))
    following = Following(session)
    session.show(left.uid, 0)
    session.show(right.uid, 1)
    for cell in (0, 1):  # stacks are opened in their middle
        scroll(session, cell, 0)
    return following


def scroll(session: Session, cell: int, index: int) -> None:
    store = session.viewports[cell]
    store.set(replace(store.value, index=index))


def test_viewports_scroll_on_their_own_until_they_are_linked(session: Session) -> None:
    show(session, stack("1.2.3", 10), stack("1.2.4", 10))

    scroll(session, 0, 4)

    assert session.viewports[1].value.index == 0


def test_linked_viewports_of_one_space_show_the_same_place(session: Session) -> None:
    following = show(session, stack("1.2.3", 10), stack("1.2.4", 10, z_mm=-10.0))
    following.linked.set(True)

    scroll(session, 0, 4)
    assert session.viewports[1].value.index == 6
    scroll(session, 1, 2)
    assert session.viewports[0].value.index == 0


def test_a_prior_keeps_the_offset_it_had_when_linking_began(session: Session) -> None:
    prior = stack("1.9.4", 20, study_uid="1.9", reference="9.9", z_mm=300.0)
    following = show(session, stack("1.2.3", 20), prior)
    scroll(session, 1, 3)
    following.linked.set(True)

    scroll(session, 0, 5)
    assert session.viewports[1].value.index == 8
    following.linked.set(False)
    scroll(session, 0, 9)
    assert session.viewports[1].value.index == 8


def test_h33_a_series_put_in_place_of_the_prior_does_not_inherit_its_offset(session: Session) -> None:
    """Nothing says where a series in another space lies beside the one that was there before."""
    now = stack("1.2.3", 10)
    prior = stack("1.2.4", 10, reference="9", z_mm=100.0)
    another = stack("1.2.5", 10, reference="8", z_mm=-300.0)
    session.opened.set(opened(now, prior, another))
    following = Following(session)
    session.show(now.uid, 0)
    session.show(prior.uid, 1)
    following.linked.set(True)

    session.show(another.uid, 1)
    scroll(session, 1, 0)
    scroll(session, 0, 5)

    assert session.viewports[1].value.index == 0


def test_the_cross_hair_brings_every_viewport_to_its_slice(session: Session) -> None:
    following = show(session, stack("1.2.3", 10), stack("1.2.4", 10))
    frame = following.frame_in(0)
    assert frame is not None

    following.point_at((3.0, 4.0, 20.0), frame)

    assert [session.viewports[cell].value.index for cell in (0, 1)] == [4, 4]
    drawn = following.lines_over(1, images(1)[0])
    assert sum(isinstance(shape, Segment) for drawing in drawn for shape in drawing.shapes) == 4
    following.clear_point()
    assert following.lines_over(1, images(1)[0]) == ()


def test_the_cross_hair_means_nothing_in_another_space(session: Session) -> None:
    following = show(session, stack("1.2.3", 10), stack("1.9.4", 10, study_uid="1.9", reference="9.9"))
    frame = following.frame_in(0)
    assert frame is not None

    following.point_at((3.0, 4.0, 20.0), frame)

    assert session.viewports[1].value.index == 0
    foreign = images(1)[0]
    instance = replace(foreign.frame.instance, frame_of_reference_uid="9.9")
    assert following.lines_over(1, Image(Frame(instance), foreign.stored)) == ()


def test_planes_of_other_viewports_are_drawn_where_they_cut(session: Session) -> None:
    left = stack("1.2.3", 10)
    sagittal_frames = []
    for one in images(3, series_uid="1.2.4"):
        instance = one.frame.instance
        plane = replace(one.plane, origin_lps=(10.0, 0.0, 45.0), right=(0.0, 1.0, 0.0), down=(0.0, 0.0, -1.0))
        instance = replace(instance, descriptions=(replace(instance.descriptions[0], plane=plane),))
        sagittal_frames.append(Image(Frame(instance), one.stored))
    following = show(session, left, display_set(sagittal_frames))
    shown = images(1)[0]
    assert following.lines_over(0, shown) == ()

    following.lines.set(True)

    (drawing,) = following.lines_over(0, shown)
    (line,) = drawing.shapes
    assert isinstance(line, Segment)
    assert line.start_lps[0] == line.end_lps[0] == pytest.approx(10.0)
