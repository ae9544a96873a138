"""The dialogs around writing: macros, own sentences, an earlier report."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget, QPlainTextEdit, QPushButton, QTextEdit
from pytestqt.qtbot import QtBot

from app.reports.macro_shelf import OWN, MacroShelf
from app.ui.macros_dialog import MacrosDialog
from app.ui.prior_window import PriorWindow
from app.ui.sentence_dialog import SentenceDialog
from reporting.core.draft import edit_lines
from reporting.core.report import Line, Report, SectionName
from reporting.store.sentences import Sentence
from tests.builders.reports import draft, first_opinion
from viewer.core.store import Store

FINDINGS, IMPRESSION = SectionName.FINDINGS, SectionName.IMPRESSION


@pytest.fixture
def shelf(tmp_path: Path) -> MacroShelf:
    return MacroShelf(tmp_path / "own", lambda: None, tmp_path / "shipped", lambda _: None)


def button(dialog: MacrosDialog | PriorWindow, words: str) -> QPushButton:
    return next(known for known in dialog.findChildren(QPushButton) if known.text().replace("&", "") == words)


def test_a_macro_is_written_previewed_and_kept(shelf: MacroShelf, qtbot: QtBot) -> None:
    dialog = MacrosDialog(shelf)
    qtbot.addWidget(dialog)
    name, title = dialog.findChildren(QLineEdit)
    text = dialog.findChildren(QPlainTextEdit)[0]
    name.setText("cyst")
    title.setText("Cyst")
    text.setPlainText("Cyst of [size: number mm].")
    assert "Cyst of [Size, mm]." in [label.text() for label in dialog.findChildren(QLabel)]

    QTest.mouseClick(button(dialog, "Keep"), Qt.MouseButton.LeftButton)
    assert shelf.whose("cyst") == OWN

    name.setText("bad name")
    assert not button(dialog, "Keep").isEnabled()
    name.setText("cyst")
    QTest.mouseClick(button(dialog, "Remove"), Qt.MouseButton.LeftButton)
    assert shelf.macros() == ()


def test_a_file_that_is_no_macro_is_told_in_the_dialog(
    shelf: MacroShelf, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = MacrosDialog(shelf)
    qtbot.addWidget(dialog)
    (tmp_path / "x.toml").write_text("garbage")
    dialog.take_in(tmp_path / "x.toml")

    assert any("not TOML" in label.text() for label in dialog.findChildren(QLabel))


def test_a_sentence_is_searched_while_typing_and_taken_with_return(qtbot: QtBot) -> None:
    known = (Sentence("No effusion.", FINDINGS, 3), Sentence("No fracture.", IMPRESSION))
    dialog = SentenceDialog(lambda words: tuple(one for one in known if words in one.text))
    qtbot.addWidget(dialog)
    dialog.show()
    chosen: list[str] = []
    dialog.chosen.connect(chosen.append)
    words = dialog.findChildren(QLineEdit)[0]
    QTest.keyClicks(words, "No")
    dialog.search()
    assert dialog.findChildren(QListWidget)[0].count() == 2

    QTest.keyClick(dialog, Qt.Key.Key_Down)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert chosen == ["No fracture."]


def test_what_is_not_found_is_said(qtbot: QtBot) -> None:
    dialog = SentenceDialog(lambda _: ())
    qtbot.addWidget(dialog)
    dialog.findChildren(QLineEdit)[0].setText("xyz")
    dialog.search()

    assert "None of your signed reports" in dialog.findChildren(QLabel)[0].text()


def test_differences_from_an_earlier_report_are_shown_and_follow_the_writing(qtbot: QtBot) -> None:
    prior = first_opinion()
    now = edit_lines(draft(), IMPRESSION, (Line("Solid nodule in the left upper lobe."),))
    report: Store[Report | None] = Store(replace(now, uid="now"))
    copied: list[Sequence[SectionName]] = []
    window = PriorWindow(report, (prior,), lambda _, names: copied.append(names))
    qtbot.addWidget(window)
    window.show()
    shown = window.findChildren(QTextEdit)[0]
    assert _struck(shown, "three")
    assert not _struck(shown, "Solid")

    report.set(edit_lines(now, IMPRESSION, prior.section(IMPRESSION).lines))
    assert not _struck(shown, "three")
    QTest.mouseClick(button(window, "Copy impression"), Qt.MouseButton.LeftButton)
    assert copied == [(IMPRESSION,)]


def test_where_there_is_no_earlier_report_the_window_says_so(qtbot: QtBot) -> None:
    report: Store[Report | None] = Store(draft())
    window = PriorWindow(report, (), lambda *_: None)
    qtbot.addWidget(window)

    assert any("no signed report" in label.text() for label in window.findChildren(QLabel))
    assert not button(window, "Copy both").isEnabled()


def _struck(shown: QTextEdit, word: str) -> bool:
    found = shown.document().find(word)
    return not found.isNull() and found.charFormat().fontStrikeOut()
