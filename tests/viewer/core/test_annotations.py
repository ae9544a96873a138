"""The set of measurements, and its undo."""

from hypothesis import given
from hypothesis import strategies as st

from tests.builders.measurements import length
from viewer.core.annotations import UNDO_STEPS, Annotations, History
from viewer.core.study import FrameKey

changes = st.lists(st.tuples(st.sampled_from("abc"), st.one_of(st.none(), st.integers(1, 5))), max_size=12)


def changed(history: History, uid: str, value: int | None) -> History:
    now = history.now.without(uid) if value is None else history.now.with_one(length(value, uid=uid))
    return history.record(now)


def test_a_measurement_of_a_known_uid_takes_the_place_of_the_old_one() -> None:
    known = Annotations((length(1, uid="a"), length(2, uid="b")))

    assert known.with_one(length(9, uid="a")).measurements == (length(9, uid="a"), length(2, uid="b"))


def test_h30_only_measurements_of_a_frame_are_on_it() -> None:
    first, second = length(uid="a", frame=1), length(uid="b", frame=2)
    known = Annotations((first, second, length(uid="c", sop_instance_uid="9.9")))

    assert known.on(FrameKey("1.2.3.1", 2)) == (second,)


def test_a_study_has_its_own_measurements() -> None:
    known = Annotations((length(uid="a"), length(uid="b", study_uid="7")))

    assert known.of_study("7").measurements == (length(uid="b", study_uid="7"),)


@given(changes)
def test_undoing_every_step_brings_back_the_beginning_and_redoing_the_end(
    steps: list[tuple[str, int | None]],
) -> None:
    history = History()
    for uid, value in steps:
        history = changed(history, uid, value)
    end = history.now
    while history.before:
        history = history.undo()
    assert history.now == Annotations()
    while history.undone:
        history = history.redo()
    assert history.now == end


def test_a_change_after_undo_leaves_nothing_to_redo() -> None:
    history = changed(changed(History(), "a", 1), "a", 2).undo()

    assert changed(history, "b", 3).undone == ()


def test_recording_the_same_again_is_no_step() -> None:
    history = changed(History(), "a", 1)

    assert history.record(history.now) is history


def test_undo_and_redo_stop_at_the_ends() -> None:
    history = History()

    assert history.undo() is history
    assert history.redo() is history


def test_undo_reaches_back_a_bounded_number_of_steps() -> None:
    history = History()
    for step in range(UNDO_STEPS + 20):
        history = history.record(Annotations((length(step + 1),)))

    assert len(history.before) == UNDO_STEPS


def test_loading_replaces_the_present_without_a_step() -> None:
    history = changed(History(), "a", 1).replaced(Annotations((length(5, uid="z"),)))

    assert history.now.find("z") is not None
    assert history.undo().now == Annotations()
