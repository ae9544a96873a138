"""What the report still needs before it can be signed: marked lines, missing words, what the study lacks."""

from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from reporting.core.readiness import needs_attention
from reporting.core.report import Mark, Report, SectionName
from reporting.ui.writing import Writing

MOST_ROWS = 4
"""So many things to settle are shown at once; the rest follow as these are settled."""
QUOTED = 48
"""Letters of a line that are quoted."""

Choice = tuple[str, str, Callable[[], None]]
"""What a button says, what it does in words, and what it does."""


class Attention(QFrame):
    """A short list with a button for each way to settle a thing; hidden while there is nothing to say."""

    def __init__(self, writing: Writing, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._writing = writing
        self._needs = _words("quiet")
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(8, 4, 8, 4)
        self._layout.addWidget(self._needs)
        self._shown: list[tuple[str, list[str]]] = []
        self._rows: list[QWidget] = []

    def show_report(self, report: Report) -> None:
        """Show what blocks signing, and buttons where one press settles it."""
        concerns = needs_attention(report)
        settled_here = {mark.value for mark in Mark}
        blocking = dict.fromkeys(
            _in_words(concern.text, concern.section.value if concern.section else "")
            for concern in concerns
            if concern.blocks
            and not concern.text.startswith("not accepted: ")
            and concern.text not in settled_here
        )
        doubtful = [concern.text for concern in concerns if concern.doubtful]
        said = [f"Before signing: {'; '.join(blocking)}"] if blocking else []
        said += [f"To check: {_few(doubtful)}"] if doubtful else []
        self._needs.setText("\n".join(said))
        self._needs.setVisible(bool(said))
        rows = [] if report.is_signed else [*self._marked(report), *self._lacking(report)]
        words = [(text, [name for name, _, _ in choices]) for text, choices in rows]
        if words != self._shown:
            self._shown = words
            self._show(rows)
        self.setVisible(bool(said or rows))

    def _show(self, rows: list[tuple[str, list[Choice]]]) -> None:
        for row in self._rows:
            self._layout.removeWidget(row)
            row.deleteLater()
        self._rows = [_row(text, choices) for text, choices in rows[:MOST_ROWS]]
        if len(rows) > MOST_ROWS:
            more = _words("quiet")
            more.setText(f"… and {len(rows) - MOST_ROWS} more")
            self._rows.append(more)
        for row in self._rows:
            self._layout.addWidget(row)

    def _marked(self, report: Report) -> Iterator[tuple[str, list[Choice]]]:
        for section in report.sections:
            for row, line in enumerate(section.lines):
                if line.mark is Mark.NONE:
                    continue
                measured = report.measurement(line.measurement_uid)
                now = measured.value_text if measured and measured.quantities else ""
                keep = ("Keep words", "The words stay as they are", self._settle(section.name, row, False))
                take = ("Take new value", "Word the line anew", self._settle(section.name, row, True))
                changed = line.mark is Mark.CHANGED
                said = f"measurement is now {now}" if changed and now else line.mark.value
                yield f"“{_short(line.text)}”: {said}", [take, keep] if changed else [keep]

    def _lacking(self, report: Report) -> Iterator[tuple[str, list[Choice]]]:
        for known in report.reservations:
            if not known.accepted:
                help_text = "Report on the study although this is missing; the report will say so"
                yield known.text, [("Accept", help_text, partial(self._writing.accept, known.text))]

    def _settle(self, section: SectionName, row: int, take_new: bool) -> Callable[[], None]:
        return lambda: self._writing.acknowledge(section, row, take_new=take_new)


def _row(text: str, choices: list[Choice]) -> QWidget:
    row = QWidget()
    above = QVBoxLayout(row)
    above.setContentsMargins(0, 0, 0, 0)
    above.setSpacing(2)
    label = _words("problem")
    label.setText(text)
    above.addWidget(label)
    layout = QHBoxLayout()
    layout.addStretch(1)
    above.addLayout(layout)
    for name, help_text, act in choices:
        button = QPushButton(name)
        button.setToolTip(help_text)
        button.clicked.connect(partial(_do, act))
        layout.addWidget(button)
    return row


def _do(act: Callable[[], None], _checked: bool = False) -> None:
    act()


def _words(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setProperty("role", name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label


def _few(texts: list[str]) -> str:
    more = len(texts) - MOST_ROWS
    return "; ".join(texts[:MOST_ROWS]) + (f"; and {more} more" if more > 0 else "")


def _short(text: str) -> str:
    return text if len(text) <= QUOTED else text[: QUOTED - 1].rstrip() + "…"


def _in_words(text: str, section: str) -> str:
    return f"{text} ({section})" if section and section.lower() not in text else text
