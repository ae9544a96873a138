"""The way through the fields of a whole report, from editor to editor."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt

from reporting.core.report import SectionName
from reporting.ui.section_editor import SectionEditor


class FieldWalk:
    """Knows which section was written in last, and leads to the next field.

    Parameters
    ----------
    arrived
        Told when the cursor was put elsewhere, to have it shown.

    Attributes
    ----------
    here
        The section written in last; None before anything was.
    """

    def __init__(self, editors: Mapping[SectionName, SectionEditor], arrived: Callable[[], None]) -> None:
        self._editors, self._arrived = editors, arrived
        self.here: SectionName | None = None
        for editor in editors.values():
            editor.step_beyond = self._beyond

    @property
    def editor(self) -> SectionEditor:
        """The editor written in last, that of the findings before anything was."""
        return self._editors[self.here or SectionName.FINDINGS]

    def step(self, *, forward: bool) -> None:
        """Go to the next field of the report or the one before, from the last to the first."""
        if self.here is None:
            self._enter(list(SectionName), forward)
            return
        self.editor.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if self.editor.step_field(forward=forward):
            self._arrived()
        elif not self._beyond(forward):
            self._enter(list(SectionName), forward)

    def _beyond(self, forward: bool) -> bool:
        names = list(SectionName)
        at = names.index(self.here or SectionName.FINDINGS)
        return self._enter(names[at + 1 :] if forward else names[:at], forward)

    def _enter(self, names: Sequence[SectionName], forward: bool) -> bool:
        """Put the cursor into the first field of the sections, the last one where it goes back."""
        for name in names if forward else reversed(names):
            if self._editors[name].has_field():
                self._editors[name].setFocus(Qt.FocusReason.TabFocusReason)
                self.here = name
                self._editors[name].enter_field(last=not forward)
                self._arrived()
                return True
        return False
