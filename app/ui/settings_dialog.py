"""The reader's choices as a form, made from the fields of Settings."""

from collections.abc import Callable, Mapping
from dataclasses import Field, fields
from types import MappingProxyType

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
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
    "presentation": "Presentation states",
    "reader_name": "Your name",
    "reader_qualification": "Qualification",
    "role": "Usual opinion",
    "shared_macros": "Shared macros",
    "cache_percent": "Memory for images (%)",
    "cleared_for_diagnosis": "Cleared for diagnosis",
    "display_check_days": "Display check (days)",
    "paper": "Paper",
    "site_name": "Site",
    "site_address": "Address of the site",
    "site_logo": "Logo of the site",
    "layout": "Viewports at start",
    "start_page": "Shown at start",
    "watched_folder": "Watched folder",
}
"""Fields in the order of the form; those missing here are not the reader's to edit."""

WORDS = {
    "auto": "Automatic",
    "raster": "Processor",
    "gl": "Graphics card",
    "bir": "IHE BIR: left scrolls, right windows",
    "pacs": "PACS-like: left windows, right zooms",
    "weasis": "Weasis-like: left windows",
    "full": "Full",
    "minimal": "Minimal",
    "off": "None",
    "first opinion": "First opinion",
    "second opinion": "Second opinion",
    "images": "Images",
    "worklist": "Worklist",
}
"""What stored choices are called, where the stored word is not plain enough."""

AT_NEXT_START = (
    "presenter",
    "inverse_level",
    "cache_percent",
    "cleared_for_diagnosis",
    "interpolated",
    "layout",
)
"""Fields that are asked only when the program starts."""

WIDTH_PX, INPUT_PX = 820, 250
TALLEST_PX = 600
"""Of the form, before it scrolls: the dialog then fits a screen of 800 pixels."""


def _scrolled(form: QWidget) -> QScrollArea:
    """Return a form that scrolls where the screen is too small for it, as tall as it asks where it is not."""
    area = QScrollArea()
    area.setWidget(form)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setMinimumHeight(min(form.heightForWidth(WIDTH_PX) + 2, TALLEST_PX))
    return area


def waiting_for_start(before: Settings, now: Settings) -> tuple[str, ...]:
    """Return the titles of changed settings that take effect at the next start."""
    return tuple(TITLES[name] for name in AT_NEXT_START if getattr(before, name) != getattr(now, name))


class SettingsDialog(QDialog):
    """Lets the reader change settings; nothing changes before OK.

    Parameters
    ----------
    fixed
        Fields that are not the reader's to change now, and why.
    accounts
        Shows who may sign in, for whom that is to be changed; None for others.
    """

    def __init__(
        self,
        settings: Settings,
        parent: QWidget | None = None,
        *,
        fixed: Mapping[str, str] = MappingProxyType({}),
        accounts: Callable[[], None] | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Settings")
        self._settings = settings
        self._inputs: dict[str, QWidget] = {}
        inside = QWidget()
        form = QFormLayout(inside)
        form.setHorizontalSpacing(16)
        self.setMinimumWidth(WIDTH_PX)
        known = {entry.name: entry for entry in fields(Settings)}
        for name, title in TITLES.items():
            widget = self._input(known[name], getattr(settings, name))
            help_text = str(known[name].metadata["help"])
            if name in fixed:
                widget.setEnabled(False)
                help_text = fixed[name]
            widget.setToolTip(help_text)
            widget.setAccessibleName(title)
            widget.setFixedWidth(INPUT_PX)
            row = QHBoxLayout()
            row.setSpacing(14)
            row.addWidget(widget)
            row.addWidget(_quiet(help_text), 1)
            form.addRow(title, row)
            self._inputs[name] = widget
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        if accounts is not None:
            people = buttons.addButton("&Accounts…", QDialogButtonBox.ButtonRole.ActionRole)
            people.setToolTip("Who may sign in, and as what")
            people.clicked.connect(lambda: accounts())
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(_scrolled(inside), 1)
        later = ", ".join(TITLES[name].lower() for name in AT_NEXT_START)
        layout.addWidget(_quiet(f"At the next start: {later}. Everything else at once."))
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
            for choice in entry.metadata["choices"]:
                combo.addItem(WORDS.get(choice, choice), choice)
            combo.setCurrentIndex(combo.findData(value))
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
        return str(widget.currentData())
    if isinstance(widget, QSpinBox):
        return widget.value()
    assert isinstance(widget, QLineEdit)
    return widget.text().strip()


def _quiet(text: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName("quiet")
    label.setWordWrap(True)
    return label
