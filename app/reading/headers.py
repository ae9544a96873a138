"""Headers the reader asks to see: read in a worker process, because nobody vouches for the files."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from viewer.core.errors import ViewerError
from viewer.core.session import Session
from viewer.dicom.header_comparison import compare
from viewer.dicom.header_row import HeaderRow
from viewer.loading.calls import Call
from viewer.loading.jobs import Jobs
from viewer.ui.header_comparison_view import HeaderComparisonView
from viewer.ui.header_view import HeaderView
from viewer.ui.instance_choice import Choice, InstanceChoice, choices_of

HEADER_SECONDS = 20.0


class Headers:
    """Shows the header of a file, and the headers of two."""

    def __init__(
        self, session: Session, jobs: Jobs, window: QWidget, failed: Callable[[BaseException], None]
    ) -> None:
        self._session = session
        self._jobs = jobs
        self._window = window
        self._failed = failed

    def show(self, title: str, path: Path, reason: str = "") -> None:
        """Show every element of a file."""
        self._read(
            "header_rows",
            path,
            lambda rows: self._shown(HeaderView(self._named(title, path), rows, reason, self._window), path),
        )

    def _choices(self) -> tuple[Choice, ...]:
        return choices_of(tuple(self._session.display_sets()))

    def _named(self, title: str, path: Path) -> str:
        own = _of(self._choices(), path)
        return f"{title} – {own.series}, {own.name}" if own else title

    def _shown(self, view: HeaderView, path: Path) -> None:
        view.comparison_wanted.connect(lambda: self._ask(view, path))
        self._stand(view)

    def _ask(self, view: HeaderView, path: Path) -> None:
        choices = self._choices()
        if not any(choice.path != path for choice in choices):
            self._failed(
                ViewerError(
                    "There is nothing to compare the header with",
                    why="no other object is open",
                    remedy="Open another study or file first",
                )
            )
            return
        own = _of(choices, path)
        asked = InstanceChoice(choices, path, view)
        asked.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        asked.chosen.connect(lambda other: self.compare(own or Choice("File", path.name, path), other))
        asked.open()

    def compare(self, first: Choice, second: Choice) -> None:
        """Show two headers together."""
        self._read("rows_to_compare", first.path, lambda rows: self._compare_with(first, tuple(rows), second))

    def _compare_with(self, first: Choice, rows: tuple[HeaderRow, ...], second: Choice) -> None:
        self._read(
            "rows_to_compare", second.path, lambda others: self._show_both(first, rows, second, others)
        )

    def _show_both(
        self, first: Choice, rows: tuple[HeaderRow, ...], second: Choice, others: tuple[HeaderRow, ...]
    ) -> None:
        one, other = (f"{choice.series}, {choice.name}" for choice in (first, second))
        self._stand(HeaderComparisonView(compare(rows, others), one, other, self._window))

    def _stand(self, view: QDialog) -> None:
        view.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        view.show()

    def _read(self, function: str, path: Path, done: Callable[[tuple[HeaderRow, ...]], None]) -> None:
        self._jobs.in_process(
            Call("viewer.dicom.dump", function, (path,)), done, self._failed, seconds=HEADER_SECONDS
        )


def _of(choices: tuple[Choice, ...], path: Path) -> Choice | None:
    return next((choice for choice in choices if choice.path == path), None)
