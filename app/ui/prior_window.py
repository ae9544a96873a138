"""An earlier report beside the new one: what differs, word by word, and its sections to be taken over."""

from collections.abc import Callable, Collection, Iterator, Sequence

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QColor, QFont, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from reporting.core.header_facts import readable_date
from reporting.core.readings.words import Change, Piece, difference
from reporting.core.report import Line, Report, Section, SectionName
from viewer.core.store import Store
from viewer.ui.theme import COLORS

OUT_COLOR, IN_COLOR = QColor("#d0605e"), QColor("#4fa36b")
NONE = "There is no signed report on an earlier study of this patient."
EXPLAINED = (
    "Struck through: only in the earlier report. Underlined: only in the one you write. "
    "Dotted: click to see the image."
)
COPIED = (SectionName.FINDINGS, SectionName.IMPRESSION)


class Links:
    """Which line of a section words come from, as its text is gone through piece by piece."""

    def __init__(self, section: Section) -> None:
        self._lines, self._name = section.lines, section.name.name.lower()
        self._at = 0

    def of(self, piece: Piece) -> Iterator[tuple[str, str]]:
        """Yield the words of a piece with the link of the line they stand in: ``findings:3``, empty for none."""
        if piece.change is Change.PUT_IN:  # not of this report
            yield piece.text, ""
            return
        for row, words in enumerate(piece.text.split("\n"), start=self._at):
            if row > self._at:
                yield "\n", ""
            linked = row < len(self._lines) and (
                self._lines[row].measurement_uid or self._lines[row].key_image_uid
            )
            if words:
                yield words, f"{self._name}:{row}" if linked else ""
        self._at += piece.text.count("\n")


class PriorWindow(QDialog):
    """Follows the report being written; stays open beside it.

    Parameters
    ----------
    copy
        Takes sections of an earlier report over.
    jump
        Shows what a line of an earlier report points at.
    received
        The uids of those that were not written here.
    """

    def __init__(
        self,
        report: Store[Report | None],
        priors: Sequence[Report],
        copy: Callable[[Report, Sequence[SectionName]], None],
        jump: Callable[[Report, Line], None] = lambda _report, _line: None,
        parent: QWidget | None = None,
        *,
        received: Collection[str] = (),
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Earlier report")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(640, 620)
        self._report, self._priors, self._copy = report, tuple(priors), copy
        self._jump = jump
        self._choice, self._text = QComboBox(), QTextBrowser()
        self._text.setOpenLinks(False)
        self._text.anchorClicked.connect(self._follow_link)
        self._buttons: list[QPushButton] = []
        self._lay_out(received)
        self._choice.currentIndexChanged.connect(lambda _: self._show())
        report.changed.connect(self._follow)
        self.finished.connect(lambda _: report.changed.disconnect(self._follow))
        self._show()

    def _lay_out(self, received: Collection[str]) -> None:
        for prior in self._priors:
            date = readable_date(prior.study.date)
            origin = "received from outside" if prior.uid in received else ""
            parts = (date, prior.study.description, prior.reader.name, origin)
            self._choice.addItem(" · ".join(part for part in parts if part))
        told = QLabel(EXPLAINED if self._priors else NONE)
        told.setObjectName("quiet")
        told.setTextFormat(Qt.TextFormat.PlainText)
        told.setWordWrap(True)
        row = QHBoxLayout()
        offers = [(f"Copy {name.value.lower()}", (name,)) for name in COPIED] + [("Copy both", COPIED)]
        for words, names in offers:
            button = QPushButton(words)
            button.setAutoDefault(False)
            button.setToolTip("Headings that wait give way; words you have written stay above")
            button.clicked.connect(lambda _=False, taken=names: self._take(taken))
            self._buttons.append(button)
            row.addWidget(button)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        for part in (self._choice, told, self._text):
            layout.addWidget(part)
        layout.addLayout(row)

    def _follow(self, _now: Report | None, _before: Report | None) -> None:
        self._show()

    def _take(self, names: Sequence[SectionName]) -> None:
        prior = self._chosen()
        if prior is not None:
            self._copy(prior, names)

    def _follow_link(self, link: QUrl) -> None:
        prior = self._chosen()
        name, _, row = link.toString().partition(":")
        if prior is not None and row:
            self._jump(prior, prior.section(SectionName[name.upper()]).lines[int(row)])

    def _chosen(self) -> Report | None:
        at = self._choice.currentIndex()
        return self._priors[at] if 0 <= at < len(self._priors) else None

    def _show(self) -> None:
        prior, report = self._chosen(), self._report.value
        for button in self._buttons:
            button.setEnabled(prior is not None and report is not None and not report.is_signed)
        place = self._text.verticalScrollBar().value()
        self._text.clear()
        if prior is None or report is None:
            return
        cursor = self._text.textCursor()
        for name in SectionName:
            before, after = prior.section(name).text, report.section(name).text
            if before.strip() or after.strip():
                self._write(cursor, name.value + "\n", heading=True)
                links = Links(prior.section(name))
                for piece in difference(before, after):
                    for words, link in links.of(piece):
                        self._write(cursor, words, piece.change, link=link)
                self._write(cursor, "\n\n")
        self._text.verticalScrollBar().setValue(place)

    def _write(
        self,
        cursor: QTextCursor,
        words: str,
        change: Change = Change.SAME,
        *,
        heading: bool = False,
        link: str = "",
    ) -> None:
        letters = QTextCharFormat()
        if link:
            letters.setAnchor(True)
            letters.setAnchorHref(link)
            letters.setToolTip("Show the image this rests on")
            letters.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
            letters.setUnderlineColor(QColor(COLORS.accent_text))
        if heading:
            letters.setFontWeight(QFont.Weight.Bold)
        if change is Change.TAKEN_OUT:
            letters.setFontStrikeOut(True)
            letters.setForeground(OUT_COLOR)
        elif change is Change.PUT_IN:
            letters.setFontUnderline(True)
            letters.setForeground(IN_COLOR)
        cursor.insertText(words, letters)
