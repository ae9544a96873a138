"""All reports of the study: which is shown, which others there are, and new ones."""

from functools import partial

from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from reporting.core.report import Report, Role
from reporting.ui.writing import Writing


class ReportChoice(QToolButton):
    """A button that says how many reports the study has, and offers them."""

    def __init__(self, writing: Writing, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._writing = writing
        self.setObjectName("reports")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolTip("All reports of this study, and new ones")
        self._offered = QMenu(self)
        self._offered.setToolTipsVisible(True)
        self._offered.aboutToShow.connect(self._fill)
        self.setMenu(self._offered)

    def show_report(self) -> None:
        """Say how many there are."""
        count = len(self._writing.reports())
        self.setText("1 report" if count == 1 else f"{count} reports")

    def offer(self) -> None:
        """Open the list, as a click would."""
        self.showMenu()

    def _fill(self) -> None:
        shown = self._writing.report.value
        self._offered.clear()
        reports = self._writing.reports()
        for report in reports:
            action = self._offered.addAction(_words(report))
            action.setCheckable(True)
            action.setChecked(shown is not None and report.uid == shown.uid)
            action.triggered.connect(partial(self._open, report.uid))
        self._offered.addSeparator()
        self._offered.addAction("New first opinion").triggered.connect(self._begin_first)
        for report in reports:
            if report.role is Role.FIRST and report.is_signed:
                action = self._offered.addAction(f"New second opinion on {_who(report)}")
                action.triggered.connect(partial(self._begin_second, report.uid))

    def _open(self, uid: str, _checked: bool = False) -> None:
        self._writing.open_report(uid)

    def _begin_first(self) -> None:
        self._writing.begin_first()

    def _begin_second(self, uid: str, _checked: bool = False) -> None:
        self._writing.begin_second(uid)


def state_text(report: Report) -> str:
    """Return how far a report has come, in the words of the panel."""
    if report.signature is None:
        return report.state.value.capitalize()
    added = f", {len(report.addenda)} added" if report.addenda else ""
    return f"Signed {report.signature.at:%Y-%m-%d %H:%M} UTC{added}"


def _words(report: Report) -> str:
    return f"{report.role.value.capitalize()}  ·  {_who(report)}  ·  {state_text(report)}".replace("&", "&&")


def _who(report: Report) -> str:
    reader = report.signature.reader if report.signature else report.reader
    return reader.name.strip() or "unnamed reader"
