"""What stands beside the heading of the findings: a further finding, and the normal text."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from reporting.core.report import Report
from reporting.ui.authoring import Authoring

MOST_FINDINGS = 2
"""So many kinds of findings have a button of their own; the menu has them all."""


class FindingsBar(QWidget):
    """Offers what the template of the report knows; empty where it knows nothing."""

    def __init__(self, authoring: Authoring, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._authoring = authoring
        self._template = ""
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2)

    def show_report(self, report: Report) -> None:
        """Offer what fits the report; nothing once it is signed."""
        shown = "" if report.is_signed else report.template
        if shown == self._template:
            return
        self._template = shown
        while (item := self._layout.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        if not shown:
            return
        for finding in self._authoring.findings()[:MOST_FINDINGS]:
            add = self._button(f"+ {finding.title}", f"Add another entry: {finding.title.lower()}")
            add.clicked.connect(partial(self._add, finding.id))
        if self._authoring.has_normal():
            normal = self._button("Normal", "Where a heading waits for words, write that it is normal")
            normal.clicked.connect(lambda: self._authoring.write_normal())

    def _add(self, finding_id: str, _checked: bool = False) -> None:
        finding = next((known for known in self._authoring.findings() if known.id == finding_id), None)
        if finding is not None:
            self._authoring.add_finding(finding)

    def _button(self, words: str, help_words: str) -> QToolButton:
        button = QToolButton()
        button.setText(words)
        button.setToolTip(help_words)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setObjectName("inline")
        self._layout.addWidget(button)
        return button
