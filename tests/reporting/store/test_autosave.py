"""A draft is saved soon enough, whatever the reader does, and not at every key."""

from hypothesis import given, settings
from hypothesis import strategies as st

from reporting.store.autosave import LONGEST_S, QUIET_S, Autosave


def test_nothing_typed_is_nothing_to_save() -> None:
    assert Autosave().is_saved
    assert (Autosave().due_s, Autosave().wait_ms(7.0)) == (None, None)


def test_a_pause_saves() -> None:
    typed = Autosave().changed(10.0).changed(10.4)

    assert typed.due_s == 10.4 + QUIET_S
    assert typed.wait_ms(10.4) == 1000 * QUIET_S
    assert typed.wait_ms(99.0) == 0


def test_d2_typing_without_a_pause_is_saved_all_the_same() -> None:
    typed = Autosave()
    for tenth in range(100):
        typed = typed.changed(tenth / 10)

    assert typed.due_s == LONGEST_S


def test_what_was_typed_while_saving_is_still_to_be_saved() -> None:
    typed = Autosave().changed(1.0).changed(2.0)

    assert typed.saved(2.0) == Autosave()
    assert typed.saved(1.5) == Autosave(first_s=1.5, last_s=2.0)
    assert Autosave().saved(3.0) == Autosave()


def test_a_saving_that_failed_is_tried_again_and_nothing_counts_as_saved() -> None:
    failed = Autosave().changed(1.0).failed(3.0)

    assert not failed.is_saved
    assert failed.due_s == 3.0 + LONGEST_S
    assert failed.saved(3.5) == Autosave()


@settings(deadline=None)  # machines under load
@given(st.lists(st.floats(0, 3), min_size=1, max_size=60))
def test_d2_no_word_waits_five_seconds(pauses_s: list[float]) -> None:
    now_s, state, oldest_s = 0.0, Autosave(), None
    for pause_s in pauses_s:
        if state.due_s is not None and state.due_s <= now_s + pause_s:
            assert oldest_s is not None
            assert state.due_s - oldest_s <= LONGEST_S < 5
            state, oldest_s = state.saved(state.due_s), None
        now_s += pause_s
        state = state.changed(now_s)
        oldest_s = now_s if oldest_s is None else oldest_s
