"""One current value, and a signal when it is replaced."""

from typing import Generic, TypeVar

from psygnal import Signal

Value = TypeVar("Value")


class Store(Generic[Value]):
    """Holds the current value of something and announces each new one.

    Values are immutable; whoever wants a change sets a new value. Lives on the main thread.
    """

    changed = Signal(object, object)  # (new, old)

    def __init__(self, value: Value) -> None:
        self._value = value

    @property
    def value(self) -> Value:
        """The current value."""
        return self._value

    def set(self, value: Value) -> None:
        """Replace the value; announced only when it differs from the old one."""
        old = self._value
        if value is old or value == old:
            return
        self._value = value
        self.changed.emit(value, old)
