"""Labels, fields and buttons that the dialogs about people share."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QLineEdit, QVBoxLayout, QWidget


def label(words: str = "", name: str = "") -> QLabel:
    """Return plain words that wrap."""
    made = QLabel(words)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(True)
    made.setObjectName(name)
    return made


def password_field(name: str = "Password") -> QLineEdit:
    """Return a field that shows dots, and that no input method learns from."""
    field = QLineEdit()
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.setInputMethodHints(
        Qt.InputMethodHint.ImhHiddenText
        | Qt.InputMethodHint.ImhSensitiveData
        | Qt.InputMethodHint.ImhNoPredictiveText
    )
    field.setAccessibleName(name)
    field.setPlaceholderText(name)
    return field


def buttons(dialog: QDialog, verb: str) -> QDialogButtonBox:
    """Return the buttons that end a dialog."""
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
    do_it = box.button(QDialogButtonBox.StandardButton.Ok)
    do_it.setText(verb)
    do_it.setObjectName("primary")
    box.accepted.connect(dialog.accept)
    box.rejected.connect(dialog.reject)
    return box


def ask_reason(parent: QWidget, title: str, lines: list[str], verb: str) -> str:
    """Ask for a few words why; empty where the reader would rather not."""
    dialog = QDialog(parent)
    dialog.setWindowTitle(title)
    dialog.setMinimumWidth(440)
    layout = QVBoxLayout(dialog)
    for line in lines:
        layout.addWidget(label(line))
    reason = QLineEdit()
    reason.setPlaceholderText("Reason, in a few words; it is kept in the audit trail")
    reason.setAccessibleName("Reason")
    layout.addWidget(reason)
    box = buttons(dialog, verb)
    do_it = box.button(QDialogButtonBox.StandardButton.Ok)
    do_it.setEnabled(False)
    reason.textChanged.connect(lambda words: do_it.setEnabled(bool(words.strip())))
    layout.addWidget(box)
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    return reason.text().strip() if accepted else ""
