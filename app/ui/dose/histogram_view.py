"""Dose-volume histograms: which dose, which structures, what counts as 100 %; plot and table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QSplitter,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.ui.dose.histogram_plot import Curves, HistogramPlot
from app.ui.dose.histogram_table import HistogramTable
from viewer.core.radiotherapy.dvh import Dvh
from viewer.core.radiotherapy.histograms import Histograms
from viewer.core.radiotherapy.metrics import USUAL, csv_of, curves_csv, metrics_of, table_of
from viewer.core.radiotherapy.reference import CHOSEN, ReferenceDose, spoken_dose
from viewer.ui.icons import icon
from viewer.ui.plain_text import label, tooltip

EMPTY = "Open a study with a radiotherapy dose and a structure set to see dose-volume histograms"
HOW_TO_NAME = (
    "Numbers to show, by their usual names: D95 (dose to 95 % of the volume), D2cc (dose to 2 cm³), "
    "V20 (part that receives 20 Gy), V20Gycc (the same in cm³), V95% (part that receives 95 % of the reference dose), "
    "Min, Mean, Max"
)


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is to choose from, by name, and what is chosen."""

    doses: tuple[str, ...] = ()
    dose: int = 0
    structures: tuple[str, ...] = ()
    structure: int = 0


class HistogramView(QWidget):
    """Shows histograms. Computes none itself."""

    dose_chosen = Signal(int)
    structures_chosen = Signal(int)
    reference_chosen = Signal(object)
    """The ReferenceDose that percentages are to refer to."""
    copy_wanted = Signal(str)
    """Text for the clipboard, columns parted by tabs."""
    save_wanted = Signal(str)
    """Comma-separated values for a file."""
    left = Signal()
    """The reader wants back to the images."""
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._histograms: Histograms | None = None
        self._reference: ReferenceDose | None = None
        self.identity = label(role="heading", wraps=True)
        self.notes = label(role="problem", wraps=True)
        self.message = label(role="empty", wraps=True)
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.doses, self.structures, self.references = QComboBox(), QComboBox(), QComboBox()
        self.reference = QDoubleSpinBox()
        self.in_percent, self.in_cc = QCheckBox("Dose in %"), QCheckBox("Volume in cm³")
        self.metrics = QLineEdit(USUAL)
        self.odd = label(role="problem", wraps=True)
        self.plot, self.table = HistogramPlot(), HistogramTable()
        self._make_controls()
        self._lay_out()
        self._connect()
        self.show_nothing()

    def show_nothing(self, words: str = EMPTY) -> None:
        """Show no histograms, and why."""
        self._histograms = None
        self.identity.clear()
        self._say(words)

    def show_choices(self, identity: str, choices: Choices) -> None:
        """Say whose histograms these are, and offer others."""
        self.identity.setText(identity)
        for box, names, chosen in (
            (self.doses, choices.doses, choices.dose),
            (self.structures, choices.structures, choices.structure),
        ):
            with QSignalBlocker(box):
                box.clear()
                box.addItems(list(names))
                box.setCurrentIndex(chosen)

    def show_waiting(self) -> None:
        """Say that histograms are being computed."""
        self._histograms = None
        self._say("Computing histograms…")

    def show_failure(self, words: str) -> None:
        """Say why there are none."""
        self._histograms = None
        self._say(words)

    def show_histograms(self, found: Histograms, reference: ReferenceDose) -> None:
        """Show histograms, their percentages referring to a dose."""
        self._histograms, self._reference = found, reference
        notes = (*found.notes, *(f"{one.name}: {one.note}" for one in found.each if one.note))
        self.notes.setText("\n".join(notes))
        self.notes.setVisible(bool(notes))
        known = list(dict.fromkeys((*found.references, reference)))
        with QSignalBlocker(self.references), QSignalBlocker(self.reference):
            self.references.clear()
            for one in known:
                self.references.addItem(f"{spoken_dose(one.dose, found.unit)} – {one.name}", one)
            self.references.setCurrentIndex(known.index(reference))
            self.reference.setSuffix(f" {found.unit}" if found.unit else "")
            self.reference.setValue(reference.dose)
        self._fill(frozenset())
        self._stack.setCurrentIndex(1)
        self._offer()

    def rows(self) -> list[list[str]]:
        """Return the table as text, its heads first."""
        if self._histograms is None or self._reference is None:
            return []
        metrics, _ = metrics_of(self.metrics.text())
        return table_of(self._histograms.each, metrics, self._reference, self._histograms.unit)

    # What the reader does.

    def _fill(self, hidden: frozenset[int]) -> None:
        found = self._histograms
        if found is None:
            return
        _, odd = metrics_of(self.metrics.text())
        self.odd.setText(f"Not understood: {', '.join(odd)}" if odd else "")
        self.odd.setVisible(bool(odd))
        self.table.show_rows(self.rows(), [one.color for one in found.each], hidden)
        self._plot()

    def _refill(self) -> None:
        self._fill(self.table.hidden_rows())

    def _plot(self) -> None:
        found = self._histograms
        each: tuple[Dvh, ...] = () if found is None else found.each
        self.plot.show_curves(
            Curves(
                each,
                self.table.hidden_rows(),
                self._reference,
                "Gy" if found is None else found.unit,
                self.in_percent.isChecked(),
                self.in_cc.isChecked(),
                self.table.currentRow(),
            )
        )

    def _choose_reference(self, place: int) -> None:
        chosen = self.references.itemData(place)
        if isinstance(chosen, ReferenceDose):
            self.reference_chosen.emit(chosen)

    def _write_reference(self) -> None:
        dose = self.reference.value()
        if self._reference is not None and dose > 0 and abs(dose - self._reference.dose) > 1e-6:
            self.reference_chosen.emit(ReferenceDose(CHOSEN, dose))

    def _copy(self) -> None:
        self.copy_wanted.emit("\n".join("\t".join(row) for row in self.rows()))

    def _save(self) -> None:
        if self._histograms is not None:
            curves = curves_csv(self._histograms.each, self._histograms.unit)
            about = [
                ["Reference dose", self.references.currentText()],
                *([note] for note in self._histograms.notes),
            ]
            self.save_wanted.emit("\r\n".join((csv_of(about), csv_of(self.rows()), curves)))

    def _say(self, words: str) -> None:
        self.message.setText(words)
        self._stack.setCurrentIndex(0)
        self._offer()

    def _offer(self) -> None:
        is_there = self._histograms is not None
        for control in (self.references, self.reference, self._copied, self._saved):
            control.setEnabled(is_there)

    # How it is built.

    def _make_controls(self) -> None:
        self.reference.setRange(0.01, 100000.0)
        self.reference.setDecimals(2)
        self.reference.setKeyboardTracking(False)
        named: Sequence[tuple[QWidget, str, str]] = (
            (self.doses, "Dose", "The dose distribution"),
            (self.structures, "Structures", "The structure set whose structures are judged"),
            (self.references, "100 % is", "What percentages of dose refer to, here and in isodose lines"),
            (self.reference, "Reference dose", "Another reference dose"),
            (self.metrics, "Numbers", HOW_TO_NAME),
            (self.in_percent, "Dose in percent", "Plot doses as parts of the reference dose"),
            (
                self.in_cc,
                "Volume in cubic centimetres",
                "Plot volumes in cm³ instead of parts of the structure",
            ),
        )
        for control, name, words in named:
            control.setAccessibleName(name)
            control.setToolTip(tooltip(words))
        for box in (self.doses, self.structures, self.references):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._copied = _button("copy", "Copy the table (Ctrl+C)")
        self._saved = _button("report", "Save table and curves as comma-separated values")
        self._close = _button("close", "Close the histograms")

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 4)
        layout.setSpacing(4)
        layout.addWidget(self.identity)
        form = QFormLayout()
        form.setContentsMargins(0, 0, 0, 0)
        form.addRow("Dose", self.doses)
        form.addRow("Structures", self.structures)
        referring = QHBoxLayout()
        referring.addWidget(self.references, 1)
        referring.addWidget(self.reference)
        form.addRow("100 % is", referring)
        layout.addLayout(form)
        layout.addWidget(self.notes)
        self._stack = QStackedLayout()
        self._stack.addWidget(self.message)
        self._stack.addWidget(self._charts())
        layout.addLayout(self._stack, 1)

    def _charts(self) -> QWidget:
        charts = QWidget()
        inner = QVBoxLayout(charts)
        inner.setContentsMargins(0, 0, 0, 0)
        doing = QHBoxLayout()
        for control in (self.in_percent, self.in_cc):
            doing.addWidget(control)
        doing.addStretch(1)
        for button in (self._copied, self._saved, self._close):
            doing.addWidget(button)
        inner.addLayout(doing)
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.addWidget(self.plot)
        below = QWidget()
        rows = QVBoxLayout(below)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.metrics)
        rows.addWidget(self.odd)
        rows.addWidget(self.table, 1)
        parts.addWidget(below)
        parts.setChildrenCollapsible(False)
        inner.addWidget(parts, 1)
        return charts

    def _connect(self) -> None:
        self.doses.activated.connect(self.dose_chosen)
        self.structures.activated.connect(self.structures_chosen)
        self.references.activated.connect(self._choose_reference)
        self.reference.valueChanged.connect(lambda _: self._write_reference())
        self.metrics.textChanged.connect(lambda _: self._refill())
        self.table.ticked.connect(self._plot)
        self.table.chosen.connect(lambda _: self._plot())
        for box in (self.in_percent, self.in_cc):
            box.toggled.connect(lambda _: self._plot())
        clicks: dict[QToolButton, Callable[[], object]] = {
            self._copied: self._copy,
            self._saved: self._save,
            self._close: self.closed.emit,
        }
        for button, act in clicks.items():
            button.clicked.connect(lambda _=False, act=act: act())
        for key, act in {"Ctrl+C": self._copy, "Escape": self.left.emit}.items():
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)


def _button(name: str, words: str) -> QToolButton:
    made = QToolButton()
    made.setIcon(icon(name))
    made.setToolTip(tooltip(words))
    made.setAccessibleName(words.partition(" (")[0])
    made.setAutoRaise(True)
    return made
