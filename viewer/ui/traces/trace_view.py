"""A waveform object: whose it is, how it is laid on paper, and the paper."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QStackedLayout, QToolButton, QVBoxLayout, QWidget

from viewer.core.waveforms.calipers import Caliper
from viewer.core.waveforms.paper import (
    GAINS_MM_MV,
    PAGE_S,
    SPEEDS_MM_S,
    USUAL_GAIN_MM_MV,
    USUAL_SPEED_MM_S,
    Layout,
    Sheet,
    excerpt,
    layouts_for,
    pages,
    sheet,
)
from viewer.core.waveforms.recording import Group, Note, Recording
from viewer.core.waveforms.wording import filter_words, group_words, origin_words
from viewer.render.trace_painter import DARK, LIGHT, Page
from viewer.ui.icons import icon
from viewer.ui.plain_text import label, tooltip
from viewer.ui.traces.paper_view import PaperView
from viewer.ui.traces.screen import scale_of

LEAST_ZOOM, MOST_ZOOM = 0.25, 8.0
STEP = 1.25
HOW_TO = "Drag over a lead to measure"
MOST_FINDINGS = 24
MOST_PRINTED_S = 20.0


class TraceView(QWidget):
    """Shows one recording. Reads nothing itself."""

    document_chosen = Signal(int)
    header_wanted = Signal()
    save_wanted = Signal()
    print_wanted = Signal()
    left = Signal()
    """The reader wants back to the images."""
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recording: Recording | None = None
        self._zoom, self._page_number, self._remark = 1.0, 0, ""
        self._calipers: dict[int, tuple[Caliper, ...]] = {}
        self.identity = label(role="heading", wraps=False)
        self.warning = label(role="problem", wraps=True)
        self.findings = label(role="dim")
        self.message = label(role="empty", wraps=True)
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.says = label()
        self.facts = label(role="dim")
        self.paper = PaperView()
        self._make_controls()
        self._lay_out()
        self._connect()
        self.show_nothing()

    def show_nothing(self, words: str = "No waveform is open") -> None:
        """Show no recording, and why."""
        self._recording = None
        self._calipers = {}
        self.identity.clear()
        self.findings.hide()
        self.choice.hide()
        self.paper.show_page(None, DARK, 1.0)
        self.warn("")
        self._say(words)

    def show_choice(self, names: Sequence[str], chosen: int) -> None:
        """Offer the recordings of the series; a single one needs no choice."""
        _fill(self.choice, names, chosen)
        self.choice.setVisible(len(names) > 1)

    def show_waiting(self, identity: str) -> None:
        """Say whose recording is being read."""
        self._recording, self._calipers = None, {}
        self.identity.setText(identity)
        self.identity.setToolTip(tooltip(identity))
        self.findings.hide()
        self._say("Reading the waveform…")

    def show_failure(self, words: str) -> None:
        """Say why there is nothing to see."""
        self._recording = None
        self._say(words)

    def show_recording(self, recording: Recording, remark: str = "") -> None:
        """Show a recording, its first group in its usual layout at true size; ``remark`` is said under it."""
        self._remark = remark
        self._recording, self._zoom, self._page_number = recording, 1.0, 0
        _fill(self.groups, [group_words(group) for group in recording.groups], 0)
        self.groups.setEnabled(len(recording.groups) > 1)
        self._offer_layouts()
        self._stack.setCurrentWidget(self.paper)
        self._enable()
        self._refresh()

    def warn(self, words: str) -> None:
        """Say something above the paper until it is no longer so."""
        self.warning.setText(words)
        self.warning.setVisible(bool(words))

    @property
    def group(self) -> Group | None:
        """The group that is shown."""
        return None if self._recording is None else self._recording.groups[max(self.groups.currentIndex(), 0)]

    @property
    def sheet(self) -> Sheet | None:
        """How it lies on paper."""
        return None if self.paper.page is None else self.paper.page.sheet

    def printable(self) -> tuple[Page, str] | None:
        """Return what is shown as it fits on paper, and which stretch of time it is where it is not all there is."""
        page, group = self.paper.page, self.group
        if page is None or group is None:
            return None
        if self._layout() is not Layout.STACKED or group.duration_s <= MOST_PRINTED_S:
            count = pages(group, self._layout())
            return page, f"{self.page_label.text()} of {group.duration_s:.0f} s" if count > 1 else ""
        start_s = min(self.paper.first_shown_s, group.duration_s - MOST_PRINTED_S)
        words = f"{start_s:.1f}–{start_s + MOST_PRINTED_S:.1f} s of {group.duration_s:.0f} s"
        return replace(page, sheet=excerpt(page.sheet, start_s, MOST_PRINTED_S)), words

    def scale_words(self) -> str:
        """Return speed and gain, and the filters of the channels, as they are written under a trace."""
        group = self.group
        if group is None:
            return ""
        volts = any(channel.millivolts is not None for channel in group.channels)
        gain = f"{self._gain():g} mm/mV" if volts else ""
        return "  ·  ".join(part for part in (f"{self._speed():g} mm/s", gain, filter_words(group)) if part)

    # What the reader does.

    def _zoom_by(self, factor: float) -> None:
        self._zoom = min(max(self._zoom * factor, LEAST_ZOOM), MOST_ZOOM)
        self._refresh()

    def _true_size(self) -> None:
        self._zoom = 1.0
        self._refresh()

    def _turn_page(self, by: int) -> None:
        group = self.group
        if group is not None:
            last = pages(group, self._layout()) - 1
            self._page_number = min(max(self._page_number + by, 0), last)
            self._refresh()

    def _choose_group(self, _: int) -> None:
        self._page_number = 0
        self._offer_layouts()
        self._refresh()

    def _choose_layout(self, _: int) -> None:
        self._page_number = 0
        self._refresh()

    def _keep_calipers(self, calipers: tuple[Caliper, ...]) -> None:
        self._calipers[self.groups.currentIndex()] = calipers

    # How it is shown.

    def _refresh(self) -> None:
        group, recording = self.group, self._recording
        if group is None or recording is None:
            return
        place = self.groups.currentIndex()
        notes = tuple(note for note in recording.notes if note.group == place)
        laid = sheet(
            group, self._layout(), speed_mm_s=self._speed(), gain_mm_mv=self._gain(), page=self._page_number
        )
        page = Page(group, laid, notes, self._calipers.get(place, ()), self.marks.isChecked())
        scale = scale_of(self.screen())
        self.paper.show_page(page, LIGHT if self.light.isChecked() else DARK, scale.px_per_mm * self._zoom)
        size = scale.words if self._zoom == 1 else f"zoomed to {self._zoom:.0%}, not true size"
        said = (self.scale_words(), *origin_words(group), size, self._remark)
        self.facts.setText("  ·  ".join(part for part in said if part))
        self.facts.setToolTip(tooltip(self.facts.text()))
        self.marks.setEnabled(any(note.spans_s for note in notes))
        self._say_findings(notes, recording)
        self._say_page(group)

    def _say_findings(self, notes: Sequence[Note], recording: Recording) -> None:
        lasting = [note for note in notes if not note.spans_s]
        said = [note.text for note in lasting]
        shown = "  ·  ".join(said[:MOST_FINDINGS]) + ("  …" if len(said) > MOST_FINDINGS else "")
        self.findings.setText(f"Written by the device: {shown}" if said else "")
        self.findings.setToolTip(tooltip("\n".join(said)))
        self.findings.setVisible(bool(said))
        if recording.problems:
            self.warn("; ".join(recording.problems))

    def _say_page(self, group: Group) -> None:
        count = pages(group, self._layout())
        for widget in (self._earlier, self._later, self.page_label):
            widget.setVisible(count > 1)
        start_s = self._page_number * PAGE_S
        self.page_label.setText(f"{start_s:.0f}–{min(start_s + PAGE_S, group.duration_s):.0f} s")
        self._earlier.setEnabled(self._page_number > 0)
        self._later.setEnabled(self._page_number < count - 1)

    def _offer_layouts(self) -> None:
        group = self.group
        if group is not None:
            offered = layouts_for(group)
            _fill(self.layouts, [layout.value for layout in offered], 0)
            self.layouts.setEnabled(len(offered) > 1)
            self.gains.setEnabled(any(channel.millivolts is not None for channel in group.channels))

    def _layout(self) -> Layout:
        return Layout(self.layouts.currentText()) if self.layouts.count() else Layout.STACKED

    def _speed(self) -> float:
        return SPEEDS_MM_S[self.speeds.currentIndex()]

    def _gain(self) -> float:
        return GAINS_MM_MV[self.gains.currentIndex()]

    def _say(self, words: str) -> None:
        self.message.setText(words)
        self._stack.setCurrentWidget(self.message)
        self.facts.clear()
        self.says.clear()
        self._enable()

    def _enable(self) -> None:
        is_there = self._recording is not None
        self.says.setText(HOW_TO if is_there else "")
        for widget in (*self._combos, *self._acts, self.marks, self.light):
            widget.setEnabled(is_there)
        self._header.setEnabled(bool(self.identity.text()))

    # How it is built.

    def _make_controls(self) -> None:
        self.choice = _combo("Recordings of the series")
        self.groups = _combo("Part of the recording: a multiplex group")
        self.layouts = _combo("How the leads are arranged")
        self.speeds = _combo("Paper speed", [f"{speed:g} mm/s" for speed in SPEEDS_MM_S])
        self.speeds.setCurrentIndex(SPEEDS_MM_S.index(USUAL_SPEED_MM_S))
        self.gains = _combo("Gain", [f"{gain:g} mm/mV" for gain in GAINS_MM_MV])
        self.gains.setCurrentIndex(GAINS_MM_MV.index(USUAL_GAIN_MM_MV))
        self.page_label = label(role="dim")
        self._earlier = _button("chevron-up", "The ten seconds before")
        self._later = _button("chevron-down", "The next ten seconds")
        self.marks = _toggle("annotations", "Moments that the device marked: P onset, QRS, T …")
        self.marks.setChecked(True)
        self.light = _toggle("invert", "Dark curves on light paper, or light ones on dark")
        self._smaller = _button("minus", "Smaller (Ctrl+−, Ctrl+wheel)")
        self._true = _button(
            "fit", "True size: millimetres of the paper are millimetres of the screen (Ctrl+0)"
        )
        self._larger = _button("plus", "Larger (Ctrl++, Ctrl+wheel)")
        self._saved = _button("copy", "Save the sheet as a picture, with identity and scale")
        self._printed = _button("print", "Print the sheet in true millimetres")
        self._header = _button("header", "DICOM header of the waveform")
        self._close = _button("close", "Close the waveform")
        self._combos = (self.groups, self.layouts, self.speeds, self.gains)
        self._acts = (self._smaller, self._true, self._larger, self._saved, self._printed)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 2, 0, 2)
        layout.setSpacing(2)
        top, bottom = QHBoxLayout(), QHBoxLayout()
        for row in (top, bottom):
            row.setContentsMargins(8, 0, 8, 0)
            row.setSpacing(4)
        whose = QHBoxLayout()
        whose.setContentsMargins(8, 0, 8, 0)
        self.identity.setMinimumWidth(1)
        whose.addWidget(self.identity, 1)
        whose.addWidget(self._header)
        whose.addWidget(self._close)
        layout.addLayout(whose)
        for widget in (self.choice, *self._combos, self._earlier, self.page_label, self._later):
            top.addWidget(widget)
        top.addStretch(1)
        for button in (self.marks, self.light, *self._acts):
            top.addWidget(button)
        layout.addLayout(top)
        said = QVBoxLayout()
        said.setContentsMargins(8, 0, 8, 0)
        said.addWidget(self.warning)
        self.findings.setMinimumWidth(1)
        said.addWidget(self.findings)
        layout.addLayout(said)
        self._stack = QStackedLayout()
        self._stack.addWidget(self.message)
        self._stack.addWidget(self.paper)
        layout.addLayout(self._stack, 1)
        self.facts.setMinimumWidth(1)
        bottom.addWidget(self.facts, 1)
        bottom.addWidget(self.says)
        layout.addLayout(bottom)

    def _connect(self) -> None:
        self.choice.activated.connect(self.document_chosen)
        self.groups.activated.connect(self._choose_group)
        self.layouts.activated.connect(self._choose_layout)
        for combo in (self.speeds, self.gains):
            combo.activated.connect(lambda _: self._refresh())
        for toggle in (self.marks, self.light):
            toggle.toggled.connect(lambda _: self._refresh())
        self.paper.measured.connect(lambda words: self.says.setText(words or HOW_TO))
        self.paper.calipers_changed.connect(self._keep_calipers)
        self.paper.zoom_wanted.connect(self._zoom_by)
        self.paper.left.connect(self.left)
        clicks: dict[QToolButton, Callable[[], object]] = {
            self._earlier: lambda: self._turn_page(-1),
            self._later: lambda: self._turn_page(1),
            self._smaller: lambda: self._zoom_by(1 / STEP),
            self._true: self._true_size,
            self._larger: lambda: self._zoom_by(STEP),
            self._saved: self.save_wanted.emit,
            self._printed: self.print_wanted.emit,
            self._header: self.header_wanted.emit,
            self._close: self.closed.emit,
        }
        for button, act in clicks.items():
            button.clicked.connect(lambda _=False, act=act: act())
        keys: dict[str, Callable[[], object]] = {
            "Ctrl+-": lambda: self._zoom_by(1 / STEP),
            "Ctrl++": lambda: self._zoom_by(STEP),
            "Ctrl+=": lambda: self._zoom_by(STEP),
            "Ctrl+0": self._true_size,
        }
        for key, act in keys.items():
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)


def _fill(combo: QComboBox, names: Sequence[str], chosen: int) -> None:
    with QSignalBlocker(combo):
        combo.clear()
        combo.addItems(list(names))
        combo.setCurrentIndex(chosen)


def _combo(words: str, names: Sequence[str] = ()) -> QComboBox:
    made = QComboBox()
    made.addItems(list(names))
    made.setAccessibleName(words)
    made.setToolTip(tooltip(words))
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    return made


def _button(name: str, words: str) -> QToolButton:
    made = QToolButton()
    made.setIcon(icon(name))
    made.setToolTip(tooltip(words))
    made.setAccessibleName(words.partition(" (")[0])
    made.setAutoRaise(True)
    return made


def _toggle(name: str, words: str) -> QToolButton:
    made = _button(name, words)
    made.setCheckable(True)
    return made
