"""The reader's choices as a form, made from the fields of Settings."""

from dataclasses import Field, fields

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.settings import Settings, changed

TITLES = {
    "presenter": "Drawing",
    "mouse_profile": "Mouse",
    "inverse_level": "Inverse level direction",
    "annotation_level": "Corner text",
    "interpolated": "Smooth pixels",
    "reader_name": "Your name",
    "reader_qualification": "Qualification",
    "role": "Usual opinion",
    "cache_percent": "Memory for images (%)",
    "cleared_for_diagnosis": "Cleared for diagnosis",
    "paper": "Paper",
    "layout": "Viewports at start",
}
"""Fields in the order of the form; those missing here are not the reader's to edit."""


class SettingsDialog(QDialog):
    """Lets the reader change settings; nothing changes before OK."""

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Settings")
        self._settings = settings
        self._inputs: dict[str, QWidget] = {}
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        known = {entry.name: entry for entry in fields(Settings)}
        for name, title in TITLES.items():
            widget = self._input(known[name], getattr(settings, name))
            help_text = str(known[name].metadata["help"])
            widget.setToolTip(help_text)
            widget.setAccessibleName(title)
            form.addRow(title, widget)
            form.addRow("", _quiet(help_text))
            self._inputs[name] = widget
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(
            _quiet("How images are drawn and how much memory they take changes at the next start.")
        )
        layout.addWidget(buttons)

    def chosen(self) -> Settings:
        """Return the settings as the form has them."""
        return changed(self._settings, {name: _value(widget) for name, widget in self._inputs.items()})

    @staticmethod
    def _input(entry: "Field[object]", value: object) -> QWidget:
        if isinstance(value, bool):
            box = QCheckBox()
            box.setChecked(value)
            return box
        if "choices" in entry.metadata:
            combo = QComboBox()
            combo.addItems(entry.metadata["choices"])
            combo.setCurrentText(str(value))
            return combo
        if isinstance(value, int):
            number = QSpinBox()
            number.setRange(*entry.metadata["limits"])
            number.setValue(value)
            return number
        return QLineEdit(str(value))


def _value(widget: QWidget) -> str | int | bool:
    if isinstance(widget, QCheckBox):
        return widget.isChecked()
    if isinstance(widget, QComboBox):
        return widget.currentText()
    if isinstance(widget, QSpinBox):
        return widget.value()
    assert isinstance(widget, QLineEdit)
    return widget.text().strip()


def _quiet(text: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName("quiet")
    label.setWordWrap(True)
    return label
