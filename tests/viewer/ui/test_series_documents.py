"""Documents in the list of what was opened."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.builders.opened import display_set, images, not_displayable, opened
from tests.builders.pixels import FakePixels
from viewer.core.session import Session
from viewer.core.study import DisplaySet
from viewer.ui.series_rows import SetRow, remark, title
from viewer.ui.series_strip import SeriesStrip

STORAGE = "1.2.840.10008.5.1.4.1.1."


def document(end: str, count: int = 1, description: str = "Report", modality: str = "SR") -> DisplaySet:
    """Return a set of documents of one SOP class."""
    made = not_displayable("it holds no image of its own", series_uid=f"1.2.{end}")
    instance = replace(made.instances[0], sop_class_uid=f"{STORAGE}{end}")
    series = replace(made.series, description=description, modality=modality)
    return replace(made, series=series, title=description or modality, instances=(instance,) * count)


@pytest.mark.parametrize(
    ("end", "count", "words"),
    [
        ("88.33", 1, "Report"),
        ("88.11", 3, "3 × Report"),
        ("88.59", 1, "Key object selection"),
        ("88.67", 1, "Radiation dose report"),
        ("104.1", 1, "PDF document"),
        ("104.2", 1, "Clinical document"),
    ],
)
def test_documents_are_called_by_what_they_are(end: str, count: int, words: str) -> None:
    shown_set = document(end, count, description="Chest")

    assert (title(shown_set), remark(shown_set)) == ("Chest", words)
    assert SetRow(shown_set).can_be_read


def test_a_document_without_a_name_is_called_by_its_kind_once() -> None:
    nameless = document("104.1", description="", modality="DOC")

    assert (title(nameless), remark(nameless)) == ("PDF document", "")


def test_what_holds_no_readable_document_says_why() -> None:
    model = document("104.3")

    assert not SetRow(model).can_be_read
    assert remark(model) == "it holds no image of its own"
    assert not SetRow(replace(document("88.33"), blocked="two patients in one study")).can_be_read


@pytest.fixture
def strip(qtbot: QtBot) -> SeriesStrip:
    session = Session()
    made = SeriesStrip(session, FakePixels())
    session.opened.set(opened(display_set(images(2)), document("88.33"), document("104.3")))
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_double_click_or_enter_opens_a_document(strip: SeriesStrip) -> None:
    wanted: list[object] = []
    headers: list[object] = []
    strip.document_wanted.connect(wanted.append)
    strip.header_wanted.connect(headers.append)
    model = strip._model

    strip._view.opened.emit(model.index(2))
    strip._view.setCurrentIndex(model.index(2))
    QTest.keyClick(strip._view, Qt.Key.Key_Return)
    strip._view.opened.emit(model.index(3))

    assert [one.title for one in wanted if isinstance(one, DisplaySet)] == ["Report"] * 2
    assert len(headers) == 1


def test_the_menu_offers_document_and_header(strip: SeriesStrip) -> None:
    wanted: list[object] = []
    strip.document_wanted.connect(wanted.append)

    menu = strip._menu(strip._model.index(2))
    assert menu is not None
    words = [action.text() for action in menu.actions()]
    menu.actions()[0].trigger()

    assert words == ["Open document", "Header…"]
    assert len(wanted) == 1
    menu.close()
