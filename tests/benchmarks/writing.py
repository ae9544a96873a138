"""How soon a letter typed into a long report is on the screen: 20 pages, 100 links, the panel as it is wired."""

import tempfile
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import perf_counter

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.reports.author import Author
from app.reports.macro_shelf import MacroShelf
from app.reports.spelling import Dictionary
from reporting.core.lines import line_for
from reporting.core.report import Line, SectionName, Span
from reporting.store.sentences import SentenceIndex
from reporting.ui.report_panel import ReportPanel
from tests.benchmarks.table import Row
from tests.builders.desks import desk_at
from viewer.core.measurements import Measurement

LINES, LINKS, STROKES = 900, 100, 60
"""20 pages of 45 lines."""
MOST_MS = 16.0
WORDS = (
    "The lungs are clear on both sides, without consolidation; the pleura is free of effusion and thickening."
)
RESOURCES = Path(__file__).parents[2] / "resources"


def run() -> list[Row]:
    """Type at the beginning, in the middle and at the end of a long section."""
    with tempfile.TemporaryDirectory(prefix="benchmark") as made:
        return _measured(Path(made))


def _measured(folder: Path) -> list[Row]:
    at = desk_at(folder)
    shelf = MacroShelf(folder / "macros", lambda: None, RESOURCES / "macros", at.failures.append)
    author = Author(at.desk, shelf, SentenceIndex(folder / "s.sqlite3"), lambda: ())
    panel = ReportPanel(at.desk, Dictionary(folder / "words.txt"), author)
    panel.resize(480, 900)
    panel.show()
    QTest.qWaitForWindowExposed(panel)
    first = at.measure("Nodule 0")
    drawn = [first, *(replace(first, text=f"Nodule {n}", uid=f"drawn-{n}") for n in range(1, LINKS))]
    report = at.desk.report.value
    assert report is not None
    at.desk.report.set(replace(report, measurements=tuple(drawn)))
    at.desk.edit(SectionName.FINDINGS, tuple(_line(n, drawn) for n in range(LINES)))
    QApplication.processEvents()
    rows = []
    for place, row in (("first", 0), ("middle", LINES // 2 + 1), ("last", LINES - 1)):
        took = _typed(panel, row)
        worst = sorted(took)[int(0.95 * len(took))]
        what = f"keystroke to screen, {place} paragraph of {LINES} with {LINKS} links"
        rows.append(Row(what, median(took), bar=f"≤ {MOST_MS:g} ms", met=median(took) <= MOST_MS))
        rows.append(Row("  95 of 100 strokes within", worst, bar=f"≤ {MOST_MS:g} ms", met=worst <= MOST_MS))
    panel.close()
    at.store.close()
    return rows


def _line(number: int, drawn: list[Measurement]) -> Line:
    every = LINES // LINKS
    if number % every == 0 and number // every < LINKS:
        return replace(line_for(drawn[number // every], "{text}: {value}"))
    return Line(f"{number}: {WORDS}", spans=(Span(0, len(str(number)), bold=True),))


def _typed(panel: ReportPanel, row: int) -> list[float]:
    """Return how long each stroke took until the panel was painted, ms."""
    editor = panel.editor(SectionName.FINDINGS)
    editor.setFocus()
    cursor = editor.textCursor()
    cursor.setPosition(editor.document().findBlockByNumber(row).position() + 4)
    editor.setTextCursor(cursor)
    editor.ensureCursorVisible()
    panel.show_cursor()
    QApplication.processEvents()
    took = []
    for stroke in range(STROKES):
        begun = perf_counter()
        QTest.keyClick(editor, Qt.Key.Key_Space if stroke % 6 == 5 else Qt.Key(Qt.Key.Key_A + stroke % 26))
        QApplication.processEvents()
        took.append((perf_counter() - begun) * 1000)
    return took
