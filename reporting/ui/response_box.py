"""How a second opinion stands to the first: which one, and whether it agrees."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from reporting.core.report import Agreement, Report
from reporting.ui.writing import Writing


class ResponseBox(QFrame):
    """Shows the report answered, and lets the reader agree, partly agree or disagree with a reason."""

    first_wanted = Signal(bool)
    """Whether the reader wants to see the first opinion beside."""

    def __init__(self, writing: Writing, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._writing = writing
        self._answered = QLabel()
        self._answered.setTextFormat(Qt.TextFormat.PlainText)
        self._answered.setWordWrap(True)
        self._choices = {agreement: QRadioButton(agreement.value.capitalize()) for agreement in Agreement}
        self._group = QButtonGroup(self)
        row = QHBoxLayout()
        for button in self._choices.values():
            self._group.addButton(button)
            row.addWidget(button)
            button.toggled.connect(self._tell)
        row.addStretch()
        self._reason = QPlainTextEdit()
        self._reason.setPlaceholderText("Reason, needed unless you agree")
        self._reason.setTabChangesFocus(True)
        self._reason.setFixedHeight(56)
        self._reason.textChanged.connect(self._tell)
        layout = QVBoxLayout(self)
        self._beside = QPushButton("Show it")
        self._beside.setCheckable(True)
        self._beside.setToolTip("Read the first opinion beside yours")
        self._beside.toggled.connect(self.first_wanted)
        top = QHBoxLayout()
        top.addWidget(self._answered, 1)
        top.addWidget(self._beside, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(top)
        layout.addLayout(row)
        form = QFormLayout()
        form.addRow(self._reason)
        layout.addLayout(form)

    def show_first(self, shown: bool) -> None:
        """Say whether the first opinion is shown beside."""
        with QSignalBlocker(self._beside):
            self._beside.setChecked(shown)
        self._beside.setText("Hide it" if shown else "Show it")

    def show_report(self, report: Report) -> None:
        """Show the response of a second opinion; hidden for a first one without any."""
        response = report.response
        self.setVisible(response is not None)
        if response is None:
            return
        who = response.reader.name or "unnamed reader"
        self._answered.setText(
            f"Answers the outside report of {who}, {response.signed_at:%Y-%m-%d}"
            if response.is_outside
            else f"Answers the first opinion of {who}, signed {response.signed_at:%Y-%m-%d %H:%M} UTC"
        )
        self._beside.setHidden(response.is_outside)  # its original is among the documents
        self._answered.setToolTip(f"Exactly these words: SHA-256 {response.sha256}")
        self._group.setExclusive(False)  # a group that is exclusive cannot show that nothing is chosen
        for agreement, button in self._choices.items():
            with QSignalBlocker(button):
                button.setChecked(agreement is response.agreement)
            button.setEnabled(not report.is_signed)
        self._group.setExclusive(True)
        self._reason.setReadOnly(report.is_signed)
        if self._reason.toPlainText() != response.reason:
            with QSignalBlocker(self._reason):
                self._reason.setPlainText(response.reason)

    def _tell(self) -> None:
        chosen = next((kind for kind, button in self._choices.items() if button.isChecked()), None)
        self._writing.respond(chosen, self._reason.toPlainText())
