"""Joins a widget to a store for as long as the widget lives."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar
from weakref import WeakMethod

from psygnal import SignalInstance
from PySide6.QtCore import QObject

from viewer.core.store import Store

Value = TypeVar("Value")


def bind(owner: QObject, store: Store[Value], show: Callable[[Value], None]) -> None:
    """Show the store's value now and at each change, until the owner dies.

    ``show`` is a method of the owner (or of a part of it); it is held weakly.
    """
    listen(owner, store.changed, show)
    show(store.value)


def listen(owner: QObject, signal: SignalInstance, react: Callable[..., None]) -> None:
    """Have a method called whenever a signal of the values' world is emitted, until the owner dies."""
    signal.connect(react)
    owner.destroyed.connect(partial(_forget, signal, WeakMethod(react)))


def _forget(signal: SignalInstance, method: WeakMethod[Callable[..., None]], *_: object) -> None:
    react = method()
    if react is not None:
        signal.disconnect(react, missing_ok=True)
