"""A store holds one value and announces the next."""

from viewer.core.store import Store


def heard_by(store: Store[int]) -> list[tuple[int, int]]:
    heard: list[tuple[int, int]] = []

    def listen(new: int, old: int) -> None:
        heard.append((new, old))

    store.changed.connect(listen)
    return heard


def test_a_new_value_is_announced_with_the_old_one() -> None:
    store = Store(1)
    heard = heard_by(store)

    store.set(2)

    assert (store.value, heard) == (2, [(2, 1)])


def test_an_equal_value_is_not_announced() -> None:
    store = Store(1)
    heard = heard_by(store)

    store.set(1)

    assert heard == []


def test_stores_do_not_hear_each_other() -> None:
    one, other = Store(1), Store(1)
    heard = heard_by(one)

    other.set(2)

    assert heard == []
