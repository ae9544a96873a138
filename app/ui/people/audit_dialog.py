"""The audit trail for the auditor: searched, verified, exported."""

from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.security.audit_events import AuditEvent, Event, Outcome
from app.security.audit_trail import AuditLine
from app.ui.people.pieces import label
from reporting.core.readings.wording import local
from viewer.core.errors import ViewerError

MOST_SHOWN = 2_000
COLUMNS = ("Line", "When", "Event", "What", "Outcome", "Who", "Role", "Detail", "Study")


class AuditDialog(QDialog):
    """Shows the newest lines; looking is itself written down by whoever opens it.

    Parameters
    ----------
    export
        Writes the whole trail into a file, as its ending says.
    """

    def __init__(
        self,
        lines: Iterable[AuditLine],
        verify: Callable[[], tuple[str, ...]],
        export: Callable[[Path], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Audit trail")
        self.resize(1120, 640)
        self._verify, self._export = verify, export
        self._search, self._events, self._told = QLineEdit(), QComboBox(), label("", "quiet")
        self._search.setPlaceholderText("Search who, what, study, detail")
        self._search.setClearButtonEnabled(True)
        self._events.addItem("All events", None)
        for event in Event:
            self._events.addItem(event.value[1], event)
        self._events.setToolTip("Show one kind of event only")
        self._list = QTreeWidget()
        self._list.setHeaderLabels(list(COLUMNS))
        self._list.setRootIsDecorated(False)
        self._list.setUniformRowHeights(True)
        self._rows: list[tuple[QTreeWidgetItem, AuditEvent]] = []
        for line in lines:
            self._add(line)
        for column in range(len(COLUMNS) - 1):
            self._list.header().setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
            self._list.resizeColumnToContents(column)
        top = QHBoxLayout()
        top.addWidget(self._search, 1)
        top.addWidget(self._events)
        row = QHBoxLayout()
        row.addWidget(self._told, 1)
        row.addWidget(_button("&Verify", "Prove that no line was changed, taken out or moved", self._prove))
        row.addWidget(_button("E&xport…", "The whole trail as AuditMessage XML or as a table", self._hand_on))
        row.addWidget(_button("Close", "Back to reading", self.accept))
        layout = QVBoxLayout(self)
        layout.addLayout(top)
        layout.addWidget(self._list, 1)
        layout.addLayout(row)
        self._search.textChanged.connect(lambda _: self._filter())
        self._events.currentIndexChanged.connect(lambda _: self._filter())
        self._filter()

    @property
    def told(self) -> str:
        """What is said under the list."""
        return self._told.text()

    def _add(self, line: AuditLine) -> None:
        event = line.event
        words = [
            str(line.sequence),
            local(event.at),
            event.event.value[1],
            "" if event.type is None else event.type.value[1],
            event.outcome.name.lower(),
            event.user_name or event.user_uid or "reader without account",
            event.role,
            event.detail,
            event.study_uid,
        ]
        item = QTreeWidgetItem(words)
        item.setTextAlignment(0, Qt.AlignmentFlag.AlignRight)
        item.setToolTip(7, event.detail)
        item.setToolTip(8, event.study_uid)
        if event.outcome is not Outcome.DONE:
            font = item.font(4)
            font.setBold(True)
            item.setFont(4, font)
        self._list.addTopLevelItem(item)
        self._rows.append((item, event))

    def _filter(self) -> None:
        wanted, kind = self._search.text().casefold(), self._events.currentData()
        shown = 0
        for item, event in self._rows:
            words = " ".join(item.text(column) for column in range(len(COLUMNS))).casefold()
            fits = wanted in words and kind in (None, event.event)
            item.setHidden(not fits)
            shown += fits
        self._told.setText(f"{shown} of the newest {len(self._rows)} lines")

    def _prove(self) -> None:
        problems = self._verify()
        more = f"; and {len(problems) - 3} more" if len(problems) > 3 else ""
        self._told.setText(
            "; ".join(problems[:3]) + more if problems else "Verified: every line is as it was written"
        )

    def _hand_on(self) -> None:
        path, _ = QFileDialog.getSaveFileName(
            self,
            "Export the audit trail",
            str(Path.home() / "audit.xml"),
            "AuditMessage (*.xml);;Table (*.csv)",
        )
        if not path:
            return
        try:
            self._export(Path(path))
        except (ViewerError, OSError) as problem:
            self._told.setText(str(problem))
            return
        self._told.setText(f"Written: {Path(path).name}")


def _button(words: str, help_text: str, run: Callable[[], object]) -> QPushButton:
    button = QPushButton(words)
    button.setToolTip(help_text)
    button.clicked.connect(lambda: run())
    return button
